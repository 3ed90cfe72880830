//! The migrations of a project before and after a change.

use crate::core::error::{AtPath, Result};
use crate::core::tree::Tree;
use crate::generate::assembly::Assembly;
use crate::generate::blueprint::Blueprint;
use crate::generate::migrations::compare::FieldRename;
use crate::generate::migrations::history::{Files, History};
use crate::generate::migrations::{self, Place, Side};
use crate::pack::{Pack, source};
use crate::project::change::migrations::{self as steps, MigrationSteps, Storage};
use crate::project::root::{PathKind, Root};

use super::baseline::Baseline;

/// The maximum size of a migration.
const MOST_BYTES: u64 = 1 << 20;

/// One side of a change.
struct State<'a> {
    side: Side<'a>,
    place: Option<Place>,
    first: Tree,
}

/// Both sides of a change.
pub(in crate::cli::command) struct Histories<'a> {
    pack: &'a Pack,
    old: State<'a>,
    new: State<'a>,
    notes: Vec<String>,
}

impl<'a> Histories<'a> {
    /// `first` is the first migration of the new blueprint.
    pub(in crate::cli::command) fn of(
        pack: &'a Pack,
        baseline: &'a Baseline,
        (blueprint, assembly): (&'a Blueprint, &'a Assembly),
        first: Tree,
    ) -> Result<Self> {
        let new = State {
            side: Side::of(pack, blueprint, &assembly.context)?,
            place: migrations::place(pack, blueprint, &assembly.context)?,
            first,
        };
        // where the tables as last generated are not known, they are taken as up to date
        let (blueprint, assembly) = baseline.decided().unwrap_or((blueprint, assembly));
        let mut side = Side::of(pack, blueprint, &assembly.context)?;
        let begin = || Ok(History::empty());
        let first = migrations::write(pack, (None, &side), &begin, &[], &source::read)?;
        let place = migrations::place(pack, blueprint, &assembly.context)?;
        let mut notes = Vec::new();
        if let Some(tables) = baseline.tables().filter(|_| place.is_some()) {
            let unknown = tables
                .iter()
                .filter(|name| side.sets.iter().all(|set| set.name != **name));
            notes.extend(unknown.map(|name| {
                format!("the templates no longer describe the tables of `{name}`: they remain in the database")
            }));
            side.sets.retain(|set| tables.contains(&set.name));
        }
        let first = first.map(|migration| migration.files).unwrap_or_default();
        let old = State { side, place, first };
        Ok(Self {
            pack,
            old,
            new,
            notes,
        })
    }

    /// The base of the merge.
    pub(in crate::cli::command) fn base(&self, root: &Root, tree: &Tree) -> Result<Tree> {
        let sides = (self.old.storage(), self.new.place.as_ref());
        steps::base(tree, sides, &|folder| files(root, folder))
    }

    /// The steps for migrations.
    pub(super) fn steps(self, root: &Root, renames: &[FieldRename]) -> Result<MigrationSteps> {
        let renames = joined(renames);
        let sides = (self.old.storage(), self.new.storage());
        let folder = |folder: &str| files(root, folder);
        let mut found = steps::steps(self.pack, sides, &renames, &folder, &source::read)?;
        found.notes.extend(self.notes);
        Ok(found)
    }
}

impl State<'_> {
    fn storage(&self) -> Option<Storage<'_>> {
        Some(Storage {
            side: &self.side,
            place: self.place.as_ref()?,
            first: &self.first,
        })
    }
}

/// Each rename from the first name of a field to its last.
fn joined(renames: &[FieldRename]) -> Vec<FieldRename> {
    let mut joined: Vec<FieldRename> = Vec::new();
    for rename in renames {
        let mut known = joined.iter_mut();
        match known.find(|one| one.resource == rename.resource && one.new == rename.old) {
            Some(one) => one.new.clone_from(&rename.new),
            None => joined.push(rename.clone()),
        }
    }
    joined
}

/// The text files of a folder.
fn files(root: &Root, folder: &str) -> Result<Files> {
    let mut files = Files::new();
    if !matches!(root.kind_of(folder).at_path(folder)?, PathKind::Folder(_)) {
        return Ok(files);
    }
    for (name, kind) in root.list(folder).at_path(folder)? {
        let path = format!("{folder}/{name}");
        if !matches!(kind, PathKind::File(meta) if meta.len <= MOST_BYTES) {
            continue;
        }
        let read = root.read(&path, MOST_BYTES).at_path(&path)?;
        let text = read.and_then(|(bytes, _)| String::from_utf8(bytes).ok());
        files.extend(text.map(|text| (name, text)));
    }
    Ok(files)
}
