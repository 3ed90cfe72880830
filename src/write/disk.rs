//! The few things that a change does to a disk, so that a test can let any of them fail.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// A disk that takes changes. Looking at it needs no trait: nothing can be lost by that.
pub trait Disk {
    /// # Errors
    /// When the disk refuses; so for all of them.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Writes a file that does not exist yet, for nobody but its owner until it has its permissions.
    ///
    /// # Errors
    /// When the disk refuses.
    fn write(&self, path: &Path, bytes: &[u8], permissions: Permissions) -> io::Result<()>;
    /// A second name for a file, or a copy of it.
    ///
    /// # Errors
    /// When the disk refuses.
    fn keep(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// # Errors
    /// When the disk refuses.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// # Errors
    /// When the disk refuses.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    ///
    /// # Errors
    /// When the disk refuses, or the folder is not empty.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Waits until the files in `folder` are on the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    fn settle(&self, folder: &Path) -> io::Result<()>;
}

/// What a new file's permissions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permissions {
    /// What the system gives to a new file.
    Usual,
    /// The same for one that runs.
    Runs,
    /// Exactly these bits.
    Bits(u32),
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy)]
pub struct Real;

impl Disk for Real {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs_err::create_dir(path)
    }

    fn write(&self, path: &Path, bytes: &[u8], permissions: Permissions) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(match permissions {
                Permissions::Usual => 0o666,
                Permissions::Runs => 0o777,
                Permissions::Bits(bits) => bits & 0o600,
            });
        }
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        #[cfg(unix)]
        if let Permissions::Bits(bits) = permissions {
            use std::os::unix::fs::PermissionsExt as _;
            file.set_permissions(fs::Permissions::from_mode(bits))?;
        }
        Ok(())
    }

    fn keep(&self, from: &Path, to: &Path) -> io::Result<()> {
        match fs::hard_link(from, to) {
            // a file system without links, or one that protects those of others
            Err(error)
                if error.kind() != ErrorKind::NotFound
                    && error.kind() != ErrorKind::AlreadyExists =>
            {
                fs_err::copy(from, to).map(|_| ())
            }
            result => result,
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs_err::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs_err::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs_err::remove_dir(path)
    }

    fn settle(&self, folder: &Path) -> io::Result<()> {
        let files = files(folder)?;
        if files.len() > FEW && sync_whole(folder) {
            return Ok(());
        }
        // files that are waited for together share the disk's work
        let share = files.len().div_ceil(TOGETHER).max(1);
        std::thread::scope(|scope| {
            let waiting: Vec<_> = files
                .chunks(share)
                .map(|files| {
                    scope.spawn(|| {
                        files
                            .iter()
                            .try_for_each(|file| fs::File::open(file)?.sync_data())
                    })
                })
                .collect();
            let died = || Err(io::Error::other("a thread that waits for the disk died"));
            waiting
                .into_iter()
                .try_for_each(|thread| thread.join().unwrap_or_else(|_| died()))
        })?;
        // a folder cannot be opened everywhere
        let _unsynced = fs::File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// So many files are waited for one by one; with more it is quicker to wait for everything on their disk.
const FEW: usize = 64;

/// So many threads wait.
const TOGETHER: usize = 16;

/// The files of a folder and of the folders in it.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(self::files(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}

#[cfg(target_os = "linux")]
fn sync_whole(folder: &Path) -> bool {
    fs::File::open(folder).is_ok_and(|folder| rustix::fs::syncfs(folder).is_ok())
}

#[cfg(not(target_os = "linux"))]
fn sync_whole(_: &Path) -> bool {
    false
}
