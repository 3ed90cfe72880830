//! What is to be written and removed, path by path.

use super::before::Before;
use crate::core::error::{AtPath, Result};
use crate::core::hash::hash;
use crate::core::tree::{RelPath, Tree};
use crate::pack::Pack;
use crate::project::base;
use crate::project::merge::Step;
use crate::project::root::Root;
use crate::project::write::journal::{self, Put, Wanted};

/// The steps of a merge, without those that leave everything as it is.
pub(super) fn files(steps: &[Step], mine: &Tree) -> Vec<Put> {
    let was = |path: &RelPath| mine.get(path).map(|file| hash(&file.bytes));
    let mut puts = Vec::new();
    for step in steps {
        for path in step.remove.iter().filter(|path| mine.contains_key(*path)) {
            puts.push(Put {
                path: path.clone(),
                was: was(path),
                will: None,
                mode: Wanted::Bits(0),
            });
        }
        if let Some(file) = &step.write
            && mine.get(&step.path) != Some(file)
        {
            puts.push(Put {
                path: step.path.clone(),
                was: was(&step.path),
                will: Some(file.bytes.clone()),
                mode: Wanted::Of(file.mode),
            });
        }
    }
    // a path that one step leaves and another takes is written once
    let written: Vec<RelPath> = puts
        .iter()
        .filter(|put| put.will.is_some())
        .map(|put| put.path.clone())
        .collect();
    puts.retain(|put| put.will.is_some() || written.binary_search(&put.path).is_err());
    puts
}

/// The base and what goes with it, where it is not so already.
pub(super) fn bookkeeping(
    root: &Root,
    pack: &Pack,
    tree: &Tree,
    before: &Before,
) -> Result<Vec<Put>> {
    let mut puts = Vec::new();
    let whole = |path: &RelPath| !before.kept.damaged.contains_key(path);
    let known = |path: &RelPath| before.kept.tree.get(path).filter(|_| whole(path));
    let wanted = base::bookkeeping(pack, tree)?;
    let same: std::collections::BTreeSet<String> = tree
        .iter()
        .filter(|(path, file)| known(path).is_some_and(|known| known.bytes == file.bytes))
        .map(|(path, _)| base::kept_at(path))
        .collect();
    for (path, file) in &wanted {
        if same.contains(path.as_str()) {
            continue;
        }
        let was = journal::found(root, path.as_str()).at_path(path.as_str())?;
        if was.as_deref() != Some(&hash(&file.bytes)) {
            puts.push(Put {
                path: path.clone(),
                was,
                will: Some(file.bytes.clone()),
                mode: Wanted::Of(file.mode),
            });
        }
    }
    let old = before.kept.tree.keys().chain(before.kept.damaged.keys());
    for path in old.filter(|path| !tree.contains_key(*path)) {
        let at = RelPath::new(base::kept_at(path)).map_err(crate::core::error::Problem::new)?;
        let was = journal::found(root, at.as_str()).at_path(at.as_str())?;
        if was.is_some() {
            puts.push(Put {
                path: at,
                was,
                will: None,
                mode: Wanted::Bits(0),
            });
        }
    }
    Ok(puts)
}
