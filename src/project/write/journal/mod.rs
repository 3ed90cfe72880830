//! A change of many files, all or nothing: everything new is staged and everything old is kept in one folder first;
//! a rename of that folder is the point after which the change is finished, whoever has to do it.
//!
//! | in `.tierup` | what a killed process left | what the next change does |
//! | --- | --- | --- |
//! | `journal.part` | nothing changed yet | removes it |
//! | `journal` | some files are new | finishes |
//! | `journal.back` | finishing failed | goes back |
//! | `undo` | written with conflicts | keeps it for `update --abort` |
//! | `rest-*` | done | removes it |
//!
//! A project comes from anywhere, and a journal with it. What is carried out has a record outside the project, by
//! which this user says that this journal was begun here, for this folder.

mod manifest;
mod modes;
mod recover;
mod removal;
mod replay;
mod stages;
mod trust;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;

use crate::core::hash::hash;
use crate::core::tree::RelPath;
use crate::project::base;
use crate::project::root::{MOST_BYTES, Owner, Root, Standing};
use crate::project::secret;

use super::disk::{Attributes, Disk, Permissions};
pub use manifest::{Entry, Manifest};
pub use modes::Wanted;
use modes::permissions;
pub use recover::{Recovered, interrupted, recover};
use removal::discard;
pub use removal::forget;
pub use replay::found;
pub use stages::stands;
use stages::{MANIFEST, NEW, OLD, PART, READY};
pub(super) use stages::{UNDO, manifest_of};
pub use trust::{Refusal, trusted};

/// One path to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    pub path: RelPath,
    /// The hash of what was read there; something else found there later is somebody's work, and stops the change.
    pub was: Option<String>,
    /// What to put there; nothing removes it.
    pub will: Option<Cow<'static, [u8]>>,
    pub mode: Wanted,
}

/// Why a change was not made.
#[derive(Debug)]
pub enum Failure {
    /// Everything is as it was.
    Unchanged(io::Error),
    /// A file is not what it was when it was read; nothing was changed.
    Meanwhile(String),
    /// Neither finished nor gone back: the next command tries again.
    Stuck(io::Error),
}

/// Makes the change; `go` is asked once more before anything is changed.
///
/// # Errors
/// When nothing was changed, or the next command has to go on.
pub fn apply(
    disk: &dyn Disk,
    puts: &[Put],
    command: &str,
    conflicts: &[String],
    go: impl FnOnce() -> io::Result<()>,
) -> Result<(), Failure> {
    let id = secret::name().map_err(Failure::Unchanged)?;
    let dropped = |failure| {
        if discard(disk, PART) {
            disk.forget(&id);
        }
        Err(failure)
    };
    let staged = stage(disk, &id, puts, command, conflicts).and_then(|staged| {
        go()?;
        Ok(staged)
    });
    let manifest = match staged {
        Ok(Ok(manifest)) => manifest,
        Ok(Err(path)) => return dropped(Failure::Meanwhile(path)),
        Err(error) => return dropped(Failure::Unchanged(error)),
    };
    if let Err(error) = disk.rename(PART, READY) {
        return dropped(Failure::Unchanged(error));
    }
    match replay::forward(disk, &manifest) {
        Ok(_) => Ok(()),
        Err(error) => match replay::give_up(disk, &manifest) {
            Ok(()) => Err(Failure::Unchanged(error)),
            Err(worse) => Err(Failure::Stuck(worse)),
        },
    }
}

/// Stages everything. The inner error is a path that is not what it was.
fn stage(
    disk: &dyn Disk,
    id: &str,
    puts: &[Put],
    command: &str,
    conflicts: &[String],
) -> io::Result<Result<Manifest, String>> {
    let root = disk.root();
    if root.look(base::FOLDER)? == Standing::Nothing {
        disk.make_folder(base::FOLDER)?;
    }
    disk.make_folder(PART)?;
    disk.make_folder(&format!("{PART}/{OLD}"))?;
    disk.make_folder(&format!("{PART}/{NEW}"))?;
    let mut entries = Vec::with_capacity(puts.len());
    for (number, put) in puts.iter().enumerate() {
        let path = put.path.as_str();
        let kept = format!("{PART}/{OLD}/{number}");
        let there = match root.look(path)? {
            Standing::File(meta) => {
                disk.keep(path, &kept)?;
                Some(meta)
            }
            // a folder goes where all that it holds goes
            Standing::Nothing | Standing::Folder(_) => None,
            other => {
                let what = other.obstacle().unwrap_or_default();
                return Err(io::Error::other(format!("`{path}` {what}")));
            }
        };
        let was = match there {
            Some(_) => root.read(&kept, MOST_BYTES)?.map(|(bytes, _)| hash(&bytes)),
            None => None,
        };
        if was != put.was {
            return Ok(Err(put.path.to_string()));
        }
        let mode = there.map(|meta| meta.bits);
        if let Some(bytes) = &put.will {
            let owner = there.map(|meta| meta.owner);
            let as_ = Attributes {
                permissions: permissions(put.mode, mode),
                owner: owner.or_else(|| folder_owner(root, path)),
            };
            disk.write(&format!("{PART}/{NEW}/{number}"), bytes, &as_)?;
        }
        entries.push(Entry {
            path: put.path.to_string(),
            was,
            mode,
            will: put.will.as_ref().map(|bytes| hash(bytes)),
        });
    }
    let manifest = Manifest {
        format: manifest::FORMAT,
        id: id.to_owned(),
        command: command.to_owned(),
        conflicts: conflicts.to_vec(),
        made: missing_folders(root, puts),
        entries,
    };
    let text = manifest.text();
    let own = Attributes {
        permissions: Permissions::Bits(0o600),
        owner: None,
    };
    disk.write(&format!("{PART}/{MANIFEST}"), text.as_bytes(), &own)?;
    disk.settle(PART)?;
    disk.record(id, &trust::record(root, text.as_bytes())?)?;
    Ok(Ok(manifest))
}

/// The owner of the nearest folder above `path` that stands.
fn folder_owner(root: &Root, path: &str) -> Option<Owner> {
    let above = path.rmatch_indices('/').map(|(end, _)| &path[..end]);
    let owner = |folder| match root.look(folder) {
        Ok(Standing::Folder(meta)) => Some(meta.owner),
        _ => None,
    };
    above.into_iter().find_map(owner).or_else(|| root.owner())
}

/// Folders that the new files need and that are not there, parents first. A file that is about to go may be in
/// the way.
fn missing_folders(root: &Root, puts: &[Put]) -> Vec<String> {
    let parents = puts
        .iter()
        .filter(|put| put.will.is_some())
        .flat_map(|put| {
            let path = put.path.as_str();
            path.match_indices('/').map(move |(end, _)| &path[..end])
        });
    let parents: BTreeSet<&str> = parents.collect();
    let missing = |folder: &&str| !matches!(root.look(folder), Ok(Standing::Folder(_)));
    parents
        .into_iter()
        .filter(missing)
        .map(str::to_owned)
        .collect()
}
