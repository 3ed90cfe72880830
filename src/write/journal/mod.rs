//! A change of many files, all or nothing: everything new is staged and everything old is kept in one folder first;
//! a rename of that folder is the point after which the change is finished, whoever has to do it.
//!
//! | in `.tierup` | what a killed process left | what the next one does |
//! | --- | --- | --- |
//! | `journal.part` | nothing changed yet | removes it |
//! | `journal` | some files are new | finishes |
//! | `journal.back` | finishing failed | goes back |
//! | `undo` | written with conflicts | keeps it for `update --abort` |
//! | `rest-*` | done | removes it |

mod manifest;
mod modes;
mod recover;
mod replay;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::base::{self, hash};
use crate::tree::RelPath;

use super::disk::{Disk, Permissions};
pub use manifest::{Entry, Manifest};
pub use modes::Wanted;
use modes::{mode_of, permissions};
pub use recover::{Recovered, leftovers, recover};
pub use replay::found;

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

/// The names of the stages of a journal.
pub(super) struct Places {
    pub part: PathBuf,
    pub ready: PathBuf,
    pub back: PathBuf,
    pub undo: PathBuf,
    folder: PathBuf,
}

impl Places {
    pub(super) fn of(root: &Path) -> Self {
        let folder = root.join(base::FOLDER);
        Self {
            part: folder.join("journal.part"),
            ready: folder.join("journal"),
            back: folder.join("journal.back"),
            undo: folder.join("undo"),
            folder,
        }
    }

    /// A name for what is about to be removed.
    fn rest(&self) -> PathBuf {
        let free =
            |n: &u64| std::fs::symlink_metadata(self.folder.join(format!("rest-{n}"))).is_err();
        let n = (0..u64::MAX).find(free).unwrap_or_default();
        self.folder.join(format!("rest-{n}"))
    }
}

const MANIFEST: &str = "manifest.json";
const OLD: &str = "old";
const NEW: &str = "new";

/// Makes the change; `go` is asked once more before anything is changed.
///
/// # Errors
/// When nothing was changed, or the next command has to go on.
pub fn apply(
    disk: &dyn Disk,
    root: &Path,
    puts: &[Put],
    command: &str,
    conflicts: &[String],
    go: impl FnOnce() -> io::Result<()>,
) -> Result<(), Failure> {
    let places = Places::of(root);
    let staged = stage(disk, root, &places, puts, command, conflicts).and_then(|staged| {
        go()?;
        Ok(staged)
    });
    let manifest = match staged {
        Ok(Ok(manifest)) => manifest,
        Ok(Err(path)) => {
            discard(disk, &places, &places.part);
            return Err(Failure::Meanwhile(path));
        }
        Err(error) => {
            discard(disk, &places, &places.part);
            return Err(Failure::Unchanged(error));
        }
    };
    if let Err(error) = disk.rename(&places.part, &places.ready) {
        discard(disk, &places, &places.part);
        return Err(Failure::Unchanged(error));
    }
    match replay::forward(disk, root, &places, &manifest) {
        Ok(_) => Ok(()),
        Err(error) => match replay::give_up(disk, root, &places, &manifest) {
            Ok(()) => Err(Failure::Unchanged(error)),
            Err(worse) => Err(Failure::Stuck(worse)),
        },
    }
}

/// Stages everything. The inner error is a path that is not what it was.
fn stage(
    disk: &dyn Disk,
    root: &Path,
    places: &Places,
    puts: &[Put],
    command: &str,
    conflicts: &[String],
) -> io::Result<Result<Manifest, String>> {
    if std::fs::symlink_metadata(&places.folder).is_err() {
        disk.make_folder(&places.folder)?;
    }
    disk.make_folder(&places.part)?;
    disk.make_folder(&places.part.join(OLD))?;
    disk.make_folder(&places.part.join(NEW))?;
    let mut entries = Vec::with_capacity(puts.len());
    for (number, put) in puts.iter().enumerate() {
        let at = root.join(put.path.as_str());
        let kept = places.part.join(OLD).join(number.to_string());
        replay::plain_way(root, put.path.as_str())?;
        let mode = mode_of(&at)?;
        if mode.is_some() {
            disk.keep(&at, &kept)?;
        }
        let was = mode.map(|_| std::fs::read(&kept)).transpose()?;
        let was = was.map(|bytes| hash(&bytes));
        if was != put.was {
            return Ok(Err(put.path.to_string()));
        }
        if let Some(bytes) = &put.will {
            let staged = places.part.join(NEW).join(number.to_string());
            disk.write(&staged, bytes, permissions(put.mode, mode))?;
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
        command: command.to_owned(),
        conflicts: conflicts.to_vec(),
        made: missing_folders(root, puts),
        entries,
    };
    let at = places.part.join(MANIFEST);
    disk.write(&at, manifest.text().as_bytes(), Permissions::Bits(0o600))?;
    disk.settle(&places.part)?;
    Ok(Ok(manifest))
}

/// Folders that the new files need and that are not there, parents first. A file that is about to go may be in
/// the way.
fn missing_folders(root: &Path, puts: &[Put]) -> Vec<String> {
    let parents = puts
        .iter()
        .filter(|put| put.will.is_some())
        .flat_map(|put| {
            let path = put.path.as_str();
            path.match_indices('/').map(move |(end, _)| &path[..end])
        });
    let missing: BTreeSet<&str> = parents
        .filter(|folder| !root.join(folder).is_dir())
        .collect();
    missing.into_iter().map(str::to_owned).collect()
}

/// Forgets the way back from the last change.
pub fn forget(disk: &dyn Disk, root: &Path) {
    let places = Places::of(root);
    discard(disk, &places, &places.undo);
}

/// Puts a stage out of the way in one step, then removes it. What is left of it the next command removes.
fn discard(disk: &dyn Disk, places: &Places, stage: &Path) {
    let rest = places.rest();
    if disk.rename(stage, &rest).is_ok() {
        let _left = remove_all(disk, &rest);
    }
}

/// Removes a folder of a journal, which is not deep.
fn remove_all(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_all(disk, &entry.path())?;
        } else {
            disk.remove(&entry.path())?;
        }
    }
    disk.remove_folder(folder)
}
