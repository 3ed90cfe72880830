//! The few things that a change does to a disk, so that a test can let any of them fail.

use std::fs::File;
use std::io::{self, ErrorKind, Write as _};

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _};
use cap_std::fs::OpenOptions;

use super::records::{Record, Records};
use crate::core::threads;
use crate::project::root::{Owner, PathKind, Root};

/// A project's disk that takes changes, and the records of them. Paths are those below the root. Looking needs no
/// trait: nothing can be lost by that.
pub trait Disk {
    /// What the changes are made to.
    fn root(&self) -> &Root;
    /// Makes a folder that belongs to the owner of the one that it is in.
    ///
    /// # Errors
    /// When the disk refuses; so for all of them.
    fn make_folder(&self, path: &str) -> io::Result<()>;
    /// Writes a file that does not exist yet, for nobody but its owner until it has its permissions.
    ///
    /// # Errors
    /// When the disk refuses.
    fn write(&self, path: &str, bytes: &[u8], as_: &Attributes) -> io::Result<()>;
    /// A second name for a file, or a copy of it.
    ///
    /// # Errors
    /// When the disk refuses.
    fn copy_old(&self, from: &str, to: &str) -> io::Result<()>;
    /// # Errors
    /// When the disk refuses.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// # Errors
    /// When the disk refuses.
    fn remove(&self, path: &str) -> io::Result<()>;
    /// Removes an empty folder.
    ///
    /// # Errors
    /// When the disk refuses, or the folder is not empty.
    fn remove_folder(&self, path: &str) -> io::Result<()>;
    /// Waits until the files in `folder` are on the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    fn sync_folder(&self, folder: &str) -> io::Result<()>;
    /// Records outside the project that this user began the change `id`.
    ///
    /// # Errors
    /// When it cannot be recorded.
    fn add_record(&self, id: &str, record: &Record) -> io::Result<()>;
    /// What was recorded of the change `id`.
    fn find_record(&self, id: &str) -> Option<Record>;
    /// Removes the record of a change whose journal is gone.
    fn remove_record(&self, id: &str);
}

/// What a new file's permissions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permissions {
    /// What the system gives to a new file.
    Default,
    /// The same for one that runs.
    Executable,
    /// Exactly these bits.
    Bits(u32),
}

/// Who may do what with a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes {
    pub permissions: Permissions,
    /// Whose it is to be, where that can be chosen; none leaves it to the system.
    pub owner: Option<Owner>,
}

/// The disk of this machine.
#[derive(Debug)]
pub struct RealDisk {
    root: Root,
    records: Records,
}

impl RealDisk {
    #[must_use]
    pub fn new(root: &Root, records: Records) -> Self {
        let root = root.clone();
        Self { root, records }
    }

    fn new_file(&self, path: &str, permissions: Permissions) -> io::Result<File> {
        self.root.with_parent(path, |dir, name| {
            let mut options = OpenOptions::new();
            options
                .write(true)
                .create_new(true)
                .follow(FollowSymlinks::No);
            #[cfg(unix)]
            {
                use cap_std::fs::OpenOptionsExt as _;
                options.mode(match permissions {
                    Permissions::Default => 0o666,
                    Permissions::Executable => 0o777,
                    Permissions::Bits(bits) => bits & 0o600,
                });
            }
            Ok(dir.open_with(name, &options)?.into_std())
        })
    }

    fn copy(&self, from: &str, to: &str) -> io::Result<()> {
        let Some((mut source, meta)) = self.root.file(from)? else {
            return Err(ErrorKind::NotFound.into());
        };
        let permissions = Permissions::Bits(meta.bits);
        let mut file = self.new_file(to, permissions)?;
        io::copy(&mut source, &mut file)?;
        let owner = Some(meta.owner);
        attributes(&file, &Attributes { permissions, owner })
    }
}

impl Disk for RealDisk {
    fn root(&self) -> &Root {
        &self.root
    }

    fn make_folder(&self, path: &str) -> io::Result<()> {
        self.root.with_parent(path, |dir, name| {
            dir.create_dir(name)?;
            #[cfg(unix)]
            {
                use cap_std::fs::{MetadataExt as _, PermissionsExt as _};
                let mode = super::readable_mode(dir.metadata(name)?.mode());
                dir.set_permissions(name, cap_std::fs::Permissions::from_mode(mode))?;
            }
            #[cfg(unix)]
            if rustix::process::geteuid().is_root() {
                use cap_std::fs::MetadataExt as _;
                let above = dir.dir_metadata()?;
                rustix::fs::chownat(
                    dir,
                    name,
                    Some(rustix::fs::Uid::from_raw(above.uid())),
                    Some(rustix::fs::Gid::from_raw(above.gid())),
                    rustix::fs::AtFlags::SYMLINK_NOFOLLOW,
                )?;
            }
            Ok(())
        })
    }

