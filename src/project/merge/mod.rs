//! Merges three trees, the base, ours and the new one: the step for each path, and the conflicts.

mod append;
mod blocks;
mod diff;
mod entries;
mod file;
mod folders;
mod gaps;
mod identity;
mod label;
mod language;
mod markers;
mod moves;
mod order;
mod outline;
mod owners;
mod placement;
mod regions;
mod scan;
mod similarity;
mod steps;
mod text;
mod words;

use std::collections::BTreeMap;

use serde::Serialize;

pub use self::folders::RenamedFolder;
pub use self::markers::unresolved;
pub use self::similarity::is_replaced;

use self::folders::RenamedFolders;
use crate::core::tree::{File, RelPath, Tree};

/// The labels of conflict markers.
#[derive(Debug, Clone)]
pub struct MarkerLabels {
    pub ours: String,
    pub base: String,
    pub new: String,
}

/// The step for one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The path of the result: for a file that the user renamed, the user's path.
    pub path: RelPath,
    pub action: Action,
    /// For a moved file: its path in the template, or the path it is moved from.
    pub from: Option<RelPath>,
    /// The file to write at `path`; `None` if it is not changed, or removed.
    pub write: Option<File>,
    /// Paths to remove: deleted or moved files. Removed before anything is written, because a folder may replace a
    /// file.
    pub remove: Vec<RelPath>,
    pub conflicts: Vec<Conflict>,
    /// A sentence for the user.
    pub note: Option<String>,
}

/// The action of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    Created,
    Updated,
    Merged,
    /// The template differs, and ours is kept.
    Kept,
    Deleted,
    Moved,
    Conflict,
    /// Nothing to do or report.
    Unchanged,
}

/// A conflict that the user must resolve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The line of the opening marker in the written file, from 1; 0 if the conflict is about the whole file: ours is
    /// kept, and the template's file is written next to it.
    pub line: usize,
    pub what: ConflictKind,
}

/// The kind of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConflictKind {
    /// Both sides changed the same lines.
    Lines,
    /// Both sides changed a binary file.
    Binary,
    /// A file of the user is at the path of a new one.
    InTheWay,
}

/// The suffix of a template's file that cannot be written at its own path.
pub const BESIDE: &str = ".new-from-template";

impl Step {
    pub(super) fn new(path: RelPath, action: Action) -> Self {
        Self {
            path,
            action,
            from: None,
            write: None,
            remove: Vec::new(),
            conflicts: Vec::new(),
            note: None,
        }
    }

    pub(super) fn writing(mut self, file: File) -> Self {
        self.write = Some(file);
        self
    }

    fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// The steps from `ours`, based on `base`, to `new`, sorted by path. Ours contains every file of the project; those
/// that are in neither tree are not changed, and are searched for renamed files.
#[must_use]
pub fn merge(base: &Tree, ours: &Tree, new: &Tree, labels: &MarkerLabels) -> Vec<Step> {
    with_folders(base, ours, new, labels).0
}

/// The same, with the folders that the user renamed: files of the templates in such a folder are read and written in
/// the renamed one.
#[must_use]
pub fn with_folders(
    base: &Tree,
    ours: &Tree,
    new: &Tree,
    labels: &MarkerLabels,
) -> (Vec<Step>, Vec<RenamedFolder>) {
    let folders = RenamedFolders::find([base, ours, new]);
    if folders.is_empty() {
        return (steps::steps([base, ours, new], labels), Vec::new());
    }
    let mut from = BTreeMap::new();
    let [base, new] = [base, new].map(|tree| folders.placed(tree, &mut from));
    let folders = folders.outermost();
    let rewritten = folders::rewritten(&folders, [&base, ours, &new]);
    let mut whole = ours.clone();
    whole.extend(rewritten.clone());
    let mut steps = steps::steps([&base, &whole, &new], labels);
    for step in &mut steps {
        folders::set_origin(step, &from);
        if let (Some(file), None) = (rewritten.get(&step.path), &step.write) {
            step.write = Some(file.clone());
            step.action = Action::Merged;
        }
    }
    (steps, folders)
}

/// Template files with another path in the project, because their folder was renamed or they were moved; and the
/// renamed folders.
#[must_use]
pub fn moved_paths(
    base: &Tree,
    ours: &Tree,
    new: &Tree,
) -> (BTreeMap<RelPath, RelPath>, Vec<RenamedFolder>) {
    let folders = RenamedFolders::find([base, ours, new]);
    let mut from = BTreeMap::new();
    let placed = folders.placed(base, &mut from);
    folders.placed(new, &mut from);
    let gone: Vec<_> = placed
        .iter()
        .filter(|(path, _)| !ours.contains_key(*path))
        .collect();
    let own: Vec<_> = ours
        .iter()
        .filter(|(path, _)| !placed.contains_key(*path) && !new.contains_key(*path))
        .collect();
    let found = similarity::find(&gone, &own);
    let moved = found
        .into_iter()
        .map(|(path, found)| (path.clone(), found.path.clone()));
    let renamed = from.into_iter().map(|(place, path)| (path, place));
    (moved.chain(renamed).collect(), folders.outermost())
}
