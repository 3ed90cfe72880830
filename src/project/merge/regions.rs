//! Three sequences of lines as regions: what both agree on, and what a person has to decide.

use std::ops::Range;

use super::append;
use super::diff::{Change, changes};
use super::outline::Row;
use super::text::Line;

/// One of the three files: its lines, their numbers, and what they belong to where its language is known.
#[derive(Debug)]
pub(super) struct Side<'a> {
    pub(super) lines: &'a [Line<'a>],
    pub(super) numbers: &'a [u32],
    pub(super) rows: Vec<Row>,
}

/// A stretch of the result, and where it is in the three sides. One after the other they make the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) take: Take,
    pub(super) ranges: [Range<usize>; 3],
}

/// What a stretch of the result is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Take {
    /// The same in all three.
    Same,
    Mine,
    New,
    /// A person has to decide.
    Conflict,
    /// One line, made of mine and the new one.
    Line(Vec<u8>),
}

impl Piece {
    pub(super) fn new(take: Take, ranges: [Range<usize>; 3]) -> Self {
        Self { take, ranges }
    }

    fn is_nothing(&self) -> bool {
        self.ranges.iter().all(Range::is_empty)
    }
}

/// The sides, as indices of what there is three of.
pub(super) const BASE: usize = 0;
pub(super) const MINE: usize = 1;
pub(super) const NEW: usize = 2;

/// As `git merge` does it: changes that overlap or touch are a conflict, unless they are the same. Lines at both
/// ends of a conflict that mine and new have in common stand outside of it. Other than there, what both append to
/// the end of a file is merged where that is safe; only if `appended` says so.
pub(super) fn merge(sides: [&Side; 3], ranges: &[Range<usize>; 3], appended: bool) -> Vec<Piece> {
    let [base, mine, new] =
        [BASE, MINE, NEW].map(|side| &sides[side].numbers[ranges[side].clone()]);
    let by_me = changes(base, mine);
    let by_new = changes(base, new);
    let mut pieces = Vec::new();
    let mut push = |take, of: [&Range<usize>; 3]| {
        let shifted =
            |side: usize| of[side].start + ranges[side].start..of[side].end + ranges[side].start;
        pieces.push(Piece::new(take, [BASE, MINE, NEW].map(shifted)));
    };
    let (mut i, mut j) = (0, 0);
    // where the three stand after the last group
    let mut at = [0; 3];
    while let Some(group) = Group::next(&by_me[i..], &by_new[j..]) {
        let here = (&by_me[i..i + group.mine], &by_new[j..j + group.new]);
        i += group.mine;
        j += group.new;
        let in_mine = through(here.0, &by_me[..i - group.mine], &group.base);
        let in_new = through(here.1, &by_new[..j - group.new], &group.base);
        push(
            Take::Same,
            [
                &(at[0]..group.base.start),
                &(at[1]..in_mine.start),
                &(at[2]..in_new.start),
            ],
        );
        at = [group.base.end, in_mine.end, in_new.end];
        let take = match (group.mine, group.new) {
            (_, 0) => Take::Mine,
            (0, _) => Take::New,
            _ => Take::Conflict,
        };
        push(take, [&group.base, &in_mine, &in_new]);
    }
    push(
        Take::Same,
        [
            &(at[0]..base.len()),
            &(at[1]..mine.len()),
            &(at[2]..new.len()),
        ],
    );
    let mut settled = Vec::new();
    for piece in pieces {
        match piece.take {
            Take::Conflict => both(sides, piece.ranges, appended, &mut settled),
            _ => settled.push(piece),
        }
    }
    settled.retain(|piece| !piece.is_nothing());
    settled
}

/// Two sequences without a common past: whatever differs has to be decided.
pub(super) fn compare(mine: &Side, new: &Side) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for change in changes(mine.numbers, new.numbers) {
        pieces.push(Piece::new(Take::Mine, [0..0, at..change.old.start, 0..0]));
        at = change.old.end;
        pieces.push(Piece::new(Take::Conflict, [0..0, change.old, change.new]));
    }
    pieces.push(Piece::new(Take::Mine, [0..0, at..mine.lines.len(), 0..0]));
    pieces.retain(|piece| !piece.is_nothing());
    pieces
}

/// Changes of both sides that touch, as a count of each from the front.
struct Group {
    base: Range<usize>,
    mine: usize,
    new: usize,
}

impl Group {
    fn next(by_me: &[Change], by_new: &[Change]) -> Option<Self> {
        let start = [by_me.first(), by_new.first()]
            .into_iter()
            .flatten()
            .map(|change| change.old.start)
            .min()?;
        let mut group = Self {
            base: start..start,
            mine: 0,
            new: 0,
        };
        loop {
            let touches = |change: &&Change| change.old.start <= group.base.end;
            let (mine, new) = (by_me.get(group.mine), by_new.get(group.new));
            if let Some(change) = mine.filter(touches) {
                group.mine += 1;
                group.base.end = group.base.end.max(change.old.end);
            } else if let Some(change) = new.filter(touches) {
                group.new += 1;
                group.base.end = group.base.end.max(change.old.end);
            } else {
                return Some(group);
            }
        }
    }
}

