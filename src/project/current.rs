//! EDGE: the project of a command: its root, blueprint and base, and the recovery after a killed command.

use std::io::ErrorKind;
use std::path::Path;

use crate::core::answers::{self, Answers};
use crate::core::error::{AtPath, Problem, Result};
use crate::core::note::Note;
use crate::core::shell;
use crate::core::tree::RelPath;
use crate::generate::blueprint::FILE;
use crate::project::base;
use crate::project::merge;
use crate::project::root::{PathKind, Root};
use crate::project::write::disk::RealDisk;
use crate::project::write::journal::{self, Recovery};
use crate::project::write::project_lock::{self, ProjectLock};
use crate::project::write::records::Records;
use crate::project::write::refusal::refusal_problem;

/// The maximum size of a small file of a project: its blueprint, its private file.
pub const MOST_BYTES: u64 = 1 << 20;

/// A project with its blueprint.
#[derive(Debug)]
pub struct Project {
    pub root: Root,
    /// The text of its `tierup.toml`.
    pub text: String,
    pub answers: Answers,
}

impl Project {
    /// The text of a key in the blueprint of the base, if it is known.
    #[must_use]
    pub fn base_value(&self, key: &str) -> Option<String> {
        let kept = base::base_path(&RelPath::new(FILE).ok()?);
        let (bytes, _) = self.root.read(&kept, MOST_BYTES).ok()??;
        let answers = answers::from_toml(FILE, std::str::from_utf8(&bytes).ok()?).ok()?;
        answers.text(key).map(str::to_owned)
    }
}

/// Opens the project of `from` for reading. Changes nothing in it.
///
/// # Errors
/// When there is none, when its blueprint cannot be read, or when another process is changing it.
pub fn open(from: &Path, note: &Note<'_>) -> Result<Project> {
    let root = find(from)?;
    if let Some(interrupted) = journal::interrupted(&root) {
        project_lock::require_unlocked(&root)?;
        note(&unfinished_note(&root, interrupted));
    }
    read(root)
}

/// The note about an unfinished change, for commands that only read.
fn unfinished_note(root: &Root, stage: &str) -> String {
    let disk = RealDisk::new(root, Records::of_user());
    match journal::trusted_manifest(&disk, stage) {
        Err(refusal) => {
            let problem = refusal_problem(root, refusal);
            let help = problem.help.unwrap_or_default();
            format!("{}; {help}", problem.message)
        }
        Ok(manifest) => format!(
            "`{}` was interrupted: `tierup update` completes or undoes it",
            manifest.map_or_else(String::new, |manifest| manifest.command)
        ),
    }
}

/// Opens it for a change, with its lock: no other process changes it until the lock is dropped.
///
/// # Errors
/// As for `open`, and when the change of a killed command cannot be finished.
pub fn open_to_change(from: &Path, note: &Note<'_>) -> Result<(Project, ProjectLock)> {
    let (root, project_lock) = open_to_undo(from, note)?;
    Ok((read(root)?, project_lock))
}

/// The root of the project, to revert a change: its blueprint may contain conflicts.
///
/// # Errors
/// When there is none, or another process has the lock.
pub fn open_to_undo(from: &Path, note: &Note<'_>) -> Result<(Root, ProjectLock)> {
    let root = find(from)?;
    let project_lock = ProjectLock::acquire(&root)?;
    recover(&root, note)?;
    Ok((root, project_lock))
}

/// The project of `from` in its current state, for a command that must not wait.
///
/// # Errors
/// When there is none, or its blueprint cannot be read.
pub fn open_as_is(from: &Path) -> Result<Project> {
    read(find(from)?)
}

fn read(root: Root) -> Result<Project> {
    let file = root.path().join(FILE).display().to_string();
    let text = root.read(FILE, MOST_BYTES).and_then(|found| {
        let (bytes, _) = found.ok_or(ErrorKind::NotFound)?;
        String::from_utf8(bytes).map_err(|_| ErrorKind::InvalidData.into())
    });
    let text = text.map_err(|error| {
        let problem = Problem::new(format!("the blueprint cannot be read: {error}")).at(&file);
        match root.kind_of(FILE) {
            Ok(PathKind::Link) => problem.help(format!(
                "put the file itself there: `cp --remove-destination \"$(readlink -f {FILE})\" {FILE}`"
            )),
            _ => problem.help(format!("restore it: `git checkout HEAD -- {FILE}`")),
        }
    })?;
    if let Some(line) = merge::unresolved(text.as_bytes()).first() {
        return Err(Problem::new("the blueprint contains conflict markers")
            .at(format!("{file}:{line}"))
            .help("resolve the conflict, then run the command again")
            .into());
    }
    let answers = answers::from_toml(&file, &text)?;
    Ok(Project {
        root,
        text,
        answers,
    })
}

/// Finishes or reverts the change of a killed command, and reports it.
///
/// # Errors
/// When the change cannot be finished.
pub fn recover(root: &Root, note: &Note<'_>) -> Result<()> {
    let disk = RealDisk::new(root, Records::of_user());
    let recovered = journal::recover(&disk).map_err(|refusal| refusal_problem(root, refusal))?;
    match recovered {
        None => {}
        Some(Recovery::Dropped) => {
            note("an interrupted command had changed nothing");
        }
        Some(Recovery::RolledBack { command }) => {
            note(&format!("the interrupted `{command}` was undone"));
        }
        Some(Recovery::Finished { command, edited }) => {
            note(&format!("the interrupted `{command}` was completed"));
            for path in edited {
                note(&format!("`{path}` was edited since and is not changed"));
            }
        }
    }
    Ok(())
}

/// The root of the project that contains `from`. The bookkeeping must be a real folder, if it exists.
fn find(from: &Path) -> Result<Root> {
    let from = std::path::absolute(from).at_path(from)?;
    let is_blueprint = |folder: &&Path| {
        let meta = std::fs::symlink_metadata(folder.join(FILE));
        meta.is_ok_and(|meta| !meta.is_dir())
    };
    let Some(found) = from.ancestors().find(is_blueprint) else {
        return Err(Problem::new(format!(
            "there is no {FILE} in this directory or its parents"
        ))
        .at(from)
        .help("change to a project of tierup, or name it with `-C DIR`")
        .into());
    };
    let root = Root::open(found).at_path(found)?;
    let why = match root.kind_of(base::FOLDER).at_path(base::FOLDER)? {
        PathKind::Nothing | PathKind::Folder(_) => return Ok(root),
        other => other.obstacle().unwrap_or("is a file"),
    };
    let place = root.path().join(base::FOLDER).display().to_string();
    Err(Problem::new(format!(
        "`{}` {why}; tierup needs its own directory there",
        base::FOLDER
    ))
    .help(format!(
        "move it away: `mv {0} {0}-before`; then `tierup update` restores it",
        shell::quoted(&place)
    ))
    .at(place)
    .into())
}
