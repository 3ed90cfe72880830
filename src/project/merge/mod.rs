//! Three trees, the base, ours and the new one, become one: what to do with each path, and where a person has to
//! decide.

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

/// What stands after the markers of a conflict.
#[derive(Debug, Clone)]
pub struct MarkerLabels {
    pub ours: String,
    pub base: String,
    pub new: String,
}

/// What happens at one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where the result lives: for a file that a person renamed, the person's path.
    pub path: RelPath,
    pub action: Action,
    /// Where a file comes from that lives elsewhere now: its path in the template, or the one it is moved from.
    pub from: Option<RelPath>,
    /// What to put at `path`; nothing where it is left as it is, or removed.
    pub write: Option<File>,
    /// What to remove: a file that is deleted or moved away. Removed before anything is written, since a folder
    /// may come where a file was.
    pub remove: Vec<RelPath>,
    pub conflicts: Vec<Conflict>,
    /// One sentence for a person.
    pub note: Option<String>,
}

/// What a step does, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    Created,
    Updated,
    Merged,
    /// The template has something else, and ours stays.
    Kept,
    Deleted,
    Moved,
    Conflict,
    /// Nothing to do, and nothing to say.
    Unchanged,
}

/// A place where a person has to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The line of the opening marker in what is written, from 1; 0 where the file as a whole is meant, ours stays
    /// as it is, and the template's stands beside it.
    pub line: usize,
    pub what: ConflictKind,
}

/// Why a person has to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConflictKind {
    /// Both changed the same lines.
    Lines,
    /// Both changed a file that has no lines.
    Binary,
    /// A person's own file is where a new one comes.
    InTheWay,
}

/// What the name of a file ends in that the template brings and that cannot take its place.
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

/// What brings `ours`, made from `base`, to `new`, sorted by path. Ours holds every file of the project; those that
/// are in neither tree are left alone, and are where a renamed file is looked for.
#[must_use]
pub fn merge(base: &Tree, ours: &Tree, new: &Tree, labels: &MarkerLabels) -> Vec<Step> {
    with_folders(base, ours, new, labels).0
}

/// The same, with the folders that a person renamed: what the templates have in such a folder is looked for, and put,
/// in the other one.
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

/// Where the project has files of the templates that are not at their own path: their folder was renamed, or they
/// were moved; and the folders.
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
