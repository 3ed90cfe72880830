//! The files to write and remove, by path.

use std::collections::BTreeSet;

use super::baseline::Baseline;
use crate::core::error::{AtPath, Result};
use crate::core::hash::hash;
use crate::core::tree::{RelPath, Tree};
use crate::pack::Pack;
use crate::project::base;
use crate::project::merge::Step;
use crate::project::root::Root;
use crate::project::write::journal::{self, FileChange, TargetMode};

/// The steps of a merge, without those that change nothing.
pub(in crate::cli::command) fn from_steps(steps: &[Step], ours: &Tree) -> Vec<FileChange> {
    let was = |path: &RelPath| ours.get(path).map(|file| hash(&file.bytes));
    let mut changes = Vec::new();
    for step in steps {
        for path in step.remove.iter().filter(|path| ours.contains_key(*path)) {
            changes.push(FileChange {
                path: path.clone(),
                was: was(path),
                will: None,
                mode: TargetMode::Bits(0),
            });
        }
        if let Some(file) = &step.write
            && ours.get(&step.path) != Some(file)
        {
            changes.push(FileChange {
                path: step.path.clone(),
                was: was(&step.path),
                will: Some(file.bytes.clone()),
                mode: TargetMode::Of(file.mode),
            });
        }
    }
    // a path that one step removes and another writes is written once
    let written: Vec<RelPath> = changes
        .iter()
        .filter(|change| change.will.is_some())
        .map(|change| change.path.clone())
        .collect();
    changes.retain(|change| change.will.is_some() || written.binary_search(&change.path).is_err());
    changes
}

/// The base and the rest of the bookkeeping, where it changes.
pub(super) fn bookkeeping(
    root: &Root,
    pack: &Pack,
    (tree, tables): (&Tree, BTreeSet<String>),
    baseline: &Baseline,
) -> Result<Vec<FileChange>> {
    let mut changes = Vec::new();
    let whole = |path: &RelPath| !baseline.stored.damaged.contains_key(path);
    let known = |path: &RelPath| baseline.stored.tree.get(path).filter(|_| whole(path));
    let wanted = base::bookkeeping(pack, tree, tables)?;
    let same: BTreeSet<String> = tree
        .iter()
        .filter(|(path, file)| known(path).is_some_and(|known| known.bytes == file.bytes))
        .map(|(path, _)| base::base_path(path))
        .collect();
    for (path, file) in &wanted {
        if same.contains(path.as_str()) {
            continue;
        }
        let was = journal::current_hash(root, path.as_str()).at_path(path.as_str())?;
        if was.as_deref() != Some(&hash(&file.bytes)) {
            changes.push(FileChange {
                path: path.clone(),
                was,
                will: Some(file.bytes.clone()),
                mode: TargetMode::Of(file.mode),
            });
        }
    }
    let old = baseline
        .stored
        .tree
        .keys()
        .chain(baseline.stored.damaged.keys());
    for path in old.filter(|path| !tree.contains_key(*path)) {
        let at = RelPath::new(base::base_path(path)).map_err(crate::core::error::Problem::new)?;
        let was = journal::current_hash(root, at.as_str()).at_path(at.as_str())?;
        if was.is_some() {
            changes.push(FileChange {
                path: at,
                was,
                will: None,
                mode: TargetMode::Bits(0),
            });
        }
    }
    Ok(changes)
}
