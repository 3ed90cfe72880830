//! EDGE: a tree to a folder, all or nothing: written beside the target, moved into place in one step.

pub mod disk;
pub mod journal;
mod staging;
pub mod turn;
pub mod undo;

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Problem, Result};
use crate::interrupt;
use crate::tree::{File, Mode, RelPath, Tree};
use staging::Staging;

/// Files that one thread writes at least; fewer are not worth a thread.
const SHARE: usize = 64;

/// Writes `trees`, which have no path in common, as `target`. `step` is told of every file that is written, `finish`
/// runs on the complete folder before it is moved.
///
/// # Errors
/// When the target is taken or the disk refuses; then nothing is left.
pub fn create(
    trees: &[&Tree],
    target: &Path,
    threads: usize,
    step: &(dyn Fn() + Sync),
    finish: impl FnOnce(&Path),
) -> Result<()> {
    free(target)?;
    let staging = Staging::beside(target)?;
    write_all(trees, staging.project(), threads, step)?;
    finish(staging.project());
    interrupt::check()?;
    staging.move_into_place()
}

/// # Errors
/// When something stands at `target` that is not an empty folder, or in the way to it.
pub fn free(target: &Path) -> Result<()> {
    let taken = |what: String| -> Result<()> {
        Err(Problem::new(format!("`{}` {what}", target.display()))
            .at("PATH")
            .help("name a folder that does not exist yet, or an empty one")
            .into())
    };
    if let Some(missing) = back_from_nowhere(target) {
        return taken(format!(
            "goes back from `{}`, which does not exist",
            missing.display()
        ));
    }
    // without the `/` at its end, which would follow a link
    match std::fs::symlink_metadata(target.components().as_path()) {
        Err(error) if error.kind() == ErrorKind::NotFound => match broken_link_above(target) {
            Some(link) => taken(format!(
                "lies below `{}`, a link that leads nowhere",
                link.display()
            )),
            None => Ok(()),
        },
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            taken("lies below a file".to_owned())
        }
        Err(error) if error.kind() == ErrorKind::InvalidFilename => {
            taken("is longer than a name may be".to_owned())
        }
        Err(error) => taken(format!("cannot be looked at: {error}")),
        Ok(meta) if meta.is_symlink() && !target.exists() => {
            taken("is a link that leads nowhere".to_owned())
        }
        Ok(meta) if meta.is_symlink() => taken("is a link; name what it leads to".to_owned()),
        Ok(meta) if !meta.is_dir() => taken("is a file".to_owned()),
        Ok(_) => match contents(target)? {
            found if found.is_empty() => Ok(()),
            found => taken(format!("is not empty: it holds {}", listed(&found))),
        },
    }
}

/// The folder that does not exist and that a `..` in `path` would go back from.
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

/// The nearest thing above `path` that stands there, where it is a link to nothing.
fn broken_link_above(path: &Path) -> Option<&Path> {
    let stands = path
        .ancestors()
        .skip(1)
        .find(|above| std::fs::symlink_metadata(above).is_ok())?;
    (!stands.exists()).then_some(stands)
}

fn contents(dir: &Path) -> Result<Vec<String>> {
    let mut names: Vec<String> = fs_err::read_dir(dir)?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn listed(names: &[String]) -> String {
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

fn write_all(trees: &[&Tree], root: &Path, threads: usize, step: &(dyn Fn() + Sync)) -> Result<()> {
    let files: Vec<(&RelPath, &File)> = trees.iter().flat_map(|tree| tree.iter()).collect();
    for folder in folders(&files) {
        let folder = root.join(folder);
        fs_err::create_dir(&folder)?;
        #[cfg(unix)]
        readable(&std::fs::File::open(&folder)?)?;
    }
    let share = files.len().div_ceil(threads.max(1)).max(SHARE);
    let results: Vec<Result<()>> = std::thread::scope(|scope| {
        let running: Vec<_> = files
            .chunks(share)
            .map(|part| scope.spawn(move || write_some(part, root, step)))
            .collect();
        running
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(Problem::new("a thread that writes died").into()))
            })
            .collect()
    });
    results.into_iter().collect()
}

/// Every folder that the files need, parents first.
fn folders<'a>(files: &[(&'a RelPath, &File)]) -> std::collections::BTreeSet<&'a str> {
    files
        .iter()
        .flat_map(|(path, _)| {
            let path = path.as_str();
            path.match_indices('/').map(move |(end, _)| &path[..end])
        })
        .collect()
}

fn write_some(files: &[(&RelPath, &File)], root: &Path, step: &(dyn Fn() + Sync)) -> Result<()> {
    for (path, file) in files {
        interrupt::check()?;
        step();
        write_one(&root.join(path.as_str()), file).map_err(|error| {
            Error::from(
                Problem::new(format!("`{path}` could not be written: {error}"))
                    .help(remedy(&error)),
            )
        })?;
    }
    Ok(())
}

fn write_one(path: &PathBuf, file: &File) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(match file.mode {
            Mode::Plain => 0o666,
            Mode::Executable => 0o777,
            Mode::Private => 0o600,
        });
    }
    let mut open = options.open(path)?;
    #[cfg(unix)]
    if file.mode != Mode::Private {
        readable(&open)?;
    }
    open.write_all(&file.bytes)
}

/// Containers run as other users and mount files of the project, so everybody may read those: whoever keeps
/// others out of new files keeps them out of the project's folder, and so of all that is in it.
#[cfg(unix)]
fn readable(open: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = open.metadata()?.permissions();
    let mode = permissions.mode();
    let wanted = mode | 0o444 | ((mode & 0o100) >> 3) | ((mode & 0o100) >> 6);
    if wanted != mode {
        permissions.set_mode(wanted);
        open.set_permissions(permissions)?;
    }
    Ok(())
}

fn remedy(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room on the disk; nothing was left behind"
        }
        _ => "nothing was left behind",
    }
}
