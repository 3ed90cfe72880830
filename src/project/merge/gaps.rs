//! The blank lines between the entries of a merged list.

use std::ops::Range;

use super::entries::Entry;
use super::order::Item;
use super::regions::{BASE, MINE, NEW, Piece, Take};

/// What stands between an entry and the one before it.
pub(super) fn gap(
    lists: &[Vec<Entry>; 3],
    item: &Item,
    ranges: &[Range<usize>; 3],
    first: bool,
) -> Option<Piece> {
    let gap = |side: usize| {
        let at = item.versions[side]?;
        let entry = &lists[side][at];
        let before = at
            .checked_sub(1)
            .map(|before| lists[side][before].range.end);
        (before.is_some() != first).then(|| before.unwrap_or(ranges[side].start)..entry.range.start)
    };
    let [base, mine, new] = [BASE, MINE, NEW].map(gap);
    let changed = |gap: &Option<Range<usize>>| {
        gap.as_ref()
            .is_some_and(|gap| base.as_ref().is_none_or(|base| base.len() != gap.len()))
    };
    let (take, range) = if changed(&new) && !changed(&mine) || mine.is_none() {
        (Take::New, new)
    } else {
        (Take::Mine, mine)
    };
    if let Some(range) = range {
        let mut ranges = [0..0, 0..0, 0..0];
        ranges[if take == Take::New { NEW } else { MINE }] = range;
        return Some(Piece::new(take, ranges));
    }
    // it was the first, and is no more, or the other way round: as between the others
    if first {
        return None;
    }
    let between = |side: usize| {
        let pair = lists[side].windows(2).next()?;
        Some(pair[0].range.end..pair[1].range.start)
    };
    let mine = between(MINE).map(|gap| Piece::new(Take::Mine, [0..0, gap, 0..0]));
    mine.or_else(|| between(NEW).map(|gap| Piece::new(Take::New, [0..0, 0..0, gap])))
}
