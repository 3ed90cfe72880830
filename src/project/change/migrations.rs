//! What a change does to the history of migrations: it adds one, begins a history, moves it, or leaves it behind. Values
//! only; never changes a migration that is on disk.

use crate::core::error::{Problem, Result};
use crate::core::tree::{File, RelPath, Tree};
use crate::generate::migrations::compare::FieldRename;
use crate::generate::migrations::history::{self, Files};
use crate::generate::migrations::{self, Place, Side, is_migration};
use crate::pack::{Pack, ReadContent};
use crate::project::merge::{Action, Step};

/// The tables of a project, and where its migrations are.
#[derive(Debug, Clone, Copy)]
pub struct Storage<'a> {
    pub side: &'a Side<'a>,
    pub place: &'a Place,
    /// The first migration as it would be written now.
    pub first: &'a Tree,
}

/// Whether the history goes on: both sides have migrations of one kind.
#[must_use]
pub fn goes_on(old: Option<&Place>, new: Option<&Place>) -> bool {
    old.is_some_and(|old| new.is_some_and(|new| old.part == new.part))
}

/// The steps for migrations, and what the user must know.
#[derive(Debug, Default)]
pub struct MigrationSteps {
    pub steps: Vec<Step>,
    /// Data that the migration removes.
    pub data: Vec<String>,
    pub notes: Vec<String>,
}

/// The files of a project on disk that may be migrations, by folder.
pub type Folder<'a> = dyn Fn(&str) -> Result<Files> + 'a;

/// The steps from one state of the tables to the next.
///
/// # Errors
/// Tables that cannot change like this, and a history that cannot be continued; with what to do.
pub fn steps(
    pack: &Pack,
    (old, new): (Option<Storage<'_>>, Option<Storage<'_>>),
    renames: &[FieldRename],
    folder: &Folder<'_>,
    read: &ReadContent<'_>,
) -> Result<MigrationSteps> {
    let Some(new) = new else {
        return left(old, folder);
    };
    let Some(old) = old.filter(|old| goes_on(Some(old.place), Some(new.place))) else {
        let mut steps = begun(new, folder)?;
        let left = left(old, folder)?;
        steps.notes.extend(left.notes);
        return Ok(steps);
    };
    let mut steps = MigrationSteps::default();
    let (from, to) = (&old.place.how.folder, &new.place.how.folder);
    let there = folder(from)?;
    if from != to {
        for name in history::names(&there, &old.place.how)? {
            let text = &there[name];
            let step = Step::new(path(to, name)?, Action::Moved).writing(file(text));
            steps.steps.push(Step {
                from: Some(path(from, name)?),
                remove: vec![path(from, name)?],
                ..step
            });
        }
    }
    let history = || {
        let history = history::of(&there, from, &old.place.how)?;
        if history.head.is_none() && !old.first.is_empty() {
            return Err(
                Problem::new("the migrations of the tables that exist are missing")
                    .at(from.as_str())
                    .help(format!("restore them: `git checkout HEAD -- {from}`"))
                    .into(),
            );
        }
        Ok(history)
    };
    let written = migrations::write(pack, (Some(old.side), new.side), &history, renames, read)?;
    if let Some(migration) = written {
        let created = migration.files.into_iter();
        let created = created.map(|(path, file)| Step::new(path, Action::Created).writing(file));
        steps.steps.extend(created);
        steps.data = migration.data;
        steps.notes.extend(migration.notes);
    }
    Ok(steps)
}

/// A history that begins.
fn begun(new: Storage<'_>, folder: &Folder<'_>) -> Result<MigrationSteps> {
    let mut steps = MigrationSteps::default();
    let at = &new.place.how.folder;
    let there = folder(at)?;
    let is_there = |(path, file): (&RelPath, &File)| {
        let text = there
            .iter()
            .find(|(name, _)| path.as_str() == format!("{at}/{name}"));
        text.is_some_and(|(_, text)| text.as_bytes() == &file.bytes[..])
    };
    if history::of(&there, at, &new.place.how)?.head.is_none() {
        let first = new.first.iter();
        let created = first
            .map(|(path, file)| Step::new(path.clone(), Action::Created).writing(file.clone()));
        steps.steps.extend(created);
    } else if !new.first.iter().all(is_there) {
        return Err(Problem::new(
            "there are migrations already, and the tables that they create are not known",
        )
        .at(at.as_str())
        .help(format!(
            "remove them or move them out of the project: `git rm -r {at}`"
        ))
        .into());
    }
    Ok(steps)
}

/// A history that is not continued: what stays of it.
fn left(old: Option<Storage<'_>>, folder: &Folder<'_>) -> Result<MigrationSteps> {
    let mut steps = MigrationSteps::default();
    let Some(old) = old else { return Ok(steps) };
    let at = &old.place.how.folder;
    let files = folder(at)?;
    let mut names = history::names(&files, &old.place.how)?.into_iter();
    if names.any(|name| !is_first(old, at, name, &files[name])) {
        steps.notes.push(format!(
            "`{at}` has migrations of the tables that the project had: `git rm -r {at}` removes them"
        ));
    }
    Ok(steps)
}

fn is_first(old: Storage<'_>, at: &str, name: &str, text: &str) -> bool {
    let mut first = old.first.iter();
    first.any(|(path, file)| {
        path.as_str() == format!("{at}/{name}") && text.as_bytes() == &file.bytes[..]
    })
}

/// The base of a merge: without migrations if the history goes on, as they are not generated again; otherwise with the
/// first one where it is on disk as it was written, so that it is removed.
///
/// # Errors
/// When the folder cannot be read.
pub fn base(
    tree: &Tree,
    (old, new): (Option<Storage<'_>>, Option<&Place>),
    folder: &Folder<'_>,
) -> Result<Tree> {
    let mut base = tree.clone();
    let Some(old) = old else { return Ok(base) };
    let at = &old.place.how.folder;
    if goes_on(Some(old.place), new) {
        base.retain(|path, _| !is_migration(path, at));
        return Ok(base);
    }
    for (name, text) in folder(at)? {
        if is_first(old, at, &name, &text) {
            base.insert(path(at, &name)?, file(&text));
        }
    }
    Ok(base)
}

fn path(folder: &str, name: &str) -> Result<RelPath> {
    let path = format!("{folder}/{name}");
    RelPath::new(path.as_str()).map_err(|why| Problem::new(format!("`{path}` {why}")).into())
}

fn file(text: &str) -> File {
    File::new(text.as_bytes().to_vec().into())
}
