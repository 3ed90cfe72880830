//! `.env` in a change: existing bytes are kept, new variables are added.

use std::borrow::Cow;

use crate::core::error::{AtPath, Problem, Result};
use crate::core::hash::hash;
use crate::core::tree::{File, Mode, RelPath};
use crate::pack::manifest::Variable;
use crate::project::current::MOST_BYTES;
use crate::project::env_file;
use crate::project::merge::Action;
use crate::project::root::{PathKind, Root};
use crate::project::write::journal::{FileChange, TargetMode};
use crate::project::{randomness, secret};

/// The change of the private file.
#[derive(Debug, Default)]
pub(in crate::cli::command) struct PrivateFile {
    was: Option<String>,
    will: Option<Vec<u8>>,
    pub(in crate::cli::command) notes: Vec<String>,
}

impl PrivateFile {
    /// `yes`: a missing one is created; otherwise only reported.
    pub(super) fn of(root: &Root, variables: &[Variable], yes: bool) -> Result<Self> {
        let mut private = Self::default();
        if variables.is_empty() {
            return Ok(private);
        }
        match root.kind_of(env_file::PRIVATE).at_path(env_file::PRIVATE)? {
            PathKind::File(_) => {
                let read = root.read(env_file::PRIVATE, MOST_BYTES).map_err(|error| {
                    Problem::new(format!("the private file cannot be read: {error}"))
                        .at(env_file::PRIVATE)
                        .help("make it readable, or move it away; `.env.example` lists its variables")
                })?;
                if let Some((bytes, _)) = read {
                    private.complete(&bytes, variables)?;
                }
            }
            PathKind::Nothing if yes => {
                private.notes.push(
                    "`.env` was missing and is created with new secrets: servers that were started with the old ones refuse them".to_owned(),
                );
                let missing = env_file::VariableStatus {
                    missing: variables.iter().collect(),
                    ..env_file::VariableStatus::default()
                };
                private.will = Some(env_file::completed(b"", &missing, &secret::new_secrets(variables, &randomness::fill)?));
            }
            PathKind::Nothing => private.notes.push(
                "`.env` is missing; `tierup update -y` creates it with new secrets".to_owned(),
            ),
            _ => private.notes.push(
                "`.env` is not a regular file and is not changed; `.env.example` lists its variables"
                    .to_owned(),
            ),
        }
        Ok(private)
    }

    /// For a project that had none of the variables: `new` is the file if there is none.
    pub(in crate::cli::command) fn beside(
        root: &Root,
        variables: &[Variable],
        new: Option<File>,
    ) -> Result<Self> {
        let is_missing =
            root.kind_of(env_file::PRIVATE).at_path(env_file::PRIVATE)? == PathKind::Nothing;
        if is_missing {
            return Ok(Self {
                will: new.map(|file| file.bytes.into_owned()),
                ..Self::default()
            });
        }
        Self::of(root, variables, false)
    }

    fn complete(&mut self, bytes: &[u8], variables: &[Variable]) -> Result<()> {
        let standing = match env_file::status(bytes, variables) {
            Ok(standing) => standing,
            Err(fault) => {
                self.notes.push(format!(
                    "`.env:{}` {}: Compose cannot read it, and it is not changed",
                    fault.line, fault.what
                ));
                return Ok(());
            }
        };
        if !standing.missing.is_empty() {
            let names = standing.missing.iter().map(|variable| &variable.name);
            self.notes.push(format!("`.env` gets {}", name_list(names)));
        }
        if !standing.empty.is_empty() {
            let names = standing.empty.iter().map(|(variable, _)| &variable.name);
            self.notes.push(format!(
                "{} was empty in `.env` and gets a new secret: a server that was started with another one refuses it; if so, write the old one there",
                name_list(names)
            ));
        }
        if !(standing.missing.is_empty() && standing.empty.is_empty()) {
            self.was = Some(hash(bytes));
            self.will = Some(env_file::completed(
                bytes,
                &standing,
                &secret::new_secrets(variables, &randomness::fill)?,
            ));
        }
        if !standing.unused.is_empty() {
            self.notes.push(format!(
                "`.env` contains {}, which the project does not use; it is kept",
                name_list(standing.unused.iter())
            ));
        }
        Ok(())
    }

    /// Whether it is created or changed.
    pub(in crate::cli::command) fn action(&self) -> Option<Action> {
        self.will.as_ref()?;
        Some(if self.was.is_some() {
            Action::Updated
        } else {
            Action::Created
        })
    }

    pub(in crate::cli::command) fn file_change(&self) -> Result<Option<FileChange>> {
        let Some(will) = &self.will else {
            return Ok(None);
        };
        Ok(Some(FileChange {
            path: RelPath::new(env_file::PRIVATE).map_err(Problem::new)?,
            was: self.was.clone(),
            will: Some(Cow::Owned(will.clone())),
            mode: TargetMode::Of(Mode::Private),
        }))
    }
}

fn name_list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
