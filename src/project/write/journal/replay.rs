//! Replays a journal forward and back. Both can be repeated after an interruption.

use std::collections::BTreeSet;
use std::io;

use super::manifest::{Entry, JournalManifest};
use super::removal::{end, remove_undo};
use super::stages::{AGAIN, BACK, NEW, OLD, READY, UNDO};
use super::trust::trusted_manifest;
use crate::core::hash::hash;
use crate::project::root::{MAX_FILE_BYTES, PathKind, Root};
use crate::project::write::disk::Disk;

/// Writes every new file, then removes the journal. Returns the files that have been edited since, which are not
/// changed.
pub(super) fn roll_forward(disk: &dyn Disk, manifest: &JournalManifest) -> io::Result<Vec<String>> {
    let root = disk.root();
    let mut edited = Vec::new();
    let entries = || manifest.entries.iter().enumerate();
    // a folder may replace a file
    for (_, entry) in entries().filter(|(_, entry)| entry.will.is_none()) {
        match current_hash(root, &entry.path)? {
            None => {}
            // the folder that replaced it
            Some(_) if is_folder(root, &entry.path)? => continue,
            Some(hash) if Some(&hash) == entry.was.as_ref() => disk.remove(&entry.path)?,
            Some(_) => edited.push(entry.path.clone()),
        }
        remove_empty(disk, &entry.path);
    }
    for (number, entry) in entries().filter(|(_, entry)| entry.will.is_some()) {
        let staged = format!("{READY}/{NEW}/{number}");
        if root.kind_of(&staged)? == PathKind::Nothing {
            continue;
        }
        let there = current_hash(root, &entry.path)?;
        if there == entry.was || there == entry.will {
            make_parents(disk, &entry.path)?;
            if is_folder(root, &entry.path)? {
                disk.remove_folder(&entry.path)?;
            }
            disk.rename(&staged, &entry.path)?;
        } else {
            edited.push(entry.path.clone());
        }
    }
    finish(disk, manifest)?;
    Ok(edited)
}

/// Marks the journal: from now on every command reverts it.
pub(super) fn begin_rollback(disk: &dyn Disk, manifest: &JournalManifest) -> io::Result<()> {
    disk.rename(READY, BACK)?;
    roll_back(disk, manifest)
}

/// Restores every old file, then removes the journal.
pub(super) fn roll_back(disk: &dyn Disk, manifest: &JournalManifest) -> io::Result<()> {
    let root = disk.root();
    let entries = || manifest.entries.iter().enumerate();
    let is_new = |entry: &Entry| -> io::Result<bool> {
        Ok(current_hash(root, &entry.path)?.is_some_and(|hash| Some(&hash) == entry.will.as_ref()))
    };
    for (_, entry) in entries().filter(|(_, entry)| entry.was.is_none()) {
        if is_new(entry)? {
            disk.remove(&entry.path)?;
        }
    }
    for folder in manifest.made.iter().rev() {
        if is_folder(root, folder)? && is_empty(root, folder)? {
            disk.remove_folder(folder)?;
        }
    }
    for (number, entry) in entries().filter(|(_, entry)| entry.was.is_some()) {
        if current_hash(root, &entry.path)?.is_some() && !is_new(entry)? {
            continue;
        }
        make_parents(disk, &entry.path)?;
        let old = format!("{BACK}/{OLD}/{number}");
        let beside = format!("{BACK}/{AGAIN}{number}");
        if root.kind_of(&beside)? == PathKind::Nothing {
            disk.copy_old(&old, &beside)?;
        }
        if current_hash(root, &beside)? != entry.was {
            return Err(io::Error::other(format!("`{old}` is damaged")));
        }
        // renaming one hard link of a file to another leaves both, so the existing one is removed first
        if is_new(entry)? {
            disk.remove(&entry.path)?;
        }
        disk.rename(&beside, &entry.path)?;
    }
    end(disk, BACK, manifest);
    Ok(())
}

/// Keeps the old state if there are conflicts; otherwise removes it.
fn finish(disk: &dyn Disk, manifest: &JournalManifest) -> io::Result<()> {
    // an existing one is this user's: no change begins while another is unfinished
    if let Ok(Some(before)) = trusted_manifest(disk, UNDO) {
        remove_undo(disk, &before);
    }
    if manifest.conflicts.is_empty() {
        end(disk, READY, manifest);
        Ok(())
    } else {
        disk.rename(READY, UNDO)
    }
}

/// The hash of the regular file at `path`; for other objects, a value that is never the hash of a file.
///
/// # Errors
/// When it cannot be read, or is below a link.
pub fn current_hash(root: &Root, path: &str) -> io::Result<Option<String>> {
    match root.kind_and_bytes(path, MAX_FILE_BYTES)? {
        (PathKind::Nothing, _) => Ok(None),
        (_, Some(bytes)) => Ok(Some(hash(&bytes))),
        (PathKind::Folder(_), _) if is_empty(root, path)? => Ok(None),
        _ => Ok(Some(String::new())),
    }
}

fn is_folder(root: &Root, path: &str) -> io::Result<bool> {
    Ok(matches!(root.kind_of(path)?, PathKind::Folder(_)))
}

/// Creates the missing folders above `path`.
fn make_parents(disk: &dyn Disk, path: &str) -> io::Result<()> {
    let above = |end: usize| &path[..end];
    let folders: Vec<&str> = path.match_indices('/').map(|(end, _)| above(end)).collect();
    // most exist already, which one check shows
    if folders
        .last()
        .is_none_or(|last| is_folder(disk.root(), last).unwrap_or_default())
    {
        return Ok(());
    }
    for folder in folders {
        if !is_folder(disk.root(), folder)? {
            disk.make_folder(folder)?;
        }
    }
    Ok(())
}

/// Removes the empty folders above a removed file.
fn remove_empty(disk: &dyn Disk, path: &str) {
    let folders: BTreeSet<usize> = path.match_indices('/').map(|(end, _)| end).collect();
    for end in folders.into_iter().rev() {
        let folder = &path[..end];
        let empty = is_empty(disk.root(), folder).unwrap_or_default();
        // it is created again when a file needs it
        if !empty || disk.remove_folder(folder).is_err() {
            break;
        }
    }
}

fn is_empty(root: &Root, folder: &str) -> io::Result<bool> {
    Ok(root.folder_at(folder)?.entries()?.next().is_none())
}
