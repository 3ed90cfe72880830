//! Records of the changes that this user began, in a private folder of the user's state: a journal in a project is
//! trusted only if it has a record, because the project may come from an untrusted source.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::project::root::Root;

/// The folder of the records in the user's state.
const FOLDER: &str = "journals";
/// The maximum size of a record.
const MOST_BYTES: u64 = 1 << 16;
/// The number of records that a command checks for old ones.
const LOOKED_AT: usize = 256;
/// A change that was interrupted longer ago is not finished any more.
const OLD: Duration = Duration::from_hours(24 * 365);

/// The record of a change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Record {
    /// The identity of the project's root on this machine.
    pub project: String,
    /// Its path at that time.
    pub path: PathBuf,
    /// The hash of the journal's manifest.
    pub manifest: String,
}

/// The store of the records.
#[derive(Debug, Clone)]
pub struct Records {
    /// The first usable one is used.
    folders: Vec<PathBuf>,
}

impl Records {
    /// This user's records: in the user's state folder, or in a private temporary folder.
    #[must_use]
    pub fn of_user() -> Self {
        let state = crate::core::folders::state().map(|folder| folder.join(FOLDER));
        let temporary = std::env::temp_dir().join(format!("tierup-{}", user()));
        Self {
            folders: state.into_iter().chain([temporary.join(FOLDER)]).collect(),
        }
    }

    /// Those in `folder`.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self {
            folders: vec![folder],
        }
    }

    pub(super) fn write(&self, id: &str, record: &Record) -> io::Result<()> {
        let text = serde_json::to_string(record)?;
        let mut last = io::Error::other("there is no directory for the records of changes");
        for folder in &self.folders {
            let written = make(folder).and_then(|()| {
                remove_old(folder);
                let mut options = OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                {
                    use std::os::unix::fs::OpenOptionsExt as _;
                    options.mode(0o600);
                }
                let mut file = options.open(folder.join(id))?;
                file.write_all(text.as_bytes())?;
                file.sync_data()
            });
            match written {
                Ok(()) => return Ok(()),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    pub(super) fn read(&self, id: &str) -> Option<Record> {
        let named = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let private = self.folders.iter().filter(|folder| is_private(folder));
        private
            .filter(|_| named)
            .find_map(|folder| read(&folder.join(id)))
    }

    pub(super) fn remove(&self, id: &str) {
        if self.read(id).is_some() {
            for folder in &self.folders {
                let _none = fs::remove_file(folder.join(id));
            }
        }
    }
}

/// Makes a folder that only this user can enter.
fn make(folder: &Path) -> io::Result<()> {
    if fs::symlink_metadata(folder).is_err() {
        // root does not write to folders of other users: they would get folders that they cannot use
        let existing = folder.ancestors().find(|above| above.is_dir());
        if !existing.is_some_and(|above| is_own(above) || above == std::env::temp_dir()) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder.create(folder)?;
    }
    if is_private(folder) {
        Ok(())
    } else {
        Err(io::ErrorKind::PermissionDenied.into())
    }
}

/// Whether a folder and its parent belong to this user, and no other user can write to them.
fn is_private(folder: &Path) -> bool {
    let plain = fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_dir() && is_closed(&meta));
    let above = folder.parent().map(|above| (above, fs::metadata(above)));
    let is_safe = |above: &Path, meta: &fs::Metadata| is_own(above) && is_guarded(meta);
    plain && is_own(folder) && matches!(above, Some((above, Ok(meta))) if is_safe(above, &meta))
}

#[cfg(unix)]
fn is_own(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(folder).is_ok_and(|meta| meta.uid() == user())
}

#[cfg(not(unix))]
fn is_own(_: &Path) -> bool {
    true
}

#[cfg(unix)]
fn is_guarded(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    meta.mode() & 0o022 == 0
}

#[cfg(not(unix))]
fn is_guarded(_: &fs::Metadata) -> bool {
    true
}

#[cfg(unix)]
fn is_closed(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    meta.mode() & 0o777 == 0o700
}

#[cfg(not(unix))]
fn is_closed(_: &fs::Metadata) -> bool {
    true
}

#[cfg(unix)]
fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn user() -> u32 {
    0
}

fn read(path: &Path) -> Option<Record> {
    let meta = fs::symlink_metadata(path).ok()?;
    let small = meta.is_file() && meta.len() <= MOST_BYTES;
    let bytes = small.then(|| fs::read(path).ok())??;
    serde_json::from_slice(&bytes).ok()
}

/// Removes the records of changes that have ended, or whose project has long been gone.
fn remove_old(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.take(LOOKED_AT) {
        let written = entry.metadata().and_then(|meta| meta.modified());
        let age = written.map(|at| SystemTime::now().duration_since(at).unwrap_or_default());
        let is_old = age.is_ok_and(|age| age > OLD);
        if is_old || read(&entry.path()).is_some_and(|record| has_ended(&record)) {
            let _left = fs::remove_file(entry.path());
        }
    }
}

/// Whether the project exists and has no journal any more.
fn has_ended(record: &Record) -> bool {
    let Ok(root) = Root::open(&record.path) else {
        return false;
    };
    root.identity().is_ok_and(|id| id == record.project) && !super::journal::exists(&root)
}
