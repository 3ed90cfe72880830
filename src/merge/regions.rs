//! Three sequences of lines as regions: what both agree on, and what a person has to decide.

use std::ops::Range;

use super::append;
use super::diff::{Change, changes};
use super::text::Line;

/// The lines of the three sides, and their numbers.
#[derive(Debug)]
pub(super) struct Side<'a> {
    pub(super) lines: &'a [Line<'a>],
    pub(super) numbers: &'a [u32],
}

/// One after the other they make the result.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Region {
    Mine(Range<usize>),
    New(Range<usize>),
    Conflict {
        base: Range<usize>,
        mine: Range<usize>,
        new: Range<usize>,
    },
}

/// As `git merge` does it: changes that overlap or touch are a conflict, unless they are the same. Lines at both
/// ends of a conflict that mine and new have in common stand outside of it. Other than there, what both append to
/// the end of a file is merged where that is safe.
pub(super) fn merge(base: &Side, mine: &Side, new: &Side) -> Vec<Region> {
    let by_me = changes(base.numbers, mine.numbers);
    let by_new = changes(base.numbers, new.numbers);
    let mut regions = Vec::new();
    let (mut i, mut j) = (0, 0);
    // where mine stands after the last group
    let mut at = 0;
    while let Some(group) = Group::next(&by_me[i..], &by_new[j..]) {
        let here = (&by_me[i..i + group.mine], &by_new[j..j + group.new]);
        i += group.mine;
        j += group.new;
        let range = through(here.0, &by_me[..i - group.mine], &group.base);
        regions.push(Region::Mine(at..range.start));
        at = range.end;
        if group.new == 0 {
            regions.push(Region::Mine(range));
            continue;
        }
        let range_new = through(here.1, &by_new[..j - group.new], &group.base);
        if group.mine == 0 {
            regions.push(Region::New(range_new));
        } else {
            regions.extend(both((base, &group.base), (mine, range), (new, range_new)));
        }
    }
    regions.push(Region::Mine(at..mine.lines.len()));
    regions.retain(|region| !region.is_empty());
    regions
}

/// Two sequences without a common past: whatever differs has to be decided.
pub(super) fn compare(mine: &Side, new: &Side) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut at = 0;
    for change in changes(mine.numbers, new.numbers) {
        regions.push(Region::Mine(at..change.old.start));
        at = change.old.end;
        regions.push(Region::Conflict {
            base: 0..0,
            mine: change.old,
            new: change.new,
        });
    }
    regions.push(Region::Mine(at..mine.lines.len()));
    regions.retain(|region| !region.is_empty());
    regions
}

impl Region {
    fn is_empty(&self) -> bool {
        match self {
            Self::Mine(range) | Self::New(range) => range.is_empty(),
            Self::Conflict { .. } => false,
        }
    }
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

type Stretch<'a> = (&'a Side<'a>, Range<usize>);

/// What becomes of a stretch that both changed.
fn both(base: (&Side, &Range<usize>), mine: Stretch, new: Stretch) -> Vec<Region> {
    let (base, in_base) = base;
    let (mine, in_mine) = mine;
    let (new, in_new) = new;
    let one = &mine.numbers[in_mine.clone()];
    let two = &new.numbers[in_new.clone()];
    if in_base.end == base.lines.len() && in_base.start > 0 {
        let stretches = append::Ends {
            base: &base.lines[in_base.clone()],
            mine: &mine.lines[in_mine.clone()],
            new: &new.lines[in_new.clone()],
        };
        if let Some(order) = append::at_the_end(&stretches) {
            return match order {
                append::Order::MineFirst => vec![Region::Mine(in_mine), Region::New(in_new)],
                append::Order::NewFirst => vec![Region::New(in_new), Region::Mine(in_mine)],
                append::Order::MineAfterItsBase => {
                    vec![Region::Mine(in_mine.start + in_base.len()..in_mine.end)]
                }
                append::Order::NewAfterItsBase => {
                    vec![Region::New(in_new.start + in_base.len()..in_new.end)]
                }
            };
        }
    }
    let head = one.iter().zip(two).take_while(|(a, b)| a == b).count();
    let tail = one[head..]
        .iter()
        .rev()
        .zip(two[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let rest = (
        in_mine.start + head..in_mine.end - tail,
        in_new.start + head..in_new.end - tail,
    );
    let middle = match rest {
        (left, right) if left.is_empty() && right.is_empty() => Region::Mine(left),
        // both inserted the same, and one of them more
        (left, right) if in_base.is_empty() && left.is_empty() => Region::New(right),
        (left, right) if in_base.is_empty() && right.is_empty() => Region::Mine(left),
        (left, right) => Region::Conflict {
            base: in_base.clone(),
            mine: left,
            new: right,
        },
    };
    vec![
        Region::Mine(in_mine.start..in_mine.start + head),
        middle,
        Region::Mine(in_mine.end - tail..in_mine.end),
    ]
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
        });
        let text = |region| match region {
            Region::Mine(range) => mine[range].to_owned(),
            Region::New(range) => new[range].to_owned(),
            Region::Conflict {
                base: before,
                mine: left,
                new: right,
            } => format!("({}|{}|{})", &mine[left], &base[before], &new[right]),
        };
        merge(&b, &m, &n).into_iter().map(text).collect()
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
