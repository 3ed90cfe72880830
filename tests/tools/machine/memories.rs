//! Folders in which a tool keeps what it has read, one for each of its runs at a time.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The folders that no run uses at the moment.
#[derive(Debug)]
pub(crate) struct Memories {
    folder: tempfile::TempDir,
    free: Mutex<Vec<PathBuf>>,
}

impl Default for Memories {
    fn default() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a scratch folder"),
            free: Mutex::default(),
        }
    }
}

impl Memories {
    pub(crate) fn take(&self) -> PathBuf {
        let free = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        free.unwrap_or_else(|| {
            let made = tempfile::tempdir_in(self.folder.path()).map(tempfile::TempDir::keep);
            made.unwrap_or_else(|_| PathBuf::from("/dev/null"))
        })
    }

    pub(crate) fn give_back(&self, memory: PathBuf) {
        self.free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(memory);
    }
}
