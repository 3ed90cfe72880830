//! What a killed process left: finished, or taken back.

use super::removal::{discard, end, is_numbered, remove_stage};
use super::replay;
use super::stages::{BACK, PART, READY, REST, UNDO, manifest_of};
use super::trust::{Refusal, trusted};
use crate::project::base;
use crate::project::root::{Root, Standing};
use crate::project::write::disk::Disk;

/// What was done about a change that had not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovered {
    /// It had changed nothing.
    Dropped,
    /// It was finished; these files had been edited since, and stay as they are.
    Finished {
        command: String,
        edited: Vec<String>,
    },
    /// It was taken back.
    TakenBack { command: String },
}

/// Where a change stands that has changed files and not ended, or what says so.
#[must_use]
pub fn interrupted(root: &Root) -> Option<&'static str> {
    let stands = |stage: &&str| !matches!(root.look(stage), Ok(Standing::Nothing));
    [BACK, READY].into_iter().find(stands)
}

/// Finishes or takes back what a killed process left. Only for who holds the project's lock.
///
/// # Errors
/// When the disk refuses; then the next command tries again. When what lies there is not this user's; then nothing
/// of it is carried out, and nothing is removed.
pub fn recover(disk: &dyn Disk) -> Result<Option<Recovered>, Refusal> {
    let root = disk.root();
    let (ready, back) = (trusted(disk, READY)?, trusted(disk, BACK)?);
    let _undo = trusted(disk, UNDO)?;
    let part = root.look(PART)?;
    if let Some(why) = not_a_folder(part) {
        let path = PART.to_owned();
        return Err(Refusal::Foreign { path, why });
    }
    for (name, standing) in root.list(base::FOLDER)? {
        if matches!(standing, Standing::Folder(_)) && is_numbered(&name, REST) {
            remove_stage(disk, &format!("{}/{name}", base::FOLDER))?;
        }
    }
    let mut recovered = None;
    if part != Standing::Nothing {
        let begun = manifest_of(root, PART);
        match begun {
            Some(manifest) => end(disk, PART, &manifest),
            None => drop(discard(disk, PART)),
        }
        recovered = Some(Recovered::Dropped);
    }
    if let Some(manifest) = back {
        replay::backward(disk, &manifest)?;
        let command = manifest.command;
        recovered = Some(Recovered::TakenBack { command });
    } else if let Some(manifest) = ready {
        recovered = Some(if let Ok(edited) = replay::forward(disk, &manifest) {
            Recovered::Finished {
                command: manifest.command,
                edited,
            }
        } else {
            replay::give_up(disk, &manifest)?;
            Recovered::TakenBack {
                command: manifest.command,
            }
        });
    }
    Ok(recovered)
}

/// Why something that stands is no folder.
fn not_a_folder(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Nothing | Standing::Folder(_) => None,
        other => Some(other.obstacle().unwrap_or("is a file")),
    }
}