/// Where a stretch of the base is in a side, given the side's changes in it and before it.
fn through(within: &[Change], before: &[Change], base: &Range<usize>) -> Range<usize> {
    if let (Some(first), Some(last)) = (within.first(), within.last()) {
        let start = first.new.start - (first.old.start - base.start);
        return start..last.new.end + (base.end - last.old.end);
    }
    let (old, new) = before
        .last()
        .map_or((0, 0), |change| (change.old.end, change.new.end));
    new + (base.start - old)..new + (base.end - old)
}

/// What becomes of a stretch that both changed.
fn both(sides: [&Side; 3], ranges: [Range<usize>; 3], appended: bool, pieces: &mut Vec<Piece>) {
    let [base, mine, new] = ranges;
    if appended && base.end == sides[BASE].lines.len() && base.start > 0 {
        let ends = append::Ends {
            base: &sides[BASE].lines[base.clone()],
            mine: &sides[MINE].lines[mine.clone()],
            new: &sides[NEW].lines[new.clone()],
        };
        if let Some(order) = append::at_the_end(&ends) {
            let none = base.end..base.end;
            let by_me =
                |from| Piece::new(Take::Mine, [none.clone(), from..mine.end, new.end..new.end]);
            let by_new =
                |from| Piece::new(Take::New, [none.clone(), mine.end..mine.end, from..new.end]);
            let (in_mine, in_new) = (mine.start + base.len(), new.start + base.len());
            let removed = |take, mine, new| Piece::new(take, [base.clone(), mine, new]);
            pieces.extend(match order {
                append::Order::MineFirst => [by_me(mine.start), by_new(new.start)],
                append::Order::NewFirst => [by_new(new.start), by_me(mine.start)],
                append::Order::MineAfterItsBase => [
                    removed(Take::New, mine.start..in_mine, new.clone()),
                    by_me(in_mine),
                ],
                append::Order::NewAfterItsBase => [
                    removed(Take::Mine, mine.clone(), new.start..in_new),
                    by_new(in_new),
                ],
            });
            return;
        }
    }
    let (one, two) = (
        &sides[MINE].numbers[mine.clone()],
        &sides[NEW].numbers[new.clone()],
    );
    let head = one.iter().zip(two).take_while(|(a, b)| a == b).count();
    let tail = one[head..]
        .iter()
        .rev()
        .zip(two[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let left = mine.start + head..mine.end - tail;
    let right = new.start + head..new.end - tail;
    let take = match (left.is_empty(), right.is_empty()) {
        (true, true) => Take::Mine,
        // both inserted the same, and one of them more
        (true, false) if base.is_empty() => Take::New,
        (false, true) if base.is_empty() => Take::Mine,
        _ => Take::Conflict,
    };
    let alike =
        |mine: Range<usize>, new| Piece::new(Take::Mine, [base.start..base.start, mine, new]);
    pieces.push(alike(mine.start..left.start, new.start..right.start));
    let after = alike(left.end..mine.end, right.end..new.end);
    pieces.push(Piece::new(take, [base.clone(), left, right]));
    pieces.push(after);
}

#[cfg(test)]
mod tests {
    use super::super::diff::Numbers;
    use super::super::text::Ending;
    use super::*;

    /// One letter a line; conflicts as `(mine|base|new)`.
    fn merged(base: &str, mine: &str, new: &str) -> String {
        let mut numbers = Numbers::default();
        let texts = [base, mine, new].map(|text| {
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
            match piece.take {
                Take::Same | Take::Mine => mine[left].to_owned(),
                Take::New => new[right].to_owned(),
                _ => format!("({}|{}|{})", &mine[left], &base[before], &new[right]),
            }
        };
        let all = [&b, &m, &n].map(|side| 0..side.lines.len());
        merge([&b, &m, &n], &all, true)
            .into_iter()
            .map(text)
            .collect()
    }

    #[test]
    fn what_is_apart_is_merged_and_what_touches_is_not() {
        assert_eq!(merged("abcde", "aXcde", "abcYe"), "aXcYe");
        assert_eq!(merged("abcde", "aXcde", "abYde"), "a(Xc|bc|bY)de");
        assert_eq!(merged("abcde", "acde", "abcd"), "acd");
        assert_eq!(merged("abcde", "aXbcde", "aYcde"), "a(Xb|b|Y)cde");
        assert_eq!(merged("abc", "abc", "xyz"), "xyz");
        assert_eq!(merged("abc", "xyz", "abc"), "xyz");
    }

    #[test]
    fn what_both_did_is_done_once() {
        assert_eq!(merged("abc", "aXc", "aXc"), "aXc");
        assert_eq!(merged("abc", "aXYc", "aXZc"), "aX(Y|b|Z)c");
        assert_eq!(merged("ac", "aXc", "aXYc"), "aXYc");
        assert_eq!(merged("abc", "ac", "ac"), "ac");
    }
}
