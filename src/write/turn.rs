//! One command at a time changes a project: its lock, and who holds it.

use std::fs::OpenOptions;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use crate::base;
use crate::error::{Problem, Result};

/// The lock's file in the bookkeeping; it stays, and git ignores it.
const LOCK: &str = "lock";

/// Held for as long as this command may change the project.
#[derive(Debug)]
#[must_use = "another command may begin once this is dropped"]
pub struct Turn(Option<std::fs::File>);

impl Turn {
    /// Takes the lock of the project at `root`.
    ///
    /// # Errors
    /// When another command has it; with its process.
    pub fn take(root: &Path) -> Result<Self> {
        let folder = root.join(base::FOLDER);
        if !folder.is_dir() {
            fs_err::create_dir(&folder)?;
        }
        let path = folder.join(LOCK);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(|error| {
            Problem::new(format!("`{}` cannot be written: {error}", path.display()))
                .at(root.display().to_string())
                .help("a change of the project writes to it; become somebody who may")
        })?;
        match file.try_lock() {
            Ok(()) => {
                // who has it is said for people; the lock itself is the system's
                let pid = std::process::id().to_string();
                let _unsaid = file
                    .set_len(0)
                    .and_then(|()| file.rewind())
                    .and_then(|()| file.write_all(pid.as_bytes()));
                Ok(Self(Some(file)))
            }
            Err(std::fs::TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _unread = file.read_to_string(&mut holder);
                let known = holder.bytes().all(|byte| byte.is_ascii_digit()) && !holder.is_empty();
                let holder = if known {
                    format!("process {holder}")
                } else {
                    "another process".to_owned()
                };
                Err(Problem::new(format!("{holder} is changing this project"))
                    .at(path.display().to_string())
                    .help("wait until it is done, and say it again")
                    .into())
            }
            // a file system without locks
            Err(std::fs::TryLockError::Error(_)) => Ok(Self(None)),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            let _unsaid = file.set_len(0);
        }
    }
}
