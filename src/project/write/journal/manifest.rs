//! What a journal says of itself: every path that changes, what was there and what will be.

use serde::{Deserialize, Serialize};

use crate::core::tree::{RelPath, is_in_git};
use crate::project::base;

/// The version of the journal's format.
pub(super) const FORMAT: u32 = 2;
/// The most that a manifest may hold.
pub(super) const MOST_BYTES: u64 = 32 << 20;

/// The manifest of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct JournalManifest {
    pub format: u32,
    /// What its record is named by.
    pub id: String,
    /// The command that it belongs to, as a person would say it.
    pub command: String,
    /// Files that hold conflicts afterwards; where there are any, what was before is kept.
    pub conflicts: Vec<String>,
    /// In the order of their numbers, by which their contents are found.
    pub entries: Vec<Entry>,
    /// Folders that do not exist before, parents first.
    pub made: Vec<String>,
}

/// One path that changes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Entry {
    pub path: String,
    /// The hash of what is there before; none where nothing is.
    pub was: Option<String>,
    /// Its permissions.
    pub mode: Option<u32>,
    /// The hash of what will be there; none where nothing will.
    pub will: Option<String>,
}

impl JournalManifest {
    /// Reads one; `None` for anything that is none, or that touches what no change does.
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
