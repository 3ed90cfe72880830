//! EDGE: files into a folder that is there and stays the same folder, also for a shell in it: by the journal, so that a
//! process that is killed leaves what was there, or what the next run finishes.

use std::path::Path;

use super::apply::apply;
use super::journal::{FileChange, TargetMode};
use super::project_lock::ProjectLock;
use crate::core::error::{Problem, Result};
use crate::core::hash::hash;
use crate::core::tree::{File, RelPath, Tree};
use crate::generate::blueprint::FILE;
use crate::project::root::Root;

/// What an interrupted run is called.
const COMMAND: &str = "tierup new";

/// Writes `files` into `target`, over what was `existing`.
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
    // what is half there is a project that any command finds
    changes.sort_by_key(|change| change.path.as_str() != FILE);
    apply(&root, &changes, COMMAND, &[])
}
