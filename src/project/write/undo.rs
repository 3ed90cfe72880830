//! Reverts a change that left conflicts: restores every byte, as long as conflicts are left.

use std::borrow::Cow;
use std::io;

use super::disk::Disk;
use super::journal::{self, FileChange, JournalManifest, Refusal, TargetMode, UNDO};
use crate::core::hash::hash;
use crate::core::tree::RelPath;
use crate::project::root::{MAX_FILE_BYTES, Root};

/// The state before a change that left conflicts.
#[derive(Debug)]
pub struct Undo {
    pub manifest: JournalManifest,
    /// The changes that restore it.
    pub changes: Vec<FileChange>,
    /// Files that were edited since the change.
    pub edited: Vec<String>,
}

/// The manifest of the change that may be reverted, not yet trusted: for reading only.
#[must_use]
pub fn manifest(root: &Root) -> Option<JournalManifest> {
    journal::manifest_of(root, UNDO)
}

/// The changes that revert the last change, if this user made it here.
///
/// # Errors
/// When another user made it, or a file cannot be read.
pub fn read(disk: &dyn Disk) -> Result<Option<Undo>, Refusal> {
    let Some(manifest) = journal::trusted_manifest(disk, UNDO)? else {
        return Ok(None);
    };
    let root = disk.root();
    let (mut puts, mut edited) = (Vec::new(), Vec::new());
    for (number, entry) in manifest.entries.iter().enumerate() {
        let there = journal::current_hash(root, &entry.path)?;
        if there != entry.will {
            edited.push(entry.path.clone());
        }
        let path = RelPath::new(entry.path.as_str()).map_err(io::Error::other)?;
        let old = match &entry.was {
            Some(_) => root.read(&format!("{UNDO}/old/{number}"), MAX_FILE_BYTES)?,
            None => None,
        };
        let will = old.map(|(bytes, _)| bytes);
        if will.as_ref().map(|bytes| hash(bytes)) != entry.was {
            let (path, why) = (UNDO.to_owned(), "is damaged");
            return Err(Refusal::Foreign { path, why });
        }
        if will.is_some() || there.is_some() {
            puts.push(FileChange {
                path,
                was: there,
                will: will.map(Cow::Owned),
                mode: TargetMode::Bits(entry.mode.unwrap_or(0o644)),
            });
        }
    }
    Ok(Some(Undo {
        manifest,
        changes: puts,
        edited,
    }))
}
