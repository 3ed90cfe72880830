//! A stage of a journal that has done its work goes, and the record that vouches for it.

use std::io::{self, ErrorKind};

use super::manifest::JournalManifest;
use super::stages::{AGAIN, MANIFEST, NEW, OLD, REST, UNDO};
use crate::project::base;
use crate::project::root::PathKind;
use crate::project::write::disk::Disk;

/// Forgets the way back from the last change.
pub fn remove_undo(disk: &dyn Disk, manifest: &JournalManifest) {
    end(disk, UNDO, manifest);
}

/// Removes a stage, and then its record: while the stage stands, nothing else vouches for it.
pub(super) fn end(disk: &dyn Disk, stage: &str, manifest: &JournalManifest) {
    if discard(disk, stage) {
        disk.remove_record(&manifest.id);
    }
}

/// Puts a stage out of the way in one step, then removes it. What is left of it the next change removes. Says whether
/// the stage is gone.
pub(super) fn discard(disk: &dyn Disk, stage: &str) -> bool {
    let root = disk.root();
    let name = |n: u64| format!("{}/{REST}{n}", base::FOLDER);
    let free = |rest: &String| matches!(root.kind_of(rest), Ok(PathKind::Nothing));
    let rest = (0..1000).map(name).find(free);
    let Some(rest) = rest.filter(|rest| disk.rename(stage, rest).is_ok()) else {
        return false;
    };
    let _left = remove_stage(disk, &rest);
    true
}

/// Removes a stage: what this program put there, and the folder unless something else is in it.
pub(super) fn remove_stage(disk: &dyn Disk, stage: &str) -> io::Result<()> {
    for (name, standing) in disk.root().list(stage)? {
        let path = format!("{stage}/{name}");
        match standing {
            PathKind::Folder(_) if name == OLD || name == NEW => {
                for (number, standing) in disk.root().list(&path)? {
                    if matches!(standing, PathKind::File(_)) && is_number(&number) {
                        disk.remove(&format!("{path}/{number}"))?;
                    }
                }
                unless_full(disk.remove_folder(&path))?;
            }
            PathKind::File(_) if name == MANIFEST || is_numbered(&name, AGAIN) => {
                disk.remove(&path)?;
            }
            _ => {}
        }
    }
    unless_full(disk.remove_folder(stage))
}

fn unless_full(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Ok(()),
        result => result,
    }
}

pub(super) fn is_numbered(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(is_number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
