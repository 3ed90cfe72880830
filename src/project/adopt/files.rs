//! What becomes of each generated file beside the files that exist: it is new, the same, adds lines, or replaces one.

use std::collections::BTreeMap;

use crate::core::error::Problem;
use crate::core::tree::{File, RelPath, Tree, same_text};
use crate::pack::catalog::Catalog;
use crate::project::base;
use crate::project::change::joined_lines;
use crate::project::merge::{Action, Step};

/// Files of which both sides' lines are kept.
const LISTS: [&str; 2] = [".gitignore", ".dockerignore"];
/// The suffix of the copy of a file that is replaced.
const COPY: &str = ".orig";

/// A generated file and what exists there.
#[derive(Debug)]
pub struct AdoptedFile {
    pub path: RelPath,
    pub file: File,
    pub fate: FileFate,
}

/// What writing a generated file means for the project.
#[derive(Debug, PartialEq, Eq)]
pub enum FileFate {
    /// There is no such file.
    New,
    /// It exists with the same text.
    Same,
    /// It exists and gets further lines.
    Extends,
    /// It exists with another text, maybe under another name that means the same.
    Replaces(RelPath),
    /// It exists and stays, at this path and for this reason.
    Stays(RelPath, String),
}

/// The files of `new` beside those of `existing`. Nothing can be written at `blocked` paths.
#[must_use]
pub fn adopted_files(
    catalog: &Catalog,
    (existing, blocked): (&Tree, &BTreeMap<RelPath, String>),
    new: Tree,
) -> Vec<AdoptedFile> {
    let fate = |path: &RelPath, file: &File| {
        if let Some(reason) = blocked.get(path) {
            return (None, FileFate::Stays(path.clone(), reason.clone()));
        }
        let Some((at, there)) = existing_file(catalog, existing, path) else {
            return (None, FileFate::New);
        };
        if same_text(&there.bytes, &file.bytes) {
            return (None, FileFate::Same);
        }
        if !LISTS.contains(&path.as_str()) {
            return (None, FileFate::Replaces(at.clone()));
        }
        let joined = joined_lines(there, file);
        if joined.bytes == there.bytes {
            return (None, FileFate::Same);
        }
        (Some(joined), FileFate::Extends)
    };
    let files = new.into_iter().map(|(path, file)| {
        let (joined, fate) = fate(&path, &file);
        let file = joined.unwrap_or(file);
        AdoptedFile { path, file, fate }
    });
    files.collect()
}

/// Every path of `new`, and the other names that its files may have.
#[must_use]
pub fn possible_paths(catalog: &Catalog, new: &Tree) -> Vec<RelPath> {
    let others = catalog.other_names.values().flatten();
    let others = others.filter_map(|name| RelPath::new(name.as_str()).ok());
    new.keys().cloned().chain(others).collect()
}

/// The existing file at `path`, or at another name of it, also on a file system that ignores case.
fn existing_file<'a>(
    catalog: &Catalog,
    existing: &'a Tree,
    path: &RelPath,
) -> Option<(&'a RelPath, &'a File)> {
    let others = catalog.other_names.get(path.as_str()).into_iter().flatten();
    let names = std::iter::once(path.as_str()).chain(others.map(String::as_str));
    names.into_iter().find_map(|name| {
        let mut files = existing.iter();
        files.find(|(file, _)| file.as_str().eq_ignore_ascii_case(name))
    })
}

impl AdoptedFile {
    /// The existing file that it changes, if it changes one.
    #[must_use]
    pub fn changed(&self) -> Option<&RelPath> {
        match &self.fate {
            FileFate::Extends => Some(&self.path),
            FileFate::Replaces(at) => Some(at),
            FileFate::New | FileFate::Same | FileFate::Stays(..) => None,
        }
    }

    /// Keeps the existing file.
    pub fn keep(&mut self) {
        if let Some(at) = self.changed().cloned() {
            let reason = "it is yours".to_owned();
            self.fate = FileFate::Stays(at, reason);
        }
    }

