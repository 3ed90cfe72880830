//! EDGE: writes files into an existing folder without replacing it, so that a shell in it stays valid: with the
//! journal, so that a killed process leaves the old state, or one that the next run finishes.

use std::path::Path;

use super::apply::apply;
use super::journal::{FileChange, TargetMode};
use super::project_lock::ProjectLock;
use crate::core::error::{Problem, Result};
use crate::core::hash::hash;
use crate::core::tree::{File, RelPath, Tree};
use crate::generate::blueprint::FILE;
use crate::project::root::Root;

/// The command of an interrupted run.
const COMMAND: &str = "tierup new";

/// Writes `files` into `target`; `existing` are the files there.
pub(super) fn fill(files: &[(&RelPath, &File)], target: &Path, existing: &Tree) -> Result<()> {
    let root = Root::open(target).map_err(|error| {
        let place = target.display().to_string();
        Problem::new(format!("nothing can be written to `{place}`: {error}"))
            .at(place)
            .help(super::remedy(&error))
    })?;
    let _turn = ProjectLock::acquire(&root)?;
    let mut changes: Vec<FileChange> = files
        .iter()
        .map(|(path, file)| FileChange {
            path: (*path).clone(),
            was: existing.get(*path).map(|file| hash(&file.bytes)),
            will: Some(file.bytes.clone()),
            mode: TargetMode::Of(file.mode),
        })
        .collect();
    // the blueprint first, so that any command recognizes an unfinished project
    changes.sort_by_key(|change| change.path.as_str() != FILE);
    apply(&root, &changes, COMMAND, &[])
}
