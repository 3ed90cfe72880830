//! A change of many files, atomically: first all new and old files are staged in one folder; renaming that folder
//! commits the change. After that, a later command finishes it if necessary.
//!
//! | in `.tierup` | what a killed process left | what the next change does |
//! | --- | --- | --- |
//! | `journal.part` | nothing changed yet | removes it |
//! | `journal` | some files are new | finishes |
//! | `journal.back` | finishing failed | reverts |
//! | `undo` | written with conflicts | keeps it for `update --abort` |
//! | `rest-*` | done | removes it |
//!
//! A project, with its journal, may come from an untrusted source. A journal is replayed only if there is a record
//! outside the project that this user began it on this machine, for this folder.

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
use crate::project::randomness;
use crate::project::root::{MAX_FILE_BYTES, Owner, PathKind, Root};

use super::disk::{Attributes, Disk, Permissions};
pub use manifest::{Entry, JournalManifest};
pub use modes::TargetMode;
use modes::permissions;
pub use recover::{Recovery, interrupted, recover};
use removal::discard;
pub use removal::remove_undo;
pub use replay::current_hash;
pub use stages::exists;
use stages::{MANIFEST, NEW, OLD, PART, READY};
pub(super) use stages::{UNDO, manifest_of};
pub use trust::{Refusal, trusted_manifest};

/// A path to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    pub path: RelPath,
    /// The hash of the file that was read; if it has changed since, another process edited it, and the change is
    /// stopped.
    pub was: Option<String>,
    /// The new content; `None` removes the file.
    pub will: Option<Cow<'static, [u8]>>,
    pub mode: TargetMode,
}

/// Why a change failed.
#[derive(Debug)]
pub enum Failure {
    /// Nothing was changed.
    Unchanged(io::Error),
    /// A file has changed since it was read; nothing was changed.
    ChangedMeanwhile(String),
    /// Neither finished nor reverted: the next command tries again.
    Stuck(io::Error),
}

/// Makes the change; calls `go` for a last confirmation before anything is changed.
///
/// # Errors
/// When nothing was changed, or the next command must continue.
pub fn apply(
    disk: &dyn Disk,
    changes: &[FileChange],
    command: &str,
    conflicts: &[String],
    go: impl FnOnce() -> io::Result<()>,
) -> Result<(), Failure> {
    let id = randomness::random_name().map_err(Failure::Unchanged)?;
    let dropped = |failure| {
        if discard(disk, PART) {
            disk.remove_record(&id);
        }
        Err(failure)
    };
    let staged = stage(disk, &id, changes, command, conflicts).and_then(|staged| {
        go()?;
        Ok(staged)
    });
    let manifest = match staged {
        Ok(Ok(manifest)) => manifest,
        Ok(Err(path)) => return dropped(Failure::ChangedMeanwhile(path)),
        Err(error) => return dropped(Failure::Unchanged(error)),
    };
    if let Err(error) = disk.rename(PART, READY) {
        return dropped(Failure::Unchanged(error));
    }
    match replay::roll_forward(disk, &manifest) {
        Ok(_) => Ok(()),
        Err(error) => match replay::begin_rollback(disk, &manifest) {
            Ok(()) => Err(Failure::Unchanged(error)),
            Err(worse) => Err(Failure::Stuck(worse)),
        },
    }
}

/// Stages everything. The inner error is a path that has changed.
fn stage(
    disk: &dyn Disk,
    id: &str,
    changes: &[FileChange],
    command: &str,
    conflicts: &[String],
) -> io::Result<Result<JournalManifest, String>> {
    let root = disk.root();
    if root.kind_of(base::FOLDER)? == PathKind::Nothing {
        disk.make_folder(base::FOLDER)?;
    }
    disk.make_folder(PART)?;
    disk.make_folder(&format!("{PART}/{OLD}"))?;
    disk.make_folder(&format!("{PART}/{NEW}"))?;
    let mut entries = Vec::with_capacity(changes.len());
    for (number, change) in changes.iter().enumerate() {
        let path = change.path.as_str();
        let kept = format!("{PART}/{OLD}/{number}");
        let there = match root.kind_of(path)? {
            PathKind::File(meta) => {
                disk.copy_old(path, &kept)?;
                Some(meta)
            }
            // a folder is removed when all its files are removed
            PathKind::Nothing | PathKind::Folder(_) => None,
            other => {
                let what = other.obstacle().unwrap_or_default();
                return Err(io::Error::other(format!("`{path}` {what}")));
            }
        };
        let was = match there {
            Some(_) => root
                .read(&kept, MAX_FILE_BYTES)?
                .map(|(bytes, _)| hash(&bytes)),
            None => None,
        };
        if was != change.was {
            return Ok(Err(change.path.to_string()));
        }
        let mode = there.map(|meta| meta.bits);
        if let Some(bytes) = &change.will {
            let owner = there.map(|meta| meta.owner);
            let as_ = Attributes {
                permissions: permissions(change.mode, mode),
                owner: owner.or_else(|| folder_owner(root, path)),
            };
            disk.write(&format!("{PART}/{NEW}/{number}"), bytes, &as_)?;
        }
        entries.push(Entry {
            path: change.path.to_string(),
            was,
            mode,
            will: change.will.as_ref().map(|bytes| hash(bytes)),
        });
    }
    let manifest = JournalManifest {
        format: manifest::FORMAT,
        id: id.to_owned(),
        command: command.to_owned(),
        conflicts: conflicts.to_vec(),
        made: missing_folders(root, changes),
        entries,
    };
    let text = manifest.text();
    let own = Attributes {
        permissions: Permissions::Bits(0o600),
        owner: None,
    };
    disk.write(&format!("{PART}/{MANIFEST}"), text.as_bytes(), &own)?;
    disk.sync_folder(PART)?;
    disk.add_record(id, &trust::record(root, text.as_bytes())?)?;
    Ok(Ok(manifest))
}

/// The owner of the nearest existing folder above `path`.
fn folder_owner(root: &Root, path: &str) -> Option<Owner> {
    let above = path.rmatch_indices('/').map(|(end, _)| &path[..end]);
    let owner = |folder| match root.kind_of(folder) {
        Ok(PathKind::Folder(meta)) => Some(meta.owner),
        _ => None,
    };
    above.into_iter().find_map(owner).or_else(|| root.owner())
}

/// Folders to create for the new files, parents first. A file that will be removed may be in their place.
fn missing_folders(root: &Root, changes: &[FileChange]) -> Vec<String> {
    let parents = changes
        .iter()
        .filter(|change| change.will.is_some())
        .flat_map(|change| {
            let path = change.path.as_str();
            path.match_indices('/').map(move |(end, _)| &path[..end])
        });
    let parents: BTreeSet<&str> = parents.collect();
    let missing = |folder: &&str| !matches!(root.kind_of(folder), Ok(PathKind::Folder(_)));
    parents
        .into_iter()
        .filter(missing)
        .map(str::to_owned)
        .collect()
}
