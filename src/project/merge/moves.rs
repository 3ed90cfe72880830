//! Moved files: in the template, in the project, or in both.

use std::collections::{HashMap, HashSet};

use super::placement;
use super::similarity::{self, SimilarFile};
use crate::core::tree::{File, RelPath, Tree};

/// The minimum similarity, in percent, for a file that the user deleted and the template moved to stay deleted; below
/// it, it may be a different file.
const SURELY: u8 = 75;

/// By path in the base.
#[derive(Debug, Default)]
pub(super) struct Moves<'a> {
    /// The path in the project.
    pub(super) ours: HashMap<&'a RelPath, &'a RelPath>,
    /// The path in the new tree.
    pub(super) new: HashMap<&'a RelPath, &'a RelPath>,
    /// The inverse, from the path in the new tree.
    pub(super) from: HashMap<&'a RelPath, &'a RelPath>,
}

impl<'a> Moves<'a> {
    pub(super) fn find(base: &'a Tree, ours: &'a Tree, new: &'a Tree) -> Self {
        let mut moves = Self::default();
        let dropped = without(base, |path| !new.contains_key(path));
        let added = without(new, |path| !base.contains_key(path));
        let by_template = similarity::find(&dropped, &added);
        let moved_too: HashSet<&RelPath> = by_template
            .iter()
            .filter(|(from, to)| !ours.contains_key(**from) && ours.contains_key(to.path))
            .map(|(from, _)| *from)
            .collect();

        let gone = without(base, |path| {
            !ours.contains_key(path) && !moved_too.contains(path) && new.get(path) != base.get(path)
        });
        let own = if gone.is_empty() {
            Vec::new()
        } else {
            without(ours, |path| {
                !base.contains_key(path) && !new.contains_key(path)
            })
        };
        let by_me = similarity::find(&gone, &own);
        moves.ours = by_me
            .into_iter()
            .map(|(from, to)| (from, to.path))
            .collect();

        for (from, to) in by_template {
            if moves.follow(from, to, ours) {
                moves.new.insert(from, to.path);
                moves.from.insert(to.path, from);
            }
        }
        moves
    }

    fn follow(&self, from: &RelPath, to: SimilarFile, ours: &Tree) -> bool {
        match (ours.contains_key(from), ours.contains_key(to.path)) {
            (true, true) => false,
            (true, false) => !placement::blocked(to.path, ours, &HashSet::new()),
            (false, true) => true,
            (false, false) => self.ours.contains_key(from) || to.alike >= SURELY,
        }
    }
}

fn without(tree: &Tree, keep: impl Fn(&RelPath) -> bool) -> Vec<(&RelPath, &File)> {
    tree.iter().filter(|(path, _)| keep(path)).collect()
}
