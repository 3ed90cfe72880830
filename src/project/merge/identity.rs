//! Identifies equal lines of three versions of a file by their names and owners.

use std::collections::{HashMap, HashSet};

use super::diff::changes;
use super::label;
use super::language::Language;
use super::outline::{LineInfo, LineKind};
use super::regions::{BASE, NEW, OURS, Side};

/// Identities of the heads of three sides: equal for the same name and the same owner.
#[derive(Debug)]
pub(super) struct LineIdentities<'a> {
    pub(super) language: Language,
    pub(super) sides: [&'a Side<'a>; 3],
    /// By side and line, for heads.
    ids: [Vec<usize>; 3],
    /// By side: the number of entries with a name below an owner.
    pub(super) name_counts: [Counts; 3],
}

/// Number of entries by owner and name.
pub(super) type Counts = HashMap<(Option<usize>, Vec<u8>), usize>;
/// By owner, name, and index among equal ones.
type IdsByName = HashMap<(Option<usize>, Vec<u8>, usize), usize>;

type LinePosition<'a> = (Option<usize>, i64, &'a [u8]);

impl<'a> LineIdentities<'a> {
    pub(super) fn of(language: Language, sides: [&'a Side<'a>; 3]) -> Self {
        let mut known = Self {
            language,
            sides,
            ids: [const { Vec::new() }; 3],
            name_counts: [HashMap::new(), HashMap::new(), HashMap::new()],
        };
        let mut ids = IdsByName::new();
        known.identify(BASE, &HashMap::new(), &mut ids);
        for side in [OURS, NEW] {
            let mut first = ids.clone();
            known.identify(side, &HashMap::new(), &mut first);
            let renamed = known.renamed(side);
            known.identify(side, &renamed, &mut ids);
        }
        for side in [BASE, OURS, NEW] {
            let rows = &sides[side].rows;
            for (at, row) in rows.iter().enumerate() {
                if let Some(name) = known.name(row, sides[side].lines[at].text) {
                    let owner = row.owner.map(|owner| known.ids[side][owner]);
                    *known.name_counts[side].entry((owner, name)).or_default() += 1;
                }
            }
        }
        known
    }

    /// The owner of a line of a side.
    pub(super) fn owner(&self, side: usize, at: usize) -> Option<usize> {
        let owner = self.sides[side].rows[at].owner;
        owner.map(|owner| self.ids[side][owner])
    }

    pub(super) fn id(&self, side: usize, at: usize) -> usize {
        self.ids[side][at]
    }

    /// Assigns identities to heads; `renamed` maps those that have another name in the base.
    fn identify(&mut self, side: usize, renamed: &HashMap<usize, usize>, ids: &mut IdsByName) {
        let Side { lines, rows, .. } = self.sides[side];
        let mut of_side = vec![usize::MAX; rows.len()];
        let mut counts = Counts::new();
        for (at, row) in rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.kind == LineKind::Head)
        {
            if let Some(base) = renamed.get(&at) {
                of_side[at] = self.ids[BASE][*base];
                continue;
            }
            let owner = row.owner.map(|owner| of_side[owner]);
            let name = label::of(self.language, row, lines[at].text).name;
            let count = counts.entry((owner, name.clone())).or_default();
            *count += 1;
            let next = ids.len();
            of_side[at] = *ids.entry((owner, name, *count)).or_insert(next);
        }
        self.ids[side] = of_side;
    }

    /// Heads with content that replace others of the same owner, in the same number.
    fn renamed(&self, side: usize) -> HashMap<usize, usize> {
        let (base, other) = (self.sides[BASE], self.sides[side]);
        let still: HashSet<usize> = self.ids[side].iter().copied().collect();
        let before: HashSet<usize> = self.ids[BASE].iter().copied().collect();
        let mut renamed = HashMap::new();
        let own = self.sides.map(|side| {
            side.rows
                .iter()
                .filter_map(|row| row.owner)
                .collect::<HashSet<_>>()
        });
        let fresh = |at: &usize| !before.contains(&self.ids[side][*at]);
        if !own[side].iter().any(fresh) {
            return renamed;
        }
        for change in changes(base.numbers, other.numbers) {
            let mut gone: HashMap<LinePosition, Vec<usize>> = HashMap::new();
            for at in change.old.filter(|at| own[BASE].contains(at)) {
                if !still.contains(&self.ids[BASE][at]) {
                    gone.entry(self.place(BASE, at)).or_default().push(at);
                }
            }
            let mut come: HashMap<LinePosition, Vec<usize>> = HashMap::new();
            for at in change.new.filter(|at| own[side].contains(at)) {
                if !before.contains(&self.ids[side][at]) {
                    come.entry(self.place(side, at)).or_default().push(at);
                }
            }
            for (place, come) in come {
                if let Some(gone) = gone.get(&place).filter(|gone| gone.len() == come.len()) {
                    renamed.extend(come.into_iter().zip(gone.iter().copied()));
                }
            }
        }
        renamed
    }

    /// Its owner and depth; in Python also whether it is a class, a function or something else.
    fn place(&self, side: usize, at: usize) -> LinePosition<'_> {
        let text = self.sides[side].lines[at].text.trim_ascii();
        let word = text.split(|byte| *byte == b' ').next().unwrap_or_default();
        let word = if self.language == Language::Python {
            word
        } else {
            b""
        };
        (self.owner(side, at), self.sides[side].rows[at].depth, word)
    }

    /// The name of an entry that must be unique.
    pub(super) fn name(&self, row: &LineInfo, text: &[u8]) -> Option<Vec<u8>> {
        let label = (row.kind == LineKind::Head).then(|| label::of(self.language, row, text))?;
        (label.declares && !label.whole && !row.element).then_some(label.name)
    }
}