    fn write(&self, path: &str, bytes: &[u8], as_: &Attributes) -> io::Result<()> {
        let mut file = self.new_file(path, as_.permissions)?;
        file.write_all(bytes)?;
        attributes(&file, as_)
    }

    fn copy_old(&self, from: &str, to: &str) -> io::Result<()> {
        let linked = self.root.with_parent(from, |from, name| {
            self.root
                .with_parent(to, |to, new_name| from.hard_link(name, to, new_name))
        });
        match linked {
            // a file system without links, or one that protects those of others
            Err(error)
                if error.kind() != ErrorKind::NotFound
                    && error.kind() != ErrorKind::AlreadyExists =>
            {
                self.copy(from, to)
            }
            result => result,
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.root.with_parent(from, |from, name| {
            self.root
                .with_parent(to, |to, new_name| from.rename(name, to, new_name))
        })
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.root
            .with_parent(path, |dir, name| dir.remove_file(name))
    }

    fn remove_folder(&self, path: &str) -> io::Result<()> {
        self.root
            .with_parent(path, |dir, name| dir.remove_dir(name))
    }

    fn sync_folder(&self, folder: &str) -> io::Result<()> {
        let files = files(&self.root, folder)?;
        if files.len() > FEW && sync_whole(&self.root, folder) {
            return Ok(());
        }
        let sync = |path: &String| match self.root.file(path)? {
            Some((file, _)) => file.sync_data(),
            None => Err(ErrorKind::NotFound.into()),
        };
        // files that are waited for together share the disk's work
        let synced = threads::map(&files, TOGETHER, sync);
        synced.into_iter().collect::<io::Result<()>>()?;
        // a folder cannot be opened everywhere
        let _unsynced = self
            .root
            .handle(folder)
            .and_then(|folder| folder.sync_all());
        Ok(())
    }

    fn add_record(&self, id: &str, record: &Record) -> io::Result<()> {
        self.records.write(id, record)
    }

    fn find_record(&self, id: &str) -> Option<Record> {
        self.records.read(id)
    }

    fn remove_record(&self, id: &str) {
        self.records.remove(id);
    }
}

/// Gives a new file its owner and its permissions.
#[cfg(unix)]
fn attributes(file: &File, as_: &Attributes) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    if let Some(owner) = as_.owner {
        let has = file.metadata()?;
        let user = (has.uid() != owner.user).then_some(owner.user);
        let group = (has.gid() != owner.group).then_some(owner.group);
        if (user, group) != (None, None) && fchown(file, user, group).is_err() {
            // only root gives files away; a group may be one of one's own
            let _kept = fchown(file, None, group);
            let alone = matches!(as_.permissions, Permissions::Bits(bits) if bits | 0o700 == 0o700);
            if user.is_some() && alone {
                return Err(io::Error::new(
                    ErrorKind::PermissionDenied,
                    format!(
                        "a private file of user {} would become unreadable to its owner",
                        owner.user
                    ),
                ));
            }
        }
    }
    match as_.permissions {
        Permissions::Bits(bits) => {
            file.set_permissions(std::fs::Permissions::from_mode(bits & 0o777))
        }
        Permissions::Default | Permissions::Executable => super::readable(file),
    }
}

#[cfg(not(unix))]
fn attributes(_: &File, _: &Attributes) -> io::Result<()> {
    Ok(())
}

/// So many files are waited for one by one; with more it is quicker to wait for everything on their disk.
const FEW: usize = 64;

/// So many threads wait.
const TOGETHER: usize = 16;

/// The files of a folder and of the folders in it.
fn files(root: &Root, folder: &str) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for (name, standing) in root.list(folder)? {
        let path = format!("{folder}/{name}");
        match standing {
            PathKind::Folder(_) => files.extend(self::files(root, &path)?),
            _ => files.push(path),
        }
    }
    Ok(files)
}

#[cfg(target_os = "linux")]
fn sync_whole(root: &Root, folder: &str) -> bool {
    root.handle(folder)
        .is_ok_and(|folder| rustix::fs::syncfs(folder).is_ok())
}

#[cfg(not(target_os = "linux"))]
fn sync_whole(_: &Root, _: &str) -> bool {
    false
}
