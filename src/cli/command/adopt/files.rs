//! The files of an adoption: what is written beside and instead of the files that exist, by consent.

use super::consent;
use crate::cli::args::{Adopt, GlobalArgs};
use crate::cli::command::change::file_changes;
use crate::cli::command::change::private_file::PrivateFile;
use crate::core::error::{AtPath, Error, Problem, Result};
use crate::core::tree::{File, RelPath, Tree};
use crate::pack::Pack;
use crate::project::adopt::{AdoptedFile, adopted_files, possible_paths};
use crate::project::merge::Step;
use crate::project::new_project::NewProject;
use crate::project::root::Root;
use crate::project::write::journal::{self, FileChange, TargetMode};
use crate::project::{disk_files, env_file, gitignore};

const IGNORED: &str = ".gitignore";

/// What is written, and what is not.
pub(super) struct AdoptionFiles {
    /// The files that exist at the paths of the stack.
    pub(super) existing: Tree,
    pub(super) steps: Vec<Step>,
    pub(super) private: PrivateFile,
    pub(super) changes: Vec<FileChange>,
    pub(super) notes: Vec<Problem>,
}

impl AdoptionFiles {
    pub(super) fn of(
        root: &Root,
        pack: &Pack,
        mut project: NewProject,
        (args, global): (&Adopt, &GlobalArgs),
    ) -> Result<Self> {
        let private = project.tree.remove_entry(env_file::PRIVATE);
        let paths = possible_paths(&pack.catalog, &project.tree);
        let disk = disk_files::read(root, &paths.iter().collect(), &Tree::new())?;
        let existing = disk.tree;
        Error::if_any(files_for_folders(&project.tree, &existing))?;
        let mut files = adopted_files(&pack.catalog, (&existing, &disk.blocked), project.tree);
        consent::ask(&mut files, &existing, args, global)?;
        let mut notes: Vec<Problem> = files.iter().filter_map(AdoptedFile::note).collect();
        let steps = files.into_iter().flat_map(|file| file.steps(&existing));
        let steps: Vec<Step> = steps.collect();
        notes.extend(open_secrets(&steps, &existing));
        let variables = &project.assembly.variables;
        let private = PrivateFile::beside(root, variables, private.map(|(_, file)| file))?;
        let mut changes = file_changes::from_steps(&steps, &existing);
        changes.extend(private.file_change()?);
        changes.extend(bookkeeping(root, &project.bookkeeping)?);
        Ok(Self {
            existing,
            steps,
            private,
            changes,
            notes,
        })
    }
}

/// The files of `.tierup`.
pub(super) fn bookkeeping(root: &Root, files: &Tree) -> Result<Vec<FileChange>> {
    let change = |(path, file): (&RelPath, &File)| {
        Ok(FileChange {
            path: path.clone(),
            was: journal::current_hash(root, path.as_str()).at_path(path.as_str())?,
            will: Some(file.bytes.clone()),
            mode: TargetMode::Of(file.mode),
        })
    };
    files.iter().map(change).collect()
}

/// Files where the stack needs a folder.
fn files_for_folders(new: &Tree, existing: &Tree) -> Vec<Problem> {
    let needs = |file: &RelPath| {
        let folder = format!("{file}/");
        new.keys().any(|path| path.as_str().starts_with(&folder))
    };
    let in_the_way = existing.keys().filter(|file| needs(file));
    in_the_way
        .map(|file| {
            Problem::new(format!(
                "`{file}` is a file, and the stack needs a directory there"
            ))
            .at(file.as_str())
            .help("rename it, and run the command again")
        })
        .collect()
}

/// The note when git would take the file with the secrets.
fn open_secrets(steps: &[Step], existing: &Tree) -> Option<Problem> {
    let step = steps.iter().find(|step| step.path.as_str() == IGNORED);
    let written = step.and_then(|step| step.write.as_ref());
    let file = written.or_else(|| existing.get(IGNORED));
    let lines = file.map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    let ignored = gitignore::patterns(&lines.unwrap_or_default());
    let is_open = !ignored.matched(env_file::PRIVATE, false).is_ignore();
    is_open.then(|| {
        Problem::new("git does not ignore `.env`, which has the secrets")
            .at(IGNORED)
            .help(format!("add it: `echo {} >> {IGNORED}`", env_file::PRIVATE))
    })
}
