//! EDGE: writes files of an existing project with the journal: all of them or none, with the reason for the user.

use std::io::ErrorKind;

use super::disk::RealDisk;
use super::journal::{self, Failure, FileChange};
use super::records::Records;
use crate::core::error::{Error, Problem, Result};
use crate::core::interrupt::{self, CleanupGuard};
use crate::project::base;
use crate::project::root::Root;

/// Writes and removes the files of `puts`. `command` is the command to run again; `conflicts` are the paths with
/// conflicts afterwards.
///
/// # Errors
/// When nothing was changed, or the next command must continue.
pub fn apply(root: &Root, puts: &[FileChange], command: &str, conflicts: &[String]) -> Result<()> {
    let hold = CleanupGuard::begin()?;
    let go = || interrupt::check().map_err(|_| ErrorKind::Interrupted.into());
    let disk = RealDisk::new(root, Records::of_user());
    let applied = journal::apply(&disk, puts, command, conflicts, go);
    drop(hold);
    applied.map_err(|failure| failure_error(failure, root, command))
}

fn failure_error(failure: Failure, root: &Root, command: &str) -> Error {
    let place = root.path().display().to_string();
    match failure {
        Failure::Unchanged(error) if error.kind() == ErrorKind::Interrupted => Error::interrupted(),
        Failure::Unchanged(error) => Problem::new(format!("nothing was changed: {error}"))
            .at(place)
            .help(format!(
                "free disk space or fix the permissions, then `{command}`"
            ))
            .into(),
        Failure::ChangedMeanwhile(path) => {
            Problem::new("the file was changed during this command; nothing was written")
                .at(path)
                .help(format!("run the command again: `{command}`"))
                .into()
        }
        Failure::Stuck(error) => Problem::new(format!(
            "the change could be neither completed nor undone: {error}"
        ))
        .at(root.path().join(base::FOLDER).display().to_string())
        .help("fix the cause; the next tierup command continues the change")
        .into(),
    }
}
