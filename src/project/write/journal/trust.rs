//! Decides whether a journal was begun by this user, for this project.

use std::io;

use super::manifest::{self, JournalManifest};
use super::stages::{MANIFEST, NEW};
use crate::core::hash::hash;
use crate::project::root::{MAX_FILE_BYTES, PathKind, Root};
use crate::project::write::disk::Disk;
use crate::project::write::records::Record;

/// Why a journal is not replayed.
#[derive(Debug)]
pub enum Refusal {
    /// The disk refuses; the next command tries again.
    Disk(io::Error),
    /// The stage at this path was not begun by this user here, or was modified.
    Foreign { path: String, why: &'static str },
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// The record of the change with the manifest `text`.
pub(super) fn record(root: &Root, text: &[u8]) -> io::Result<Record> {
    Ok(Record {
        project: root.identity()?,
        path: root.path().to_path_buf(),
        manifest: hash(text),
    })
}

/// The manifest of the stage at `stage`, if this user began it for this project and it is unmodified; `None` if there
/// is no such stage.
///
/// # Errors
/// When something else exists there, or the disk refuses.
pub fn trusted_manifest(disk: &dyn Disk, stage: &str) -> Result<Option<JournalManifest>, Refusal> {
    let root = disk.root();
    let foreign = |why| {
        let path = stage.to_owned();
        Err(Refusal::Foreign { path, why })
    };
    match root.kind_of(stage)? {
        PathKind::Nothing => return Ok(None),
        PathKind::Folder(_) => {}
        other => return foreign(other.obstacle().unwrap_or("is a file")),
    }
    let at = format!("{stage}/{MANIFEST}");
    if !matches!(root.kind_of(&at)?, PathKind::File(meta) if meta.len <= manifest::MOST_BYTES) {
        return foreign("has no manifest");
    }
    let Some((text, _)) = root.read(&at, manifest::MOST_BYTES)? else {
        return foreign("has no manifest");
    };
    let Some(manifest) = JournalManifest::parse(&text) else {
        return foreign("is damaged, or was not made by this version of tierup");
    };
    let Some(record) = disk.find_record(&manifest.id) else {
        return foreign("was not created by this user");
    };
    if record.project != root.identity()? {
        return foreign("was created for another directory");
    }
    if record.manifest != hash(&text) || !is_whole(root, stage, &manifest)? {
        return foreign("is damaged");
    }
    Ok(Some(manifest))
}

/// Whether the existing new files of a stage match its manifest. Old ones are hard links to files that may be edited;
/// each is checked when it is used.
fn is_whole(root: &Root, stage: &str, manifest: &JournalManifest) -> io::Result<bool> {
    for (number, entry) in manifest.entries.iter().enumerate() {
        let path = format!("{stage}/{NEW}/{number}");
        let has = match root.kind_of(&path)? {
            PathKind::Nothing => continue,
            PathKind::File(meta) if meta.len <= MAX_FILE_BYTES => {
                root.read(&path, MAX_FILE_BYTES)?
            }
            _ => return Ok(false),
        };
        if has.map(|(bytes, _)| hash(&bytes)) != entry.will {
            return Ok(false);
        }
    }
    Ok(true)
}
