//! Three trees, the base, mine and the new one, become one: what to do with each path, and where a person has to
//! decide.

mod append;
mod blocks;
mod diff;
mod entries;
mod file;
mod gaps;
mod identity;
mod label;
mod language;
mod markers;
mod moves;
mod order;
mod outline;
mod owners;
mod places;
mod regions;
mod scan;
mod similarity;
mod steps;
mod text;
mod words;

use serde::Serialize;

pub use self::markers::unresolved;

use crate::tree::{File, RelPath, Tree};

/// What stands after the markers of a conflict.
#[derive(Debug, Clone)]
pub struct Labels {
    pub mine: String,
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
    /// The template has something else, and mine stays.
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
    /// The line of the opening marker in what is written, from 1; 0 where the file as a whole is meant, mine stays
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
    fn new(path: RelPath, action: Action) -> Self {
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

    fn writing(mut self, file: File) -> Self {
        self.write = Some(file);
        self
    }

    fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// What brings `mine`, made from `base`, to `new`, sorted by path. Mine holds every file of the project; those that
/// are in neither tree are left alone, and are where a renamed file is looked for.
#[must_use]
pub fn merge(base: &Tree, mine: &Tree, new: &Tree, labels: &Labels) -> Vec<Step> {
    steps::steps([base, mine, new], labels)
}
