//! Groups of changes that touch each other, from two sides of a merge.

use std::ops::Range;

use crate::project::merge::diff::Hunk;

/// Touching changes of both sides, as a count of each from the front.
pub(super) struct Group {
    pub(super) base: Range<usize>,
    pub(super) ours: usize,
    pub(super) new: usize,
}

impl Group {
    pub(super) fn next(by_us: &[Hunk], by_new: &[Hunk]) -> Option<Self> {
        let start = [by_us.first(), by_new.first()]
            .into_iter()
            .flatten()
            .map(|change| change.old.start)
            .min()?;
        let mut group = Self {
            base: start..start,
            ours: 0,
            new: 0,
        };
        loop {
            let touches = |change: &&Hunk| change.old.start <= group.base.end;
            let (ours, new) = (by_us.get(group.ours), by_new.get(group.new));
            if let Some(change) = ours.filter(touches) {
                group.ours += 1;
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

/// The range in a side of a range of the base, given the side's changes in it and before it.
pub(super) fn through(within: &[Hunk], before: &[Hunk], base: &Range<usize>) -> Range<usize> {
    if let (Some(first), Some(last)) = (within.first(), within.last()) {
        let start = first.new.start - (first.old.start - base.start);
        return start..last.new.end + (base.end - last.old.end);
    }
    let (old, new) = before
        .last()
        .map_or((0, 0), |change| (change.old.end, change.new.end));
    new + (base.start - old)..new + (base.end - old)
}
