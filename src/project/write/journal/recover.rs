//! Recovery after a killed process: finishes or reverts its change.

use super::removal::{discard, end, is_numbered, remove_stage};
use super::replay;
use super::stages::{BACK, PART, READY, REST, UNDO, manifest_of};
use super::trust::{Refusal, trusted_manifest};
use crate::project::base;
use crate::project::root::{PathKind, Root};
use crate::project::write::disk::Disk;

/// The result of a recovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// It had changed nothing.
    Dropped,
    /// It was finished; these files had been edited since, and were not changed.
    Finished {
        command: String,
        edited: Vec<String>,
    },
    /// It was reverted.
    RolledBack { command: String },
}

/// The stage of an unfinished change that has changed files, or an obstacle in its place.
#[must_use]
pub fn interrupted(root: &Root) -> Option<&'static str> {
    let exists = |stage: &&str| !matches!(root.kind_of(stage), Ok(PathKind::Nothing));
    [BACK, READY].into_iter().find(exists)
}

/// Finishes or reverts the change of a killed process. The caller must have the project's lock.
///
/// # Errors
/// When the disk refuses; then the next command tries again. When the journal is not this user's; then it is neither
/// replayed nor removed.
pub fn recover(disk: &dyn Disk) -> Result<Option<Recovery>, Refusal> {
    let root = disk.root();
    let (ready, back) = (
        trusted_manifest(disk, READY)?,
        trusted_manifest(disk, BACK)?,
    );
    let _undo = trusted_manifest(disk, UNDO)?;
    let part = root.kind_of(PART)?;
    if let Some(why) = not_a_folder(part) {
        let path = PART.to_owned();
        return Err(Refusal::Foreign { path, why });
    }
    for (name, standing) in root.list(base::FOLDER)? {
        if matches!(standing, PathKind::Folder(_)) && is_numbered(&name, REST) {
            remove_stage(disk, &format!("{}/{name}", base::FOLDER))?;
        }
    }
    let mut recovered = None;
    if part != PathKind::Nothing {
        let begun = manifest_of(root, PART);
        match begun {
            Some(manifest) => end(disk, PART, &manifest),
            None => drop(discard(disk, PART)),
        }
        recovered = Some(Recovery::Dropped);
    }
    if let Some(manifest) = back {
        replay::roll_back(disk, &manifest)?;
        let command = manifest.command;
        recovered = Some(Recovery::RolledBack { command });
    } else if let Some(manifest) = ready {
        recovered = Some(if let Ok(edited) = replay::roll_forward(disk, &manifest) {
            Recovery::Finished {
                command: manifest.command,
                edited,
            }
        } else {
            replay::begin_rollback(disk, &manifest)?;
            Recovery::RolledBack {
                command: manifest.command,
            }
        });
    }
    Ok(recovered)
}

/// Why an existing path is not a folder.
fn not_a_folder(standing: PathKind) -> Option<&'static str> {
    match standing {
        PathKind::Nothing | PathKind::Folder(_) => None,
        other => Some(other.obstacle().unwrap_or("is a file")),
    }
}
