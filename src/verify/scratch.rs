//! EDGE: a folder of this run's own outside of the project, gone in the end unless somebody is told to read in it.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::core::error::{AtPath, Problem, Result};

const NAME: &str = "tierup-verify-";
/// What a killed run left, or somebody was told to read in, is gone after so long.
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
    /// Where the system's folder for such things cannot be written to.
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
    /// When it cannot be made.
    pub fn folder(&self) -> Result<PathBuf> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let path = self.path.join(number.to_string());
        private(&path).at_path(&path)?;
        Ok(path)
    }

    /// Somebody is told of a file in it.
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
            // somebody else may take it away, too
            let _gone = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A word that nothing else is called.
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
        // only what tools said is there to be read; the rest holds copies and secrets
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
