//! EDGE: writes a tree to a folder atomically: a new folder is written next to the target and renamed; an existing
//! folder is filled in place, with the journal of changes.

mod apply;
pub mod disk;
mod fill;
pub mod journal;
pub mod project_lock;
pub mod records;
pub mod refusal;
mod staging;
mod target;
pub mod undo;

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::core::error::{AtPath, Error, Problem, Result};
use crate::core::interrupt;
use crate::core::threads;
use crate::core::tree::{File, Mode, RelPath, Tree};
pub use apply::apply;
use staging::Staging;
pub use target::{existing_files, require_empty};

/// The minimum number of files per thread.
const SHARE: usize = 64;

/// Writes `files` to `target`; `existing` are the files there. `step` is called for every file that is written,
/// `finish` for the complete folder: before it is renamed, if it is.
///
/// # Errors
/// When the target is not empty or the disk refuses; then it is unchanged.
pub fn create(
    files: &[(&RelPath, &File)],
    (target, existing): (&Path, &Tree),
    threads: usize,
    step: &(dyn Fn() + Sync),
    finish: impl FnOnce(&Path),
) -> Result<()> {
    existing_files(target)?;
    if target.is_dir() {
        fill::fill(files, target, existing)?;
        finish(target);
        return interrupt::check();
    }
    let staging = Staging::beside(target)?;
    write_all(files, staging.project(), threads, step)?;
    finish(staging.project());
    interrupt::check()?;
    staging.move_into_place()
}

fn write_all(
    files: &[(&RelPath, &File)],
    root: &Path,
    threads: usize,
    step: &(dyn Fn() + Sync),
) -> Result<()> {
    for folder in folders(files) {
        let folder = root.join(folder);
        fs_err::create_dir(&folder).at_path(&folder)?;
        #[cfg(unix)]
        std::fs::File::open(&folder)
            .and_then(|folder| readable(&folder))
            .at_path(&folder)?;
    }
    let threads = threads.min(files.len() / SHARE + 1);
    let written = threads::map(files, threads, |(path, file)| {
        interrupt::check()?;
        step();
        write_one(&root.join(path.as_str()), file).map_err(|error| {
            Error::from(
                Problem::new(format!("`{path}` could not be written: {error}"))
                    .help(remedy(&error)),
            )
        })
    });
    written.into_iter().collect()
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

/// Containers run as other users and mount files of the project, so all users must be able to read them. With a
/// restrictive umask, the project's folder itself stays private, and so all files in it.
#[cfg(unix)]
pub(super) fn readable(open: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = open.metadata()?.permissions();
    let mode = permissions.mode();
    let wanted = readable_mode(mode);
    if wanted != mode {
        permissions.set_mode(wanted);
        open.set_permissions(permissions)?;
    }
    Ok(())
}

/// The mode with the owner's read permissions for all users.
#[cfg(unix)]
pub(super) fn readable_mode(mode: u32) -> u32 {
    mode | 0o444 | ((mode & 0o100) >> 3) | ((mode & 0o100) >> 6)
}

fn remedy(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free disk space; nothing was left behind"
        }
        _ => "nothing was left behind",
    }
}
