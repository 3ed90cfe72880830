//! Merges three lists of names: which entries the result has, and in which order.

use std::collections::HashMap;
use std::ops::Range;

use super::regions::{BASE, NEW, OURS};

/// An entry of the result, as indices in the sides that contain it.
#[derive(Debug)]
pub(super) struct MergedEntry {
    pub(super) versions: [Option<usize>; 3],
    /// Odd for entries of the base, in order; even for those added between two of them.
    place: usize,
}

/// Which entries of the base each side still has, and which it added between them.
#[derive(Debug)]
pub(super) struct Matching {
    pub(super) in_side: [Vec<Option<usize>>; 3],
    /// The entry, and the entries of the base that it replaces.
    pub(super) inserted: [Vec<(usize, Range<usize>)>; 3],
    /// Up to each entry of the base: how many entries both removed.
    gone: Vec<usize>,
}

type Names<'a> = [Vec<&'a [u8]>; 3];

impl Matching {
    /// Names are unique in each list. `None` if a side changed the order of existing entries.
    pub(super) fn of(names: &Names) -> Option<Self> {
        let places: HashMap<&[u8], usize> = names[BASE]
            .iter()
            .enumerate()
            .map(|(at, name)| (*name, at))
            .collect();
        let mut matched = Self {
            in_side: [const { Vec::new() }; 3],
            inserted: [const { Vec::new() }; 3],
            gone: vec![0],
        };
        for side in [OURS, NEW] {
            let mut there = vec![None; names[BASE].len()];
            let mut waiting = Vec::new();
            let mut after = 0;
            for (at, name) in names[side].iter().enumerate() {
                let Some(&place) = places.get(name) else {
                    waiting.push(at);
                    continue;
                };
                if place < after {
                    return None;
                }
                there[place] = Some(at);
                matched.inserted[side].extend(waiting.drain(..).map(|at| (at, after..place)));
                after = place + 1;
            }
            let end = names[BASE].len();
            matched.inserted[side].extend(waiting.into_iter().map(|at| (at, after..end)));
            matched.in_side[side] = there;
        }
        let mut gone = 0;
        for (ours, new) in matched.in_side[OURS].iter().zip(&matched.in_side[NEW]) {
            gone += usize::from(ours.is_none() && new.is_none());
            matched.gone.push(gone);
        }
        Some(matched)
    }

    /// Whether both removed an entry that one of them replaced.
    pub(super) fn both_replaced(&self, gap: &Range<usize>) -> bool {
        self.gone[gap.start] < self.gone[gap.end]
    }

    /// All entries except those that both removed. Of entries that both added at a position, the new ones come first.
    pub(super) fn items(&self, names: &Names) -> Vec<MergedEntry> {
        let mut items: Vec<MergedEntry> = Vec::new();
        let mut added: HashMap<&[u8], usize> = HashMap::new();
        for (at, gap) in &self.inserted[NEW] {
            added.insert(names[NEW][*at], items.len());
            let versions = [None, None, Some(*at)];
            let place = gap.start + gap.end;
            items.push(MergedEntry { versions, place });
        }
        for (at, gap) in &self.inserted[OURS] {
            if let Some(item) = added.get(names[OURS][*at]) {
                items[*item].versions[OURS] = Some(*at);
                continue;
            }
            let versions = [None, Some(*at), None];
            let place = gap.start + gap.end;
            items.push(MergedEntry { versions, place });
        }
        for at in 0..names[BASE].len() {
            let versions = [Some(at), self.in_side[OURS][at], self.in_side[NEW][at]];
            if versions != [Some(at), None, None] {
                let place = 2 * at + 1;
                items.push(MergedEntry { versions, place });
            }
        }
        items.sort_by_key(|item| item.place);
        items
    }
}

/// Entries without a text are not sorted by it.
type Texts<'a> = [Vec<Option<&'a [u8]>>; 3];
/// The sort key of a text and a name.
type SortedBy = fn(&[u8], &[u8]) -> Vec<u8>;
type Key<'a> = (Option<Vec<u8>>, &'a [u8]);

/// Keeps sorted lists sorted: the whole list, or added entries with their neighbours.
pub(super) fn sorted(
    mut items: Vec<MergedEntry>,
    names: &Names,
    texts: &Texts,
) -> Vec<MergedEntry> {
    let keys: [SortedBy; 4] = [
        |text, _| text.to_ascii_lowercase(),
        |_, name| name.to_ascii_lowercase(),
        |text, _| text.to_vec(),
        |_, name| name.to_vec(),
    ];
    for key in keys {
        let of = |side: usize, at: usize| -> Key {
            let name = names[side][at];
            (texts[side][at].map(|text| key(text, name)), name)
        };
        let list = |side: usize| -> Vec<Option<Vec<u8>>> {
            (0..names[side].len()).map(|at| of(side, at).0).collect()
        };
        if [BASE, OURS, NEW]
            .iter()
            .all(|side| names[*side].len() > 1 && list(*side).is_sorted())
        {
            items.sort_by_cached_key(|item| item.key(&of));
            return items;
        }
        if items.iter().any(|item| item.place.is_multiple_of(2)) {
            by_place(&mut items, &of);
        }
    }
    items
}

impl MergedEntry {
    fn key<'a>(&self, of: &impl Fn(usize, usize) -> Key<'a>) -> Option<Vec<u8>> {
        let (side, at) = [NEW, OURS, BASE]
            .into_iter()
            .find_map(|side| Some((side, self.versions[side]?)))?;
        of(side, at).0
    }
}

/// Sorts the entries added at a position, if they and their neighbours are sorted in each of the sides.
fn by_place<'a>(items: &mut [MergedEntry], of: &impl Fn(usize, usize) -> Key<'a>) {
    let mut start = 0;
    while start < items.len() {
        let place = items[start].place;
        let end = start
            + items[start..]
                .iter()
                .take_while(|item| item.place == place)
                .count();
        if place.is_multiple_of(2) && end - start > 1 {
            let near = start.saturating_sub(1)..(end + 1).min(items.len());
            let in_order = [OURS, NEW].iter().all(|side| {
                let there = items[near.clone()]
                    .iter()
                    .filter(|item| item.versions[*side].is_some() || item.place != place);
                there.map(|item| item.key(of)).is_sorted()
            });
            if in_order && near.len() > end - start {
                items[start..end].sort_by_cached_key(|item| item.key(of));
            }
        }
        start = end;
    }
}
