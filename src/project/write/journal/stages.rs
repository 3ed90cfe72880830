//! The stages of a journal: their paths in a project, and whether there is one.

use super::manifest::{self, JournalManifest};
use crate::project::root::{PathKind, Root};

/// The stages of a journal.
pub(in crate::project::write) const PART: &str = ".tierup/journal.part";
pub(in crate::project::write) const READY: &str = ".tierup/journal";
pub(in crate::project::write) const BACK: &str = ".tierup/journal.back";
pub(in crate::project::write) const UNDO: &str = ".tierup/undo";
/// Prefix of the name of a stage that is being removed; a number follows.
pub(super) const REST: &str = "rest-";

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const OLD: &str = "old";
pub(super) const NEW: &str = "new";

/// Prefix of the name of an old file that is being restored.
pub(super) const AGAIN: &str = "again-";

/// Whether a project contains any stage of a journal, or something else in its place.
#[must_use]
pub fn exists(root: &Root) -> bool {
    let nothing = |stage| matches!(root.kind_of(stage), Ok(PathKind::Nothing));
    ![PART, READY, BACK, UNDO].into_iter().all(nothing)
}

/// The manifest of a stage, not yet trusted; `None` if it cannot be read.
pub(in crate::project::write) fn manifest_of(root: &Root, stage: &str) -> Option<JournalManifest> {
    let text = root.read(&format!("{stage}/{MANIFEST}"), manifest::MOST_BYTES);
    JournalManifest::parse(&text.ok().flatten()?.0)
}
