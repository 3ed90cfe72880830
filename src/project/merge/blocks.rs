//! Merges lists by entry: when both sides add, change or remove different entries of a list, the result has both
//! changes.

use std::collections::HashSet;
use std::ops::Range;

use super::entries::{ListEntry, tell_apart};
use super::gaps::gap;
use super::language::Language;
use super::order::{Matching, sorted};
use super::outline::LineKind;
use super::regions::{self, BASE, NEW, OURS, Piece, PieceKind, Side};
use super::text::Line;
use super::words;

/// The maximum depth of nested lists that are merged by entry.
const DEEPEST: usize = 32;

/// The pieces of the result; `None` if the file is not a list that can be merged by entry.
pub(super) fn merge(language: Language, sides: [&Side; 3]) -> Option<Vec<Piece>> {
    let mut blocks = ListMerge {
        language,
        sides,
        pieces: Vec::new(),
    };
    let all = sides.map(|side| 0..side.lines.len());
    blocks.list(&all, [None; 3], 0)?;
    Some(blocks.pieces)
}

struct ListMerge<'a> {
    language: Language,
    sides: [&'a Side<'a>; 3],
    pieces: Vec<Piece>,
}

impl ListMerge<'_> {
    /// Merges the entries below a line of each side. `None`, without effect, if it must be merged by lines.
    fn list(
        &mut self,
        ranges: &[Range<usize>; 3],
        owners: [Option<usize>; 3],
        depth: usize,
    ) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let entries = |side: usize| {
            self.sides[side].entries(self.language, ranges[side].clone(), owners[side])
        };
        let mut lists = [entries(BASE)?, entries(OURS)?, entries(NEW)?];
        if !tell_apart(&mut lists) {
            return None;
        }
        let names = lists.each_ref().map(|entries| {
            entries
                .iter()
                .map(|entry| &entry.label.name[..])
                .collect::<Vec<_>>()
        });
        let matched = Matching::of(&names)?;
        if self.unclear(&lists, &matched) {
            return None;
        }
        let texts = [BASE, OURS, NEW].map(|side| {
            let text = |entry: &ListEntry| {
                entry
                    .head
                    .map(|head| self.sides[side].lines[head].text.trim_ascii())
            };
            lists[side].iter().map(text).collect::<Vec<_>>()
        });
        let order = sorted(matched.items(&names), &names, &texts);
        let mut ends = ranges.each_ref().map(|range| range.start);
        let mut first = true;
        for item in &order {
            let found =
                [BASE, OURS, NEW].map(|side| item.versions[side].map(|at| &lists[side][at]));
            let ranges_of_item = [BASE, OURS, NEW].map(|side| {
                found[side].map_or(ends[side]..ends[side], |entry| entry.range.clone())
            });
            ends = ranges_of_item.each_ref().map(|range| range.end);
            let kind = self.piece_kind(found, &ranges_of_item);
            let stays = match kind {
                Some(PieceKind::Ours) => found[OURS].is_some(),
                Some(PieceKind::New) => found[NEW].is_some(),
                _ => true,
            };
            if stays {
                self.pieces.extend(gap(&lists, item, ranges, first));
                first = false;
            }
            match (kind, found) {
                (None, [Some(base), Some(ours), Some(new)]) => {
                    self.entry([base, ours, new], depth);
                }
                (kind, _) => self.pieces.push(Piece::new(
                    kind.unwrap_or(PieceKind::Conflict),
                    ranges_of_item,
                )),
            }
        }
        let tails = [BASE, OURS, NEW].map(|side| {
            let last = lists[side]
                .last()
                .map_or(ranges[side].start, |entry| entry.range.end);
            last..ranges[side].end
        });
        if tails.iter().any(|tail| !tail.is_empty()) {
            self.lines(&tails);
        }
        Some(())
    }

    /// Whether entries conflict in a way that the user must resolve.
    fn unclear(&self, lists: &[Vec<ListEntry>; 3], matched: &Matching) -> bool {
        let by_new: HashSet<usize> = matched.inserted[NEW]
            .iter()
            .map(|(_, gap)| gap.start + gap.end)
            .collect();
        let ordered = self.language == Language::Conf;
        matched.inserted[OURS].iter().any(|(entry, gap)| {
            let label = &lists[OURS][*entry].label;
            if matched.both_replaced(gap) {
                return true;
            }
            let meets = by_new.contains(&(gap.start + gap.end));
            let named = !lists[OURS][*entry].label.whole;
            let removed = |at: usize| matched.in_side[NEW].get(at).is_some_and(Option::is_none);
            let beside = removed(gap.end) || gap.start > 0 && removed(gap.start - 1);
            (ordered && meets && !named && !location(&label.name))
                || !label.declares && (meets || beside)
        })
    }

    /// The resulting kind; `None` if both changed an entry that is in all three.
    fn piece_kind(
        &self,
        found: [Option<&ListEntry>; 3],
        ranges: &[Range<usize>; 3],
    ) -> Option<PieceKind> {
        let alike = |one, other| self.alike(one, other, ranges);
        Some(match found {
            [Some(_), Some(_), Some(_)] if alike(BASE, OURS) && alike(BASE, NEW) => PieceKind::Same,
            [_, Some(_), Some(_)] if alike(OURS, NEW) => PieceKind::Ours,
            [Some(_), _, Some(_)] if alike(BASE, NEW) => PieceKind::Ours,
            [Some(_), Some(_), _] if self.unedited(ranges) => PieceKind::New,
            [None, Some(_), None] => PieceKind::Ours,
            [None, None, Some(_)] => PieceKind::New,
            [Some(_), Some(_), Some(_)] => return None,
            _ => PieceKind::Conflict,
        })
    }

    fn alike(&self, one: usize, other: usize, ranges: &[Range<usize>; 3]) -> bool {
        let [one, other] = [one, other].map(|side| &self.sides[side].numbers[ranges[side].clone()]);
        one == other
    }

    /// Whether ours equals the base, ignoring a tool's comments below a locked distribution.
    fn unedited(&self, ranges: &[Range<usize>; 3]) -> bool {
        let noted = |line: &&Line| {
            let text = line.text.trim_ascii();
            text.len() < line.text.len()
                && (text.starts_with(b"# via") || text.starts_with(b"#   "))
        };
        let lines = |side: usize| self.sides[side].lines[ranges[side].clone()].iter();
        let locked = || {
            lines(OURS)
                .filter(|line| !noted(line))
                .map(|line| line.text)
        };
        self.alike(BASE, OURS, ranges)
            || self.language == Language::Requirements
                && locked().eq(lines(BASE).map(|line| line.text))
    }

    /// An entry that both changed: the lines below its head are merged as a list or by lines.
    fn entry(&mut self, entries: [&ListEntry; 3], depth: usize) {
        let ranges = entries.map(|entry| entry.range.clone());
        let bodies = [BASE, OURS, NEW].map(|side| self.body(side, entries[side]));
        let [Some(base), Some(ours), Some(new)] = bodies else {
            if !self.words(entries) {
                self.lines(&ranges);
            }
            return;
        };
        let bodies = [base, ours, new];
        let heads = [BASE, OURS, NEW].map(|side| ranges[side].start..bodies[side].start);
        let before = self.pieces.len();
        self.lines(&heads);
        if self
            .list(&bodies, entries.map(|entry| entry.head), depth + 1)
            .is_none()
        {
            self.pieces.truncate(before);
            return self.lines(&ranges);
        }
        self.lines(&[BASE, OURS, NEW].map(|side| bodies[side].end..ranges[side].end));
    }

    /// The lines below the head of an entry, without its closing lines.
    fn body(&self, side: usize, entry: &ListEntry) -> Option<Range<usize>> {
        let side = self.sides[side];
        let head = entry.head?;
        let belongs = |at: &usize| {
            side.rows[*at].kind == LineKind::Head && side.rows[*at].owner == Some(head)
        };
        let first = (head + 1..entry.range.end).find(belongs)?;
        let comment = |at: &usize| side.rows[*at].kind == LineKind::Comment;
        let start = (head + 1..first)
            .rev()
            .take_while(comment)
            .last()
            .unwrap_or(first);
        let closes = |at: &usize| {
            side.rows[*at].kind == LineKind::Close && side.rows[*at].owner == Some(head)
        };
        let end = (first..entry.range.end)
            .rev()
            .take_while(closes)
            .last()
            .unwrap_or(entry.range.end);
        Some(start..end)
    }

    /// Merges an entry of one line that is itself a list.
    fn words(&mut self, entries: [&ListEntry; 3]) -> bool {
        let heads = entries.map(|entry| entry.head.filter(|head| entry.range.end == head + 1));
        let [Some(base), Some(ours), Some(new)] = heads else {
            return false;
        };
        let text = |side: usize, at: usize| self.sides[side].lines[at].text;
        let merged = words::merge(
            self.language,
            [text(BASE, base), text(OURS, ours), text(NEW, new)],
        );
        let Some(merged) = merged else {
            return false;
        };
        let leads =
            [BASE, OURS, NEW].map(|side| entries[side].range.start..entries[side].range.end - 1);
        self.lines(&leads);
        self.pieces.push(Piece::new(
            PieceKind::Line(merged),
            [base..base + 1, ours..ours + 1, new..new + 1],
        ));
        true
    }

    fn lines(&mut self, ranges: &[Range<usize>; 3]) {
        self.pieces
            .extend(regions::merge(self.sides, ranges, false));
    }
}

/// Whether an NGINX block is a location, not a sequence of steps.
fn location(name: &[u8]) -> bool {
    name.ends_with(b"{") && !name.contains(&b'~')
}
