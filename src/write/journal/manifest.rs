//! What a journal says of itself: every path that changes, what was there and what will be.

use serde::{Deserialize, Serialize};

use crate::tree::RelPath;

/// The version of the journal's format.
pub(super) const FORMAT: u32 = 1;

/// The manifest of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Manifest {
    pub format: u32,
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

impl Manifest {
    /// Reads one; `None` for anything that is none, or that leaves the project.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(text).ok()?;
        let paths = manifest.entries.iter().map(|entry| &entry.path);
        let inside = paths
            .chain(&manifest.made)
            .all(|path| RelPath::new(path.as_str()).is_ok());
        (manifest.format == FORMAT && inside).then_some(manifest)
    }

    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
