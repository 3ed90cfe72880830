//! EDGE: the target of a new project: nothing, an empty folder, or the files of a new repository.

use std::io::{ErrorKind, Read as _};
use std::path::{Component, Path, PathBuf};

use super::disk::RealDisk;
use super::journal::{self, Recovery};
use super::project_lock::ProjectLock;
use super::records::Records;
use crate::core::error::{AtPath, Problem, Result};
use crate::core::tree::{File, RelPath, Tree};
use crate::project::base;
use crate::project::root::{self, Root};
use crate::project::write::refusal;

/// Names of files in a new repository, without extensions.
const OF_REPOSITORIES: [&str; 6] = [
    "readme",
    "license",
    "licence",
    "copying",
    ".gitignore",
    ".gitattributes",
];
const REPOSITORY: &str = ".git";
/// Longer files are not accepted as such.
const MAX_BYTES: u64 = 1 << 20;

/// # Errors
/// When `target` exists and is not an empty folder.
pub fn require_empty(target: &Path) -> Result<()> {
    let names: Vec<String> = existing_files(target)?
        .keys()
        .map(ToString::to_string)
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    let what = format!("is not empty: it contains {}", name_list(&names));
    Err(occupied(target, &what).into())
}

/// The files of a new repository at `target` that may be kept or merged.
///
/// # Errors
/// When anything else exists there, or blocks the path.
pub fn existing_files(target: &Path) -> Result<Tree> {
    let occupied = |what: String| -> Result<Tree> { Err(occupied(target, &what).into()) };
    if let Some(missing) = back_from_nowhere(target) {
        return occupied(format!(
            "goes up from `{}`, which does not exist",
            missing.display()
        ));
    }
    if let Some(folder) = inside_of_bookkeeping(target) {
        return occupied(format!("is in `{folder}`, which cannot contain projects"));
    }
    // without the trailing `/`, which would follow a link
    match std::fs::symlink_metadata(target.components().as_path()) {
        Err(error) if error.kind() == ErrorKind::NotFound => match broken_link_above(target) {
            Some(link) => occupied(format!(
                "is below `{}`, a broken symbolic link",
                link.display()
            )),
            None => Ok(Tree::new()),
        },
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            occupied("is below a file".to_owned())
        }
        Err(error) if error.kind() == ErrorKind::InvalidFilename => {
            occupied("is too long for a file name".to_owned())
        }
        Err(error) => occupied(format!("cannot be read: {error}")),
        Ok(meta) if meta.is_symlink() && !target.exists() => {
            occupied("is a broken symbolic link".to_owned())
        }
        Ok(meta) if meta.is_symlink() => occupied("is a symbolic link; name its target".to_owned()),
        Ok(meta) if !meta.is_dir() => occupied("is a file".to_owned()),
        Ok(_) => {
            interrupted(target)?;
            let (standing, others) = contents(target)?;
            if others.is_empty() {
                Ok(standing)
            } else {
                occupied(format!("is not empty: it contains {}", name_list(&others)))
            }
        }
    }
}

fn occupied(target: &Path, what: &str) -> Problem {
    Problem::new(format!("`{}` {what}", target.display()))
        .at("PATH")
        .help("name a directory that does not exist, or an empty one")
}

/// The missing folder before a `..` in `path`.
fn back_from_nowhere(path: &Path) -> Option<PathBuf> {
    let mut before = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir && !before.as_os_str().is_empty() && !before.exists() {
            return Some(before);
        }
        before.push(part);
    }
    None
}

/// The nearest existing path above `path`, if it is a broken link.
fn broken_link_above(path: &Path) -> Option<&Path> {
    let existing = path
        .ancestors()
        .skip(1)
        .find(|above| std::fs::symlink_metadata(above).is_ok())?;
    (!existing.exists()).then_some(existing)
}

/// The part of a path that is the bookkeeping of git or of a project.
fn inside_of_bookkeeping(target: &Path) -> Option<String> {
    let whole = std::path::absolute(target).ok()?;
    let parts = whole
        .components()
        .filter_map(|part| part.as_os_str().to_str());
    let ours = |part: &&str| {
        part.eq_ignore_ascii_case(REPOSITORY) || part.eq_ignore_ascii_case(base::FOLDER)
    };
    parts.filter(ours).map(str::to_owned).next()
}

/// Finishes what a killed process left while it filled this folder.
fn interrupted(target: &Path) -> Result<()> {
    let root = Root::open(target)
        .map_err(|error| occupied(target, &format!("cannot be opened: {error}")))?;
    let exists = matches!(root.kind_of(base::FOLDER), Ok(root::PathKind::Folder(_)));
    // it was killed before it began, and only the folder for the lock is left
    let is_empty = || root.list(base::FOLDER).is_ok_and(|names| names.is_empty());
    if !exists || !(journal::exists(&root) || is_empty()) {
        return Ok(());
    }
    let _turn = ProjectLock::acquire(&root)?;
    let refuse = |what: String, help: &str| Problem::new(what).at(target).help(help);
    match journal::recover(&RealDisk::new(&root, Records::of_user())) {
        Ok(Some(Recovery::Finished { command, .. })) => Err(refuse(
            format!("the interrupted `{command}` was completed: the project exists"),
            "check it with `tierup check`",
        )
        .into()),
        Ok(_) => Ok(()),
        Err(refusal) => Err(refusal::refusal_problem(&root, refusal).into()),
    }
}

/// The files that a new repository may contain, and all others.
fn contents(dir: &Path) -> Result<(Tree, Vec<String>)> {
    let mut standing = Tree::new();
    let mut others = Vec::new();
    for entry in fs_err::read_dir(dir).at_path(dir)? {
        let entry = entry.at_path(dir)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().at_path(entry.path())?;
        if name == REPOSITORY && !kind.is_symlink() {
            continue;
        }
        let stem = name.to_lowercase();
        let known = OF_REPOSITORIES
            .iter()
            .any(|known| match stem.strip_prefix(known) {
                Some(rest) => {
                    rest.is_empty()
                        || (!known.starts_with('.') && rest.starts_with(['.', '-', '_']))
                }
                None => false,
            });
        let path = RelPath::new(name.as_str())
            .ok()
            .filter(|_| known && kind.is_file());
        let small = path.is_some() && entry.metadata().at_path(entry.path())?.len() <= MAX_BYTES;
        match path.filter(|_| small) {
            Some(path) => {
                let mut bytes = Vec::new();
                let file = fs_err::File::open(entry.path());
                file.and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
                    .at_path(entry.path())?;
                standing.insert(path, File::new(bytes.into()));
            }
            None => others.push(name),
        }
    }
    others.sort();
    Ok((standing, others))
}

fn name_list(names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(5)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
