//! A folder next to the target that becomes the target, or is removed.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::core::error::{AtPath, Problem, Result};
use crate::core::interrupt::CleanupGuard;

/// Prefix of a staging folder's name.
const PREFIX: &str = ".tierup-new-";

/// The maximum number of names to try.
const TRIES: u64 = 100;
/// How long to wait for the parent's lock, which is held only while abandoned folders are removed.
const PATIENCE: Duration = Duration::from_secs(2);

/// Removed when dropped, unless it was moved into place.
#[derive(Debug)]
pub(super) struct Staging {
    root: PathBuf,
    project: PathBuf,
    /// The new path of `root`: the target, or its first ancestor that does not exist yet.
    destination: PathBuf,
    moved: bool,
    /// Held while this process uses the folder, so that others do not remove it as abandoned.
    _lock: Option<std::fs::File>,
    /// Dropped last: until then a signal waits for the cleanup.
    _hold: CleanupGuard,
}

impl Staging {
    /// Creates an empty one in the nearest existing folder above `target`.
    pub(super) fn beside(target: &Path) -> Result<Self> {
        let target: PathBuf = std::path::absolute(target)
            .at_path(target)?
            .components()
            .collect();
        let missing_from = target
            .ancestors()
            .take_while(|folder| *folder == target || !folder.exists())
            .last();
        let destination = missing_from.unwrap_or(&target).to_path_buf();
        let inner = target.strip_prefix(&destination).unwrap_or(Path::new(""));
        let Some(parent) = destination.parent().map(Path::to_path_buf) else {
            return Err(
                Problem::new(format!("`{}` cannot become a project", target.display()))
                    .at("PATH")
                    .into(),
            );
        };
        // one process at a time removes abandoned folders and creates its own
        let parent_lock = lock(&parent);
        remove_abandoned(&parent);
        let hold = CleanupGuard::begin()?;
        let root = make(&parent)?;
        let lock = lock(&root);
        drop(parent_lock);
        let staging = Self {
            project: root.join(inner),
            root,
            destination,
            moved: false,
            _lock: lock,
            _hold: hold,
        };
        std::fs::create_dir_all(&staging.project)
            .map_err(|error| staging_problem(&parent, &error))?;
        Ok(staging)
    }

    pub(super) fn project(&self) -> &Path {
        &self.project
    }

    pub(super) fn move_into_place(mut self) -> Result<()> {
        if let Ok(meta) = std::fs::metadata(&self.destination) {
            // an empty folder is replaced; its permissions are kept
            std::fs::set_permissions(&self.root, meta.permissions()).at_path(&self.root)?;
            std::fs::rename(&self.root, &self.destination)
        } else {
            rename_to_free(&self.root, &self.destination)
        }
        .map_err(|error| {
            let what = match error.kind() {
                ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => {
                    "it is the root of a file system".to_owned()
                }
                ErrorKind::AlreadyExists
                | ErrorKind::DirectoryNotEmpty
                | ErrorKind::NotADirectory => {
                    "something was created there in the meantime".to_owned()
                }
                _ => error.to_string(),
            };
            Problem::new(format!(
                "the project could not be moved to `{}`: {what}",
                self.destination.display()
            ))
            .at("PATH")
            .help("nothing was left behind; name a directory that does not exist")
        })?;
        self.moved = true;
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.moved && std::fs::remove_dir_all(&self.root).is_err() {
            // a thread may have added a file meanwhile; the next run removes the rest
            let _left = std::fs::remove_dir_all(&self.root);
        }
    }
}

/// Creates an empty staging folder. The process id is only the first try for its name: two machines or containers may
/// share the folder and have the same process id.
fn make(parent: &Path) -> Result<PathBuf> {
    let first = std::process::id();
    let names = (0..TRIES).map(|n| format!("{PREFIX}{}", u64::from(first) + n));
    let mut last = std::io::Error::from(ErrorKind::AlreadyExists);
    for root in names.map(|name| parent.join(name)) {
        match std::fs::create_dir(&root) {
            Ok(()) => return Ok(root),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(staging_problem(parent, &error).into()),
        }
    }
    Err(staging_problem(parent, &last).into())
}

fn staging_problem(parent: &Path, error: &std::io::Error) -> Problem {
    Problem::new(format!(
        "nothing can be written to `{}`: {error}",
        parent.display()
    ))
    .at("PATH")
    .help(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free disk space; nothing was left behind"
        }
        _ => "the project is built next to its destination; choose a directory in a writable one",
    })
}

/// A lock on a folder; `None` if folders cannot be locked, or another process keeps the lock: with `flock . tierup new
/// shop`, the command would wait for its own parent.
fn lock(folder: &Path) -> Option<std::fs::File> {
    let file = std::fs::File::open(folder).ok()?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Some(file),
            Err(std::fs::TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(_) => return None,
        }
    }
}

/// Removes staging folders of killed processes: nothing holds their lock.
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
            // folders of other users cannot be removed
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
        // the file system cannot guarantee it
        Err(Errno::INVAL | Errno::NOSYS) => std::fs::rename(from, to),
        result => Ok(result?),
    }
}

#[cfg(not(target_os = "linux"))]
fn rename_to_free(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::rename(from, to)
}
