//! Blank lines between the entries of a merged list.

use std::ops::Range;

use super::entries::ListEntry;
use super::order::MergedEntry;
use super::regions::{BASE, NEW, OURS, Piece, PieceKind};

/// The blank lines between an entry and the one before it.
pub(super) fn gap(
    lists: &[Vec<ListEntry>; 3],
    item: &MergedEntry,
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
    let [base, ours, new] = [BASE, OURS, NEW].map(gap);
    let changed = |gap: &Option<Range<usize>>| {
        gap.as_ref()
            .is_some_and(|gap| base.as_ref().is_none_or(|base| base.len() != gap.len()))
    };
    let (kind, range) = if changed(&new) && !changed(&ours) || ours.is_none() {
        (PieceKind::New, new)
    } else {
        (PieceKind::Ours, ours)
    };
    if let Some(range) = range {
        let mut ranges = [0..0, 0..0, 0..0];
        ranges[if kind == PieceKind::New { NEW } else { OURS }] = range;
        return Some(Piece::new(kind, ranges));
    }
    // it is no longer the first one, or has become the first one: use the same as between the others
    if first {
        return None;
    }
    let between = |side: usize| {
        let pair = lists[side].windows(2).next()?;
        Some(pair[0].range.end..pair[1].range.start)
    };
    let ours = between(OURS).map(|gap| Piece::new(PieceKind::Ours, [0..0, gap, 0..0]));
    ours.or_else(|| between(NEW).map(|gap| Piece::new(PieceKind::New, [0..0, 0..0, gap])))
}
