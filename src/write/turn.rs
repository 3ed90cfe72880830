//! One command at a time changes a project: a lock on the folder of its bookkeeping, and who holds it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::base;
use crate::error::{Problem, Result};

/// Held for as long as this command may change the project.
#[derive(Debug)]
#[must_use = "another command may begin once this is dropped"]
pub struct Turn {
    folder: PathBuf,
    _lock: Option<File>,
}

impl Turn {
    /// Takes the lock of the project at `root`.
    ///
    /// # Errors
    /// When another command has it; with its process.
    pub fn take(root: &Path) -> Result<Self> {
        let folder = root.join(base::FOLDER);
        if !folder.is_dir() {
            std::fs::create_dir(&folder).map_err(|error| {
                Problem::new(format!("nothing can be written to the project: {error}"))
                    .at(root.display().to_string())
                    .help("mend its permissions, and say it again")
            })?;
        }
        // some systems have no locks for folders; a process that is killed lets go of this one
        let Ok(file) = File::open(&folder) else {
            return Ok(Self {
                folder,
                _lock: None,
            });
        };
        match file.try_lock() {
            Ok(()) => Ok(Self {
                folder,
                _lock: Some(file),
            }),
            Err(TryLockError::WouldBlock) => {
                let holder = holder(&file).map_or_else(
                    || "another process".to_owned(),
                    |pid| format!("process {pid}"),
                );
                Err(Problem::new(format!("{holder} is changing this project"))
                    .at(root.display().to_string())
                    .help("wait until it is done, and say it again")
                    .into())
            }
            Err(TryLockError::Error(_)) => Ok(Self {
                folder,
                _lock: None,
            }),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // it was made for the lock where the project has no bookkeeping yet
        let _stays = std::fs::remove_dir(&self.folder);
    }
}

/// The process that has locked a file, as the system lists it.
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
