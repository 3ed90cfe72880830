//! Checks that each line of a result still has its owner: a line that the user added to a block is in that block, or it
//! is a conflict.

use super::identity::{Counts, LineIdentities};
use super::outline::{LineInfo, LineKind, outline};
use super::regions::{BASE, NEW, OURS, Piece, PieceKind};
use super::text::{Ending, Line};

/// The maximum number of rounds, because a new conflict can cause others.
const ROUNDS: usize = 4;

/// Turns each marked piece into a conflict, together with the adjacent changed ones.
fn with_conflicts(pieces: Vec<Piece>, marked: &[bool]) -> Vec<Piece> {
    let mut done: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut run: Vec<Piece> = Vec::new();
    let mut conflict = false;
    let close = |run: &mut Vec<Piece>, conflict: &mut bool, done: &mut Vec<Piece>| {
        if std::mem::take(conflict) {
            done.extend(joined_pieces(run));
            run.clear();
        } else {
            done.append(run);
        }
    };
    for (piece, marked) in pieces.into_iter().zip(marked) {
        if piece.kind == PieceKind::Same {
            close(&mut run, &mut conflict, &mut done);
            done.push(piece);
        } else {
            conflict |= marked;
            run.push(piece);
        }
    }
    close(&mut run, &mut conflict, &mut done);
    done
}

/// Joins adjacent pieces into one.
fn joined_pieces(run: &[Piece]) -> Option<Piece> {
    let over = |side: usize| {
        let there = run
            .iter()
            .map(|piece| &piece.ranges[side])
            .filter(|range| !range.is_empty());
        let start = there.clone().map(|range| range.start).min();
        let end = there.map(|range| range.end).max();
        start.zip(end).map_or(0..0, |(start, end)| start..end)
    };
    (!run.is_empty()).then(|| Piece::new(PieceKind::Conflict, [BASE, OURS, NEW].map(over)))
}

impl LineIdentities<'_> {
    /// Turns pieces into conflicts if they would change the owner of lines, or define a name twice.
    pub(super) fn hold(&self, mut pieces: Vec<Piece>) -> Vec<Piece> {
        for round in 0..=ROUNDS {
            let mut marked = self.misplaced(&pieces);
            if !marked.contains(&true) {
                break;
            }
            if round == ROUNDS {
                marked = pieces
                    .iter()
                    .map(|piece| piece.kind != PieceKind::Same)
                    .collect();
            }
            pieces = with_conflicts(pieces, &marked);
        }
        pieces
    }

    fn misplaced(&self, pieces: &[Piece]) -> Vec<bool> {
        let views = [OURS, NEW].map(|side| ResultView::of(self, pieces, side));
        let near = near(pieces);
        let mut marked = vec![false; pieces.len()];
        let mut mark = |piece: usize| near[piece].into_iter().for_each(|at| marked[at] = true);
        for (at, other) in views[0].agreed(pieces).zip(views[1].agreed(pieces)) {
            let line = &views[0].lines[at];
            let found = [views[0].owner(self, at), views[1].owner(self, other)];
            let is_separate = matches!(views[0].rows[at].kind, LineKind::Blank | LineKind::Comment);
            if !is_separate && !self.is_placed(line, &pieces[line.piece], found) {
                mark(line.piece);
            }
        }
        for view in &views {
            self.named_twice(view, &mut mark);
        }
        marked
    }

    /// Whether a line has the same owner as in its side, or as in the side that changed it.
    fn is_placed(&self, line: &ResultLine, piece: &Piece, found: [Option<usize>; 2]) -> bool {
        if piece.kind != PieceKind::Same {
            return found.contains(&self.owner(line.side, line.at));
        }
        let at = line.at - piece.ranges[line.side].start;
        let owners = [BASE, OURS, NEW].map(|side| self.owner(side, piece.ranges[side].start + at));
        match owners {
            [base, ours, new] if ours == base || ours == new => found.contains(&new),
            [base, ours, new] if new == base => found.contains(&ours),
            _ => false,
        }
    }

    fn named_twice(&self, view: &ResultView, mark: &mut impl FnMut(usize)) {
        let mut counts = Counts::new();
        for (at, line) in view.lines.iter().enumerate() {
            let Some(name) = self.name(&view.rows[at], line.text) else {
                continue;
            };
            let key = (view.owner(self, at), name);
            let allowed = [BASE, OURS, NEW]
                .map(|side| self.name_counts[side].get(&key).copied().unwrap_or(0));
            let count = counts.entry(key).or_default();
            *count += 1;
            if *count > allowed.into_iter().max().unwrap_or(1).max(1) {
                mark(line.piece);
            }
        }
    }
}

/// For each piece, the changed one that it is or that is next to it.
fn near(pieces: &[Piece]) -> Vec<Option<usize>> {
    let changed = |at: usize| !matches!(pieces[at].kind, PieceKind::Same | PieceKind::Conflict);
    let mut near = vec![None; pieces.len()];
    let mut last = None;
    for (at, near) in near.iter_mut().enumerate() {
        last = if changed(at) { Some(at) } else { last };
        *near = last;
    }
    for (at, near) in near.iter_mut().enumerate().rev() {
        last = if changed(at) { Some(at) } else { last };
        *near = near.or(last);
    }
    near
}

/// A result, with one side of its conflicts.
struct ResultView<'a> {
    lines: Vec<ResultLine<'a>>,
    rows: Vec<LineInfo>,
}

/// A line of a result, and its origin.
struct ResultLine<'a> {
    piece: usize,
    side: usize,
    at: usize,
    text: &'a [u8],
}

impl<'a> ResultView<'a> {
    fn of(known: &'a LineIdentities, pieces: &'a [Piece], side_of_conflicts: usize) -> Self {
        let mut lines = Vec::new();
        for (number, piece) in pieces.iter().enumerate() {
            let side = match piece.kind {
                PieceKind::New => NEW,
                PieceKind::Conflict => side_of_conflicts,
                _ => OURS,
            };
            lines.extend(piece.ranges[side].clone().map(|at| ResultLine {
                piece: number,
                side,
                at,
                text: match &piece.kind {
                    PieceKind::Line(text) => text,
                    _ => known.sides[side].lines[at].text,
                },
            }));
        }
        let ending = Ending::Lf;
        let texts: Vec<Line> = lines
            .iter()
            .map(|line| Line {
                text: line.text,
                ending,
            })
            .collect();
        let rows = outline(known.language, &texts);
        Self { lines, rows }
    }

    /// The lines outside of conflicts.
    fn agreed(&self, pieces: &[Piece]) -> impl Iterator<Item = usize> {
        (0..self.lines.len()).filter(|at| pieces[self.lines[*at].piece].kind != PieceKind::Conflict)
    }

    fn owner(&self, known: &LineIdentities, at: usize) -> Option<usize> {
        let owner = &self.lines[self.rows[at].owner?];
        Some(known.id(owner.side, owner.at))
    }
}
