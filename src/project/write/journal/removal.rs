//! Removes a finished stage of a journal, and its record.

use std::io::{self, ErrorKind};

use super::manifest::JournalManifest;
use super::stages::{AGAIN, MANIFEST, NEW, OLD, REST, UNDO};
use crate::project::base;
use crate::project::root::PathKind;
use crate::project::write::disk::Disk;

/// Removes the undo data of the last change.
pub fn remove_undo(disk: &dyn Disk, manifest: &JournalManifest) {
    end(disk, UNDO, manifest);
}

/// Removes a stage, and then its record: while the stage exists, it needs the record.
pub(super) fn end(disk: &dyn Disk, stage: &str, manifest: &JournalManifest) {
    if discard(disk, stage) {
        disk.remove_record(&manifest.id);
    }
}

/// Renames a stage to mark it as finished, then removes it. The next change removes what is left of it. Returns whether
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

/// Removes the files of a stage, and the folder if it is empty then.
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
