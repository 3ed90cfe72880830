//! A folder beside the target that becomes the target, or disappears.

use std::path::{Path, PathBuf};

use crate::error::{Problem, Result};

/// What a staging folder's name begins with.
const PREFIX: &str = ".tierup-new-";

/// Removed when dropped, unless it was moved into place.
#[derive(Debug)]
pub(super) struct Staging {
    root: PathBuf,
    project: PathBuf,
    /// Where `root` goes: the target, or its first ancestor that does not exist yet.
    destination: PathBuf,
    moved: bool,
    /// Held as long as this process works on it, so that others know it from one that was left behind.
    _lock: Option<std::fs::File>,
}

impl Staging {
    /// Makes an empty one in the nearest folder above `target` that exists.
    pub(super) fn beside(target: &Path) -> Result<Self> {
        let target = std::path::absolute(target)?;
        let missing_from = target
            .ancestors()
            .take_while(|folder| *folder == target || !folder.exists())
            .last();
        let destination = missing_from.unwrap_or(&target).to_path_buf();
        let inner = target.strip_prefix(&destination).unwrap_or(Path::new(""));
        let Some(parent) = destination.parent() else {
            return Err(
                Problem::new(format!("`{}` cannot become a project", target.display()))
                    .at("PATH")
                    .into(),
            );
        };
        // one process at a time looks for folders left behind and makes its own
        let turn = lock(parent);
        remove_abandoned(parent);
        let root = parent.join(format!("{PREFIX}{}", std::process::id()));
        std::fs::create_dir(&root).map_err(|error| {
            Problem::new(format!(
                "nothing can be written to `{}`: {error}",
                parent.display()
            ))
            .at("PATH")
            .help("choose a folder that you may write to")
        })?;
        let lock = lock(&root);
        drop(turn);
        let staging = Self {
            project: root.join(inner),
            root,
            destination,
            moved: false,
            _lock: lock,
        };
        fs_err::create_dir_all(&staging.project)?;
        Ok(staging)
    }

    pub(super) fn project(&self) -> &Path {
        &self.project
    }

    pub(super) fn move_into_place(mut self) -> Result<()> {
        if let Ok(meta) = std::fs::metadata(&self.destination) {
            // an empty folder gives way; its permissions stay
            std::fs::set_permissions(&self.root, meta.permissions())?;
            std::fs::rename(&self.root, &self.destination)
        } else {
            rename_to_free(&self.root, &self.destination)
        }
        .map_err(|error| {
            Problem::new(format!(
                "the project could not be moved to `{}`: {error}",
                self.destination.display()
            ))
            .at("PATH")
            .help("nothing was left behind; name a folder that does not exist yet")
        })?;
        self.moved = true;
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.moved && std::fs::remove_dir_all(&self.root).is_err() {
            // a thread may have added a file meanwhile; the next run removes what a second try leaves
            let _left = std::fs::remove_dir_all(&self.root);
        }
    }
}

/// A folder's lock, or nothing where the system has none for folders.
fn lock(folder: &Path) -> Option<std::fs::File> {
    let file = std::fs::File::open(folder).ok()?;
    file.lock().ok()?;
    Some(file)
}

/// Removes staging folders whose process was killed: nobody holds their lock.
fn remove_abandoned(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_str().is_some_and(|name| {
            name.strip_prefix(PREFIX)
                .is_some_and(|pid| !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit()))
        });
        let folder = entry.path();
        if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) && abandoned(&folder) {
            // what cannot be removed is somebody else's
            let _left = std::fs::remove_dir_all(&folder);
        }
    }
}

fn abandoned(folder: &Path) -> bool {
    std::fs::File::open(folder).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(target_os = "linux")]
fn rename_to_free(from: &Path, to: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // a file system that cannot promise it
        Err(Errno::INVAL | Errno::NOSYS) => std::fs::rename(from, to),
        result => Ok(result?),
    }
}

#[cfg(not(target_os = "linux"))]
fn rename_to_free(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::rename(from, to)
}
