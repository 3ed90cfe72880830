//! EDGE: a tree into a folder that stands there and stays the same folder, also for a shell in it: by the journal, so
//! that a process that is killed leaves what was there, or what the next run finishes.

use std::io::ErrorKind;
use std::path::Path;

use super::disk::Real;
use super::journal::{self, Failure, Put, Wanted};
use super::records::Records;
use super::turn::Turn;
use super::{Standing, remedy};
use crate::core::error::{Error, Problem, Result};
use crate::core::hash::hash;
use crate::core::interrupt::{self, Hold};
use crate::core::tree::Tree;
use crate::generate::blueprint::FILE;
use crate::project::root::Root;

/// Who is told to have been interrupted.
const COMMAND: &str = "tierup new";

/// Writes `trees` into `target`.
pub(super) fn fill(trees: &[&Tree], target: &Path, standing: &Standing) -> Result<()> {
    let root = Root::open(target).map_err(|error| refused(Failure::Unchanged(error), target))?;
    let _turn = Turn::take(&root)?;
    let files = trees.iter().flat_map(|tree| tree.iter());
    let mut puts: Vec<Put> = files
        .map(|(path, file)| Put {
            path: path.clone(),
            was: standing.0.get(path).map(|file| hash(&file.bytes)),
            will: Some(file.bytes.clone()),
            mode: Wanted::Of(file.mode),
        })
        .collect();
    // what is half there is a project that any command finds
    puts.sort_by_key(|put| put.path.as_str() != FILE);
    let hold = Hold::begin()?;
    let go = || interrupt::check().map_err(|_| ErrorKind::Interrupted.into());
    let applied = journal::apply(
        &Real::new(&root, Records::of_user()),
        &puts,
        COMMAND,
        &[],
        go,
    );
    drop(hold);
    applied.map_err(|failure| refused(failure, target))
}

fn refused(failure: Failure, target: &Path) -> Error {
    let at = |what: String, help: &str| Problem::new(what).at(target).help(help).into();
    match failure {
        Failure::Unchanged(error) if error.kind() == ErrorKind::Interrupted => Error::interrupted(),
        Failure::Unchanged(error) => at(
            format!("nothing can be written to `{}`: {error}", target.display()),
            remedy(&error),
        ),
        Failure::Meanwhile(path) => at(
            format!("`{path}` was created in the meantime; nothing was written"),
            "check it and run the command again",
        ),
        Failure::Stuck(error) => at(
            format!("the project could be neither written nor removed: {error}"),
            "fix the cause and run the command again",
        ),
    }
}
