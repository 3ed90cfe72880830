//! The manifest of a journal: every path that changes, with its old and new state.

use serde::{Deserialize, Serialize};

use crate::core::tree::{RelPath, is_in_git};
use crate::project::base;

/// The version of the journal's format.
pub(super) const FORMAT: u32 = 2;
/// The maximum size of a manifest.
pub(super) const MOST_BYTES: u64 = 32 << 20;

/// The manifest of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct JournalManifest {
    pub format: u32,
    /// The name of its record.
    pub id: String,
    /// The command that began it, for messages.
    pub command: String,
    /// Files with conflicts afterwards; if there are any, the old state is kept.
    pub conflicts: Vec<String>,
    /// In the order of the numbers that are the names of their contents.
    pub entries: Vec<Entry>,
    /// Folders to create, parents first.
    pub made: Vec<String>,
}

/// A path that changes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Entry {
    pub path: String,
    /// The hash of the old file; `None` if there is none.
    pub was: Option<String>,
    /// The permissions of the old file.
    pub mode: Option<u32>,
    /// The hash of the new file; `None` if it is removed.
    pub will: Option<String>,
}

impl JournalManifest {
    /// Parses a manifest; `None` if it is invalid, or contains a path that no change may write.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(text).ok()?;
        let entries = manifest.entries.iter();
        let conflicts = manifest.conflicts.iter();
        let files = entries.clone().map(|entry| &entry.path).chain(conflicts);
        let is_safe = files.clone().all(|path| is_file(path))
            && manifest.made.iter().all(|path| is_folder(path))
            && entries
                .filter_map(|entry| entry.mode)
                .all(|mode| mode <= 0o777);
        (manifest.format == FORMAT && is_safe).then_some(manifest)
    }

    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// Whether a change may write a file at `path`.
fn is_file(path: &str) -> bool {
    let inside = RelPath::new(path).is_ok() && !is_in_git(path);
    inside && (!base::is_bookkeeping(path) || base::is_base_path(path))
}

/// Whether a change may make a folder at `path`.
fn is_folder(path: &str) -> bool {
    let below_base = || format!("{path}/").starts_with(".tierup/base/") || path == base::FOLDER;
    let inside = RelPath::new(path).is_ok() && !is_in_git(path);
    inside && (!base::is_bookkeeping(path) || below_base())
}
