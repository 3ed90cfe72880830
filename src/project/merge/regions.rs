//! Three-way merge of lines: the parts that both sides agree on, and conflicts.

mod group;

use std::ops::Range;

use super::append;
use super::diff::changes;
use super::outline::LineInfo;
use super::text::Line;
use group::{Group, through};

/// One of the three files: its lines, their numbers, and their owners if its language is known.
#[derive(Debug)]
pub(super) struct Side<'a> {
    pub(super) lines: &'a [Line<'a>],
    pub(super) numbers: &'a [u32],
    pub(super) rows: Vec<LineInfo>,
}

/// A piece of the result with its ranges in the three sides. All pieces in order are the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    pub(super) ranges: [Range<usize>; 3],
}

/// The kind of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// The same in all three.
    Same,
    Ours,
    New,
    Conflict,
    /// One line, merged from ours and new.
    Line(Vec<u8>),
}

impl Piece {
    pub(super) fn new(kind: PieceKind, ranges: [Range<usize>; 3]) -> Self {
        Self { kind, ranges }
    }

    fn is_nothing(&self) -> bool {
        self.ranges.iter().all(Range::is_empty)
    }
}

/// The sides, as array indices.
pub(super) const BASE: usize = 0;
pub(super) const OURS: usize = 1;
pub(super) const NEW: usize = 2;

/// As in `git merge`: changes that overlap or touch are a conflict, unless they are equal. Equal lines at both ends of
/// a conflict are moved out of it. In addition, text that both append to the end of a file is merged if that is safe;
/// only if `appended` is set.
pub(super) fn merge(sides: [&Side; 3], ranges: &[Range<usize>; 3], appended: bool) -> Vec<Piece> {
    let [base, ours, new] =
        [BASE, OURS, NEW].map(|side| &sides[side].numbers[ranges[side].clone()]);
    let by_us = changes(base, ours);
    let by_new = changes(base, new);
    let mut pieces = Vec::new();
    let mut push = |kind, of: [&Range<usize>; 3]| {
        let shifted =
            |side: usize| of[side].start + ranges[side].start..of[side].end + ranges[side].start;
        pieces.push(Piece::new(kind, [BASE, OURS, NEW].map(shifted)));
    };
    let (mut i, mut j) = (0, 0);
    // the position in each side after the last group
    let mut at = [0; 3];
    while let Some(group) = Group::next(&by_us[i..], &by_new[j..]) {
        let changed = (&by_us[i..i + group.ours], &by_new[j..j + group.new]);
        i += group.ours;
        j += group.new;
        let in_ours = through(changed.0, &by_us[..i - group.ours], &group.base);
        let in_new = through(changed.1, &by_new[..j - group.new], &group.base);
        push(
            PieceKind::Same,
            [
                &(at[0]..group.base.start),
                &(at[1]..in_ours.start),
                &(at[2]..in_new.start),
            ],
        );
        at = [group.base.end, in_ours.end, in_new.end];
        let kind = match (group.ours, group.new) {
            (_, 0) => PieceKind::Ours,
            (0, _) => PieceKind::New,
            _ => PieceKind::Conflict,
        };
        push(kind, [&group.base, &in_ours, &in_new]);
    }
    push(
        PieceKind::Same,
        [
            &(at[0]..base.len()),
            &(at[1]..ours.len()),
            &(at[2]..new.len()),
        ],
    );
    let mut settled = Vec::new();
    for piece in pieces {
        match piece.kind {
            PieceKind::Conflict => both(sides, piece.ranges, appended, &mut settled),
            _ => settled.push(piece),
        }
    }
    settled.retain(|piece| !piece.is_nothing());
    settled
}

/// Two sequences without a common base: every difference is a conflict.
pub(super) fn compare(ours: &Side, new: &Side) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for change in changes(ours.numbers, new.numbers) {
        pieces.push(Piece::new(
            PieceKind::Ours,
            [0..0, at..change.old.start, 0..0],
        ));
        at = change.old.end;
        pieces.push(Piece::new(
            PieceKind::Conflict,
            [0..0, change.old, change.new],
        ));
    }
    pieces.push(Piece::new(
        PieceKind::Ours,
        [0..0, at..ours.lines.len(), 0..0],
    ));
    pieces.retain(|piece| !piece.is_nothing());
    pieces
}

