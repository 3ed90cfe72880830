//! EDGE: the project that a command runs in: where it is, what it says, what it keeps of how it was made, and what a
//! killed command left in it.

pub mod kept;
pub mod mine;

use std::path::{Path, PathBuf};

use crate::answers::{self, Answers};
use crate::base;
use crate::error::{Problem, Result};
use crate::merge;
use crate::report::Report;
use crate::tree::RelPath;
use crate::write::disk::Real;
use crate::write::journal::{self, Recovered};
use crate::write::turn::Turn;

/// The blueprint's file in a project.
pub const FILE: &str = "tierup.toml";

/// A project, and what its blueprint says.
#[derive(Debug)]
pub struct Project {
    pub root: PathBuf,
    /// The text of its `tierup.toml`.
    pub text: String,
    pub answers: Answers,
}

impl Project {
    /// The source of the pack that it was last generated with, where it is known.
    #[must_use]
    pub fn made_from(&self) -> Option<String> {
        let kept = base::kept_at(&RelPath::new(FILE).ok()?);
        let text = fs_err::read_to_string(self.root.join(kept)).ok()?;
        let answers = answers::from_toml(FILE, &text).ok()?;
        answers.text("pack.source").map(str::to_owned)
    }
}

/// Opens the project that `from` lies in to look at it.
///
/// # Errors
/// When there is none, when its blueprint cannot be read, or when somebody is changing it half way.
pub fn open(from: &Path, report: Report) -> Result<Project> {
    let root = find(from)?;
    if journal::leftovers(&root) {
        let _turn = Turn::take(&root)?;
        mend(&root, report)?;
    }
    read(root)
}

/// Opens it to change it: nobody else does until the turn is dropped.
///
/// # Errors
/// As for `open`, and when somebody else has the turn.
pub fn open_to_change(from: &Path, report: Report) -> Result<(Project, Turn)> {
    let root = find(from)?;
    let turn = Turn::take(&root)?;
    mend(&root, report)?;
    Ok((read(root)?, turn))
}

/// The root of the project, to take a change back: its blueprint may hold conflicts.
///
/// # Errors
/// When there is none, or somebody else has the turn.
pub fn open_to_take_back(from: &Path, report: Report) -> Result<(PathBuf, Turn)> {
    let root = find(from)?;
    let turn = Turn::take(&root)?;
    mend(&root, report)?;
    Ok((root, turn))
}

/// The project that `from` lies in as it stands there, for whoever may change nothing and must not wait.
///
/// # Errors
/// When there is none, or its blueprint cannot be read.
pub fn look(from: &Path) -> Result<Project> {
    read(find(from)?)
}

fn read(root: PathBuf) -> Result<Project> {
    let file = root.join(FILE);
    let text = fs_err::read_to_string(&file).map_err(|error| {
        Problem::new(error.to_string())
            .at(file.display().to_string())
            .help("make it a readable file of UTF-8 text")
    })?;
    if let Some(line) = merge::unresolved(text.as_bytes()).first() {
        return Err(Problem::new("conflict markers stand in the blueprint")
            .at(format!("{}:{line}", file.display()))
            .help("resolve the conflict, then run the command again")
            .into());
    }
    let answers = answers::from_toml(&file.display().to_string(), &text)?;
    Ok(Project {
        root,
        text,
        answers,
    })
}

/// Finishes or takes back what a killed command left, and says so.
fn mend(root: &Path, report: Report) -> Result<()> {
    let recovered = journal::recover(&Real, root).map_err(|error| {
        Problem::new(format!(
            "a change that was interrupted can be neither finished nor taken back: {error}"
        ))
        .at(root.join(base::FOLDER).display().to_string())
        .help("mend what the disk says, and say any command of tierup again")
    })?;
    match recovered {
        None => {}
        Some(Recovered::Dropped) => {
            report.note("a command that was interrupted here had changed nothing");
        }
        Some(Recovered::TakenBack { command }) => {
            report.note(&format!("`{command}` was interrupted: it is taken back"));
        }
        Some(Recovered::Finished { command, edited }) => {
            report.note(&format!("`{command}` was interrupted: it is finished"));
            for path in edited {
                report.note(&format!("`{path}` was edited since and stays as it is"));
            }
        }
    }
    Ok(())
}

/// The root of the project that `from` lies in.
fn find(from: &Path) -> Result<PathBuf> {
    let from = std::path::absolute(from)?;
    let found = from
        .ancestors()
        .find(|folder| folder.join(FILE).is_file())
        .map(Path::to_path_buf);
    found.ok_or_else(|| {
        Problem::new(format!("there is no {FILE} here or above"))
            .at(from.display().to_string())
            .help("go to a project that tierup made, or name it with `-C DIR`")
            .into()
    })
}
