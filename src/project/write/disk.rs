//! The disk operations of a change, as a trait, so that tests can make any of them fail.

use std::fs::File;
use std::io::{self, ErrorKind, Write as _};

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _};
use cap_std::fs::OpenOptions;

use super::records::{Record, Records};
use crate::core::threads;
use crate::project::root::{Owner, PathKind, Root};

/// A project's disk for changes, and their records. Paths are below the root. Reading is not part of the trait: it
/// cannot lose data.
pub trait Disk {
    /// The root of the project.
    fn root(&self) -> &Root;
    /// Creates a folder with the owner of its parent.
    ///
    /// # Errors
    /// When the disk refuses; the same for all of them.
    fn make_folder(&self, path: &str) -> io::Result<()>;
    /// Writes a new file, accessible only to its owner until its permissions are set.
    ///
    /// # Errors
    /// When the disk refuses.
    fn write(&self, path: &str, bytes: &[u8], as_: &Attributes) -> io::Result<()>;
    /// Creates a hard link to a file, or copies it.
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
    /// Syncs a folder and its files to disk.
    ///
    /// # Errors
    /// When the disk refuses.
    fn sync_folder(&self, folder: &str) -> io::Result<()>;
    /// Records outside the project that this user began the change `id`.
    ///
    /// # Errors
    /// When it cannot be recorded.
    fn add_record(&self, id: &str, record: &Record) -> io::Result<()>;
    /// The record of the change `id`.
    fn find_record(&self, id: &str) -> Option<Record>;
    /// Removes the record of a change without a journal.
    fn remove_record(&self, id: &str);
}

/// The permissions of a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permissions {
    /// The system's default for a new file.
    Default,
    /// The default, and executable.
    Executable,
    /// Exactly these bits.
    Bits(u32),
}

/// Owner and permissions of a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes {
    pub permissions: Permissions,
    /// The owner, if it can be set; `None` for the system's default.
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
            // a file system without hard links, or one that forbids links to files of others
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
        // concurrent syncs share the disk's work
        let synced = threads::map(&files, TOGETHER, sync);
        synced.into_iter().collect::<io::Result<()>>()?;
        // folders cannot be opened on every system
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

/// Sets the owner and the permissions of a new file.
#[cfg(unix)]
fn attributes(file: &File, as_: &Attributes) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    if let Some(owner) = as_.owner {
        let has = file.metadata()?;
        let user = (has.uid() != owner.user).then_some(owner.user);
        let group = (has.gid() != owner.group).then_some(owner.group);
        if (user, group) != (None, None) && fchown(file, user, group).is_err() {
            // only root can change the owner; a group can be one of the user's own
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

/// Up to this number, files are synced one by one; with more, syncing the whole file system is faster.
const FEW: usize = 64;

/// The number of threads that sync.
const TOGETHER: usize = 16;

/// The files of a folder and its subfolders.
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
