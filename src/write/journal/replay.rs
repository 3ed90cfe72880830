//! A journal forward and back. Both can begin anew wherever they were stopped.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::manifest::{Entry, Manifest};
use super::{NEW, OLD, Places, discard};
use crate::base::hash;
use crate::write::disk::Disk;

/// Brings every file to what it will be, then puts the journal away. Gives the files that somebody edited since,
/// which stay as they are.
pub(super) fn forward(
    disk: &dyn Disk,
    root: &Path,
    places: &Places,
    manifest: &Manifest,
) -> io::Result<Vec<String>> {
    let mut edited = Vec::new();
    let entries = || manifest.entries.iter().enumerate();
    // a folder may come where a file was
    for (_, entry) in entries().filter(|(_, entry)| entry.will.is_none()) {
        let at = root.join(&entry.path);
        match found(&at)? {
            None => {}
            // the folder that came where it was
            Some(_) if at.is_dir() => continue,
            Some(hash) if Some(&hash) == entry.was.as_ref() => {
                plain_way(root, &entry.path)?;
                disk.remove(&at)?;
            }
            Some(_) => edited.push(entry.path.clone()),
        }
        remove_empty(disk, root, &entry.path);
    }
    for (number, entry) in entries().filter(|(_, entry)| entry.will.is_some()) {
        let at = root.join(&entry.path);
        let staged = places.ready.join(NEW).join(number.to_string());
        if std::fs::symlink_metadata(&staged).is_err() {
            continue;
        }
        let there = found(&at)?;
        if there == entry.was || there == entry.will {
            plain_way(root, &entry.path)?;
            make_way(disk, root, &entry.path)?;
            if at.is_dir() {
                disk.remove_folder(&at)?;
            }
            disk.rename(&staged, &at)?;
        } else {
            edited.push(entry.path.clone());
        }
    }
    put_away(disk, places, manifest)?;
    Ok(edited)
}

/// Turns round: from now on every command goes back.
pub(super) fn give_up(
    disk: &dyn Disk,
    root: &Path,
    places: &Places,
    manifest: &Manifest,
) -> io::Result<()> {
    disk.rename(&places.ready, &places.back)?;
    backward(disk, root, places, manifest)
}

/// Brings every file to what it was, then removes the journal.
pub(super) fn backward(
    disk: &dyn Disk,
    root: &Path,
    places: &Places,
    manifest: &Manifest,
) -> io::Result<()> {
    let entries = || manifest.entries.iter().enumerate();
    let is_new = |entry: &Entry| -> io::Result<bool> {
        Ok(found(&root.join(&entry.path))?.is_some_and(|hash| Some(&hash) == entry.will.as_ref()))
    };
    for (_, entry) in entries().filter(|(_, entry)| entry.was.is_none()) {
        if is_new(entry)? {
            disk.remove(&root.join(&entry.path))?;
        }
    }
    for folder in manifest.made.iter().rev() {
        let folder = root.join(folder);
        if folder.is_dir() && is_empty(&folder) {
            disk.remove_folder(&folder)?;
        }
    }
    for (number, entry) in entries().filter(|(_, entry)| entry.was.is_some()) {
        let at = root.join(&entry.path);
        if found(&at)?.is_some() && !is_new(entry)? {
            continue;
        }
        plain_way(root, &entry.path)?;
        make_way(disk, root, &entry.path)?;
        let beside = places.back.join(format!("again-{number}"));
        if std::fs::symlink_metadata(&beside).is_err() {
            disk.keep(&places.back.join(OLD).join(number.to_string()), &beside)?;
        }
        // a rename between two names of one file leaves both, so what is there goes first
        if is_new(entry)? {
            disk.remove(&at)?;
        }
        disk.rename(&beside, &at)?;
    }
    discard(disk, places, &places.back);
    Ok(())
}

/// Keeps what was before where there are conflicts; otherwise nothing of it is needed any more.
fn put_away(disk: &dyn Disk, places: &Places, manifest: &Manifest) -> io::Result<()> {
    if std::fs::symlink_metadata(&places.undo).is_ok() {
        discard(disk, places, &places.undo);
    }
    if manifest.conflicts.is_empty() {
        discard(disk, places, &places.ready);
        Ok(())
    } else {
        disk.rename(&places.ready, &places.undo)
    }
}

/// The hash of the plain file at `path`, or of what else is there as something that no file is.
///
/// # Errors
/// When it cannot be read.
pub fn found(path: &Path) -> io::Result<Option<String>> {
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.is_file() => Ok(Some(hash(&std::fs::read(path)?))),
        Ok(meta) if meta.is_dir() && is_empty(path) => Ok(None),
        Ok(_) => Ok(Some(String::new())),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Makes the folders above `path` that are not there.
fn make_way(disk: &dyn Disk, root: &Path, path: &str) -> io::Result<()> {
    for (end, _) in path.match_indices('/') {
        let folder = root.join(&path[..end]);
        if !folder.is_dir() {
            disk.make_folder(&folder)?;
        }
    }
    Ok(())
}

/// Whether the folders on the way to `path` are folders, and no links out of the project.
pub(super) fn plain_way(root: &Path, path: &str) -> io::Result<()> {
    for (end, _) in path.match_indices('/') {
        let folder = root.join(&path[..end]);
        if std::fs::symlink_metadata(&folder).is_ok_and(|meta| meta.is_symlink()) {
            let what = format!("`{}` has become a link", folder.display());
            return Err(io::Error::other(what));
        }
    }
    Ok(())
}

/// Removes the folders above a removed file that hold nothing any more.
fn remove_empty(disk: &dyn Disk, root: &Path, path: &str) {
    let folders: BTreeSet<usize> = path.match_indices('/').map(|(end, _)| end).collect();
    for end in folders.into_iter().rev() {
        let folder = root.join(&path[..end]);
        // it comes back by itself where a file needs it
        if !is_empty(&folder) || disk.remove_folder(&folder).is_err() {
            break;
        }
    }
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}
