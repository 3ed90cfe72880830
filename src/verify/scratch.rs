//! EDGE: a scratch folder of this run outside of the project, removed at the end unless a message refers to a file in
//! it.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::core::error::{AtPath, Problem, Result};

const NAME: &str = "tierup-verify-";
/// After this time, remaining folders of earlier runs are removed.
const LEFT_OVER: Duration = Duration::from_hours(24);

/// The folder, removed when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    made: AtomicUsize,
    kept: AtomicBool,
}

impl Scratch {
    /// # Errors
    /// When the system's temporary folder cannot be written to.
    pub fn new() -> Result<Self> {
        let word = random_word()?;
        let beside = std::env::temp_dir();
        remove_leftovers(&beside);
        let path = beside.join(format!("{NAME}{word}"));
        private(&path).map_err(|error| {
            Problem::new(format!("no temporary directory can be created: {error}"))
                .at(&path)
                .help("free disk space, or set TMPDIR to a writable directory")
        })?;
        Ok(Self {
            path,
            made: AtomicUsize::new(0),
            kept: AtomicBool::new(false),
        })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A new folder in it.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn folder(&self) -> Result<PathBuf> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let path = self.path.join(number.to_string());
        private(&path).at_path(&path)?;
        Ok(path)
    }

    /// Keeps it, because a message refers to a file in it.
    pub fn keep(&self) {
        self.kept.store(true, Ordering::Relaxed);
    }
}

fn remove_leftovers(beside: &Path) {
    let entries = std::fs::read_dir(beside).into_iter().flatten().flatten();
    for entry in entries {
        let meta = entry.metadata().ok().filter(std::fs::Metadata::is_dir);
        let age = meta.and_then(|meta| meta.modified().ok()?.elapsed().ok());
        let ours = entry.file_name().to_string_lossy().starts_with(NAME);
        if ours && age.is_some_and(|age| age > LEFT_OVER) {
            // another process may remove it too
            let _gone = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A random, unique word.
pub(super) fn random_word() -> Result<String> {
    let mut random = [0_u8; 4];
    getrandom::fill(&mut random)
        .map_err(|error| Problem::new(format!("no randomness for a name: {error}")))?;
    Ok(format!("{:08x}", u32::from_le_bytes(random)))
}

fn private(path: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.kept.load(Ordering::Relaxed) {
            let _gone = std::fs::remove_dir_all(&self.path);
            return;
        }
        // only the output of tools is kept; the rest contains copies and secrets
        let entries = std::fs::read_dir(&self.path)
            .into_iter()
            .flatten()
            .flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() {
                let _gone = std::fs::remove_dir_all(path);
            } else if path.extension().is_none_or(|ending| ending != "txt") {
                let _gone = std::fs::remove_file(path);
            }
        }
    }
}
