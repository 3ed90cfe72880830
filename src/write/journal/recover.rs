//! What a killed process left: finished, or taken back.

use std::io;
use std::path::Path;

use super::manifest::Manifest;
use super::{MANIFEST, Places, discard, remove_all, replay};
use crate::write::disk::Disk;

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

/// Whether there is anything to recover or to clean up.
#[must_use]
pub fn leftovers(root: &Path) -> bool {
    let places = Places::of(root);
    [&places.part, &places.ready, &places.back]
        .into_iter()
        .any(|stage| std::fs::symlink_metadata(stage).is_ok())
        || !rests(&places).is_empty()
}

/// Finishes or takes back what a killed process left. Only for who holds the project's lock.
///
/// # Errors
/// When the disk refuses; then the next command tries again.
pub fn recover(disk: &dyn Disk, root: &Path) -> io::Result<Option<Recovered>> {
    let places = Places::of(root);
    let stands = |stage: &Path| std::fs::symlink_metadata(stage).is_ok();
    for rest in rests(&places) {
        remove_all(disk, &rest)?;
    }
    let mut recovered = None;
    if stands(&places.part) {
        discard(disk, &places, &places.part);
        recovered = Some(Recovered::Dropped);
    }
    if stands(&places.back) {
        let manifest = read(&places.back)?;
        replay::backward(disk, root, &places, &manifest)?;
        let command = manifest.command;
        recovered = Some(Recovered::TakenBack { command });
    } else if stands(&places.ready) {
        let manifest = read(&places.ready)?;
        let finished = replay::forward(disk, root, &places, &manifest);
        recovered = Some(if let Ok(edited) = finished {
            Recovered::Finished {
                command: manifest.command,
                edited,
            }
        } else {
            replay::give_up(disk, root, &places, &manifest)?;
            Recovered::TakenBack {
                command: manifest.command,
            }
        });
    }
    Ok(recovered)
}

/// The manifest of a stage.
pub(super) fn read(stage: &Path) -> io::Result<Manifest> {
    let path = stage.join(MANIFEST);
    Manifest::parse(&fs_err::read(&path)?)
        .ok_or_else(|| io::Error::other(format!("`{}` is no journal", path.display())))
}

fn rests(places: &Places) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(&places.folder).into_iter().flatten();
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("rest-"))
        .map(|entry| entry.path())
        .collect()
}
