//! A lock on the folder of the bookkeeping: only one command at a time changes a project.

use std::fs::{File, TryLockError};

use super::disk::{Disk as _, RealDisk};
use super::records::Records;
use crate::core::error::{Problem, Result};
use crate::project::base;
use crate::project::root::{PathKind, Root};

/// Held while this command may change the project.
#[derive(Debug)]
#[must_use = "another command may begin once this is dropped"]
pub struct ProjectLock {
    root: Root,
    _lock: Option<File>,
}

impl ProjectLock {
    /// Acquires the lock of the project.
    ///
    /// # Errors
    /// When another command has it; with its process.
    pub fn acquire(root: &Root) -> Result<Self> {
        if matches!(root.kind_of(base::FOLDER), Ok(PathKind::Nothing)) {
            RealDisk::new(root, Records::of_user())
                .make_folder(base::FOLDER)
                .map_err(|error| {
                    Problem::new(format!("nothing can be written to the project: {error}"))
                        .at(root.path())
                        .help("fix the permissions and run the command again")
                })?;
        }
        Ok(Self {
            root: root.clone(),
            _lock: lock(root)?,
        })
    }
}

impl Drop for ProjectLock {
    fn drop(&mut self) {
        // it was created for the lock if the project has no bookkeeping yet
        let _stays = RealDisk::new(&self.root, Records::of_user()).remove_folder(base::FOLDER);
    }
}

/// Checks that no command is changing the project. Writes nothing.
///
/// # Errors
/// When one is; with its process.
pub fn require_unlocked(root: &Root) -> Result<()> {
    lock(root).map(drop)
}

/// The lock on the folder of the bookkeeping; `None` if there is no folder, or folders cannot be locked. The system
/// releases it when the process is killed.
fn lock(root: &Root) -> Result<Option<File>> {
    let Ok(file) = root.handle(base::FOLDER) else {
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => {
            let holder = holder(&file).map_or_else(
                || "another process".to_owned(),
                |pid| format!("process {pid}"),
            );
            Err(Problem::new(format!("{holder} is changing this project"))
                .at(root.path())
                .help("wait until it has finished and run the command again")
                .into())
        }
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// The process that has locked a file, from the system's list.
#[cfg(target_os = "linux")]
fn holder(file: &File) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    let inode = format!(":{}", file.metadata().ok()?.ino());
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|word| word.ends_with(&inode))?;
        words.get(at.checked_sub(1)?)?.parse().ok()
    })
}

#[cfg(not(target_os = "linux"))]
fn holder(_: &File) -> Option<u32> {
    None
}