/// The result for a range that both changed.
fn both(sides: [&Side; 3], ranges: [Range<usize>; 3], appended: bool, pieces: &mut Vec<Piece>) {
    let [base, ours, new] = ranges;
    if appended && base.end == sides[BASE].lines.len() && base.start > 0 {
        let ends = append::FileEnds {
            base: &sides[BASE].lines[base.clone()],
            ours: &sides[OURS].lines[ours.clone()],
            new: &sides[NEW].lines[new.clone()],
        };
        if let Some(order) = append::at_the_end(&ends) {
            let none = base.end..base.end;
            let by_us = |from| {
                Piece::new(
                    PieceKind::Ours,
                    [none.clone(), from..ours.end, new.end..new.end],
                )
            };
            let by_new = |from| {
                Piece::new(
                    PieceKind::New,
                    [none.clone(), ours.end..ours.end, from..new.end],
                )
            };
            let (in_ours, in_new) = (ours.start + base.len(), new.start + base.len());
            let removed = |kind, ours, new| Piece::new(kind, [base.clone(), ours, new]);
            pieces.extend(match order {
                append::AppendOrder::OursFirst => [by_us(ours.start), by_new(new.start)],
                append::AppendOrder::NewFirst => [by_new(new.start), by_us(ours.start)],
                append::AppendOrder::OursAfterItsBase => [
                    removed(PieceKind::New, ours.start..in_ours, new.clone()),
                    by_us(in_ours),
                ],
                append::AppendOrder::NewAfterItsBase => [
                    removed(PieceKind::Ours, ours.clone(), new.start..in_new),
                    by_new(in_new),
                ],
            });
            return;
        }
    }
    let (one, two) = (
        &sides[OURS].numbers[ours.clone()],
        &sides[NEW].numbers[new.clone()],
    );
    let head = one.iter().zip(two).take_while(|(a, b)| a == b).count();
    let tail = one[head..]
        .iter()
        .rev()
        .zip(two[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let left = ours.start + head..ours.end - tail;
    let right = new.start + head..new.end - tail;
    let kind = match (left.is_empty(), right.is_empty()) {
        (true, true) => PieceKind::Ours,
        // both inserted the same lines, and one of them more
        (true, false) if base.is_empty() => PieceKind::New,
        (false, true) if base.is_empty() => PieceKind::Ours,
        _ => PieceKind::Conflict,
    };
    let alike =
        |ours: Range<usize>, new| Piece::new(PieceKind::Ours, [base.start..base.start, ours, new]);
    pieces.push(alike(ours.start..left.start, new.start..right.start));
    let after = alike(left.end..ours.end, right.end..new.end);
    pieces.push(Piece::new(kind, [base.clone(), left, right]));
    pieces.push(after);
}

#[cfg(test)]
mod tests {
    use super::super::diff::LineNumbers;
    use super::super::text::Ending;
    use super::*;

    /// One letter per line; conflicts as `(ours|base|new)`.
    fn merged(base: &str, ours: &str, new: &str) -> String {
        let mut numbers = LineNumbers::default();
        let texts = [base, ours, new].map(|text| {
            let line = |text| Line {
                text,
                ending: Ending::Lf,
            };
            text.as_bytes().chunks(1).map(line).collect::<Vec<_>>()
        });
        let numbered = texts.each_ref().map(|lines| numbers.of(lines));
        let [b, m, n] = [0, 1, 2].map(|side| Side {
            lines: &texts[side],
            numbers: &numbered[side],
            rows: Vec::new(),
        });
        let text = |piece: Piece| {
            let [before, left, right] = piece.ranges;
            match piece.kind {
                PieceKind::Same | PieceKind::Ours => ours[left].to_owned(),
                PieceKind::New => new[right].to_owned(),
                _ => format!("({}|{}|{})", &ours[left], &base[before], &new[right]),
            }
        };
        let all = [&b, &m, &n].map(|side| 0..side.lines.len());
        merge([&b, &m, &n], &all, true)
            .into_iter()
            .map(text)
            .collect()
    }

    #[test]
    fn separate_changes_are_merged_and_touching_ones_are_not() {
        assert_eq!(merged("abcde", "aXcde", "abcYe"), "aXcYe");
        assert_eq!(merged("abcde", "aXcde", "abYde"), "a(Xc|bc|bY)de");
        assert_eq!(merged("abcde", "acde", "abcd"), "acd");
        assert_eq!(merged("abcde", "aXbcde", "aYcde"), "a(Xb|b|Y)cde");
        assert_eq!(merged("abc", "abc", "xyz"), "xyz");
        assert_eq!(merged("abc", "xyz", "abc"), "xyz");
    }

    #[test]
    fn equal_changes_of_both_sides_are_applied_once() {
        assert_eq!(merged("abc", "aXc", "aXc"), "aXc");
        assert_eq!(merged("abc", "aXYc", "aXZc"), "aX(Y|b|Z)c");
        assert_eq!(merged("ac", "aXc", "aXYc"), "aXYc");
        assert_eq!(merged("abc", "ac", "ac"), "ac");
    }
}