    /// The note about a file that stays.
    #[must_use]
    pub fn note(&self) -> Option<Problem> {
        let FileFate::Stays(at, reason) = &self.fate else {
            return None;
        };
        let generated = base::base_path(&self.path);
        let note = Problem::new(format!("`{at}` is not changed: {reason}"));
        Some(
            note.at(at.as_str())
                .help(format!("what it would take: `diff {at} {generated}`")),
        )
    }

    /// The steps that write it, with a copy of the file that it replaces.
    #[must_use]
    pub fn steps(self, existing: &Tree) -> Vec<Step> {
        let Self { path, file, fate } = self;
        match fate {
            FileFate::New => vec![Step::new(path, Action::Created).writing(file)],
            FileFate::Same => vec![Step::new(path, Action::Unchanged)],
            FileFate::Extends => vec![Step::new(path, Action::Merged).writing(file)],
            FileFate::Stays(at, _) => vec![Step::new(at, Action::Kept)],
            FileFate::Replaces(at) => {
                let mut steps = copy(&at, existing).into_iter().collect::<Vec<_>>();
                let mut step = Step::new(path, Action::Updated).writing(file);
                if at != step.path {
                    step.remove.push(at.clone());
                    step.from = Some(at);
                }
                steps.push(step);
                steps
            }
        }
    }
}

/// The step that keeps the text of a replaced file.
fn copy(at: &RelPath, existing: &Tree) -> Option<Step> {
    let path = (1..).find_map(|number| {
        let number = if number == 1 {
            String::new()
        } else {
            number.to_string()
        };
        let path = RelPath::new(format!("{at}{COPY}{number}")).ok()?;
        (!existing.contains_key(&path)).then_some(path)
    })?;
    let file = existing.get(at)?.clone();
    Some(Step::new(path, Action::Created).writing(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::open;

    #[test]
    fn existing_files_are_extended_replaced_or_kept() {
        let mut catalog = open::builtin().unwrap().catalog;
        catalog.other_names.insert(
            "compose.yaml".to_owned(),
            vec!["docker-compose.yml".to_owned()],
        );
        let path = |name: &str| RelPath::new(name).unwrap();
        let tree = |files: &[(&str, &'static str)]| -> Tree {
            let file = |text: &'static str| File::new(text.as_bytes().into());
            files
                .iter()
                .map(|(name, text)| (path(name), file(text)))
                .collect()
        };
        let existing = tree(&[
            (".gitignore", "*.pyc\n"),
            ("Dockerfile", "FROM a\n"),
            ("docker-compose.yml", "services: {}\n"),
            ("start.sh", "same\n"),
        ]);
        let new = tree(&[
            (".gitignore", ".env\n"),
            ("Dockerfile", "FROM b\n"),
            ("compose.yaml", "services: 1\n"),
            ("new.txt", "x\n"),
            ("start.sh", "same\n"),
        ]);
        let mut files = adopted_files(&catalog, (&existing, &BTreeMap::new()), new);
        files[1].keep();
        let note = files[1].note().unwrap().one_line();
        assert!(
            note.contains("`Dockerfile` is not changed: it is yours"),
            "{note}"
        );
        let steps: Vec<Step> = files
            .into_iter()
            .flat_map(|file| file.steps(&existing))
            .collect();
        let shown: Vec<(String, Action, usize)> = steps
            .iter()
            .map(|step| (step.path.to_string(), step.action, step.remove.len()))
            .collect();
        let expected = [
            (".gitignore", Action::Merged, 0),
            ("Dockerfile", Action::Kept, 0),
            ("docker-compose.yml.orig", Action::Created, 0),
            ("compose.yaml", Action::Updated, 1),
            ("new.txt", Action::Created, 0),
            ("start.sh", Action::Unchanged, 0),
        ];
        let expected = expected.map(|(path, action, removed)| (path.to_owned(), action, removed));
        assert_eq!(shown, expected);
        assert_eq!(
            steps[0].write.as_ref().unwrap().bytes,
            &b"*.pyc\n.env\n"[..]
        );
    }
}
