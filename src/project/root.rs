//! EDGE: the root folder of a project, opened as a handle. All paths below are opened from that handle, folder by
//! folder: no link below the root is followed, and only regular files of limited size are read.

mod path_kind;

use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_fs_ext::{
    DirExt as _, FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsMaybeDirExt as _,
    OpenOptionsSyncExt as _,
};
use cap_std::fs::{Dir, OpenOptions};

use path_kind::path_kind;
pub use path_kind::{FileMeta, Owner, PathKind};

/// The maximum size of a project file; a pack's files are much smaller.
pub const MAX_FILE_BYTES: u64 = 32 << 20;
/// The maximum total size of the project files that a command reads; equal to that of a rendered tree.
pub const MAX_TOTAL_BYTES: u64 = 256 << 20;

/// The root folder of a project.
#[derive(Debug, Clone)]
pub struct Root {
    path: PathBuf,
    dir: Arc<Dir>,
}

impl Root {
    /// Opens the folder at `path`, following links.
    ///
    /// # Errors
    /// When there is none, or it cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        let dir = Dir::open_ambient_dir(path, cap_std::ambient_authority())?;
        Ok(Self {
            path: path.to_path_buf(),
            dir: Arc::new(dir),
        })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A value that identifies the folder on this machine, even when it is moved.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn identity(&self) -> io::Result<String> {
        #[cfg(unix)]
        {
            use cap_std::fs::MetadataExt as _;
            let meta = self.dir.dir_metadata()?;
            Ok(format!("{}:{}", meta.dev(), meta.ino()))
        }
        #[cfg(not(unix))]
        Ok(self.path.canonicalize()?.display().to_string())
    }

    /// The owner of the root itself.
    #[must_use]
    pub fn owner(&self) -> Option<Owner> {
        let meta = self.dir.dir_metadata().ok()?;
        Some(path_kind::file_meta(&meta).owner)
    }

    /// Runs `then` with the folder of `path`, and with its name there.
    ///
    /// # Errors
    /// When a link or something else is in the path, or `then` fails.
    pub(crate) fn with_parent<T>(
        &self,
        path: &str,
        then: impl FnOnce(&Dir, &str) -> io::Result<T>,
    ) -> io::Result<T> {
        let plain = |part: &str| !matches!(part, "" | "." | "..");
        if !path.split('/').all(plain) {
            return Err(io_error(
                ErrorKind::InvalidInput,
                path,
                "is not a path below it",
            ));
        }
        match path.rsplit_once('/') {
            None => then(&self.dir, path),
            Some((folder, name)) => then(&self.folder(folder)?, name),
        }
    }

    fn folder(&self, path: &str) -> io::Result<Dir> {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
            use rustix::io::Errno;
            let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
            let resolve =
                ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
            match openat2(&*self.dir, path, flags, Mode::empty(), resolve) {
                Ok(folder) => return Ok(Dir::from_std_file(folder.into())),
                // an older kernel, a sandbox that blocks the call, or a link, for which the code below reports the path
                Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN | Errno::LOOP) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let mut dir: Option<Dir> = None;
        let mut end = 0;
        for part in path.split('/') {
            end += part.len();
            let above = dir.as_ref().unwrap_or(&self.dir);
            dir = Some(above.open_dir_nofollow(part).map_err(|error| {
                let meta = above.symlink_metadata(part);
                if meta.is_ok_and(|meta| meta.is_symlink()) {
                    let what = "is a symbolic link, which is not followed";
                    return io_error(ErrorKind::Other, &path[..end], what);
                }
                error
            })?);
            end += 1;
        }
        dir.map_or_else(|| self.dir.try_clone(), Ok)
    }

    /// What exists at `path`.
    ///
    /// # Errors
    /// When it is below a link, or the disk refuses.
    pub fn kind_of(&self, path: &str) -> io::Result<PathKind> {
        match self.with_parent(path, |dir, name| dir.symlink_metadata(name)) {
            Ok(meta) => Ok(path_kind(&meta)),
            Err(error) if is_nothing(&error) => Ok(PathKind::Nothing),
            Err(error) => Err(error),
        }
    }

    /// Opens the file at `path` for reading, or returns what else exists there.
    ///
    /// # Errors
    /// When it is below a link, or the disk refuses.
    fn open_file(&self, path: &str) -> io::Result<Result<(File, FileMeta), PathKind>> {
        let opened = self.with_parent(path, |dir, name| {
            // opening a device may have side effects
            let before = path_kind(&dir.symlink_metadata(name)?);
            if before.obstacle().is_some() {
                return Ok(Err(before));
            }
            let mut options = OpenOptions::new();
            options.read(true).follow(FollowSymlinks::No).nonblock(true);
            let file = dir.open_with(name, &options)?;
            match path_kind(&file.metadata()?) {
                PathKind::File(meta) => Ok(Ok((file.into_std(), meta))),
                other => Ok(Err(other)),
            }
        });
        match opened {
            Err(error) if is_nothing(&error) => Ok(Err(PathKind::Nothing)),
            opened => opened,
        }
    }

    /// Opens the file at `path` for reading; `None` if nothing exists there.
    ///
    /// # Errors
    /// When something else exists there, it is below a link, or the disk refuses.
    pub fn file(&self, path: &str) -> io::Result<Option<(File, FileMeta)>> {
        match self.open_file(path)? {
            Ok(opened) => Ok(Some(opened)),
            Err(standing) => match standing.obstacle() {
                None => Ok(None),
                Some(what) => Err(io_error(ErrorKind::Other, path, what)),
            },
        }
    }

    /// The bytes of the file at `path`; `None` if nothing exists there.
    ///
    /// # Errors
    /// As for `file`, and when it is larger than `most` bytes.
    pub fn read(&self, path: &str, most: u64) -> io::Result<Option<(Vec<u8>, FileMeta)>> {
        let Some((file, meta)) = self.file(path)? else {
            return Ok(None);
        };
        let bytes = contents(file, meta, most)?.ok_or_else(|| {
            let what = format!("is larger than {} KiB", most >> 10);
            io_error(ErrorKind::FileTooLarge, path, &what)
        })?;
        Ok(Some((bytes, meta)))
    }

    /// What exists at `path`, and the bytes of a file of at most `most` bytes.
    ///
    /// # Errors
    /// When it is below a link, or the disk refuses.
    pub fn kind_and_bytes(&self, path: &str, most: u64) -> io::Result<(PathKind, Option<Vec<u8>>)> {
        match self.open_file(path)? {
            Ok((file, meta)) => Ok((PathKind::File(meta), contents(file, meta, most)?)),
            Err(standing) => Ok((standing, None)),
        }
    }

    /// The names in a folder with their kinds, sorted; empty if the folder does not exist. Names that are not UTF-8 are
    /// left out.
    ///
    /// # Errors
    /// When it is a link or below one, or the disk refuses.
    pub fn list(&self, folder: &str) -> io::Result<Vec<(String, PathKind)>> {
        let entries = match self.folder_at(folder).and_then(|dir| dir.entries()) {
            Ok(entries) => entries,
            Err(error) if is_nothing(&error) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            if let Ok(name) = entry.file_name().into_string() {
                match entry.metadata() {
                    Ok(meta) => names.push((name, path_kind(&meta))),
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
        names.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(names)
    }

    /// A folder below the root, or the root itself if `path` is empty.
    pub(crate) fn folder_at(&self, path: &str) -> io::Result<Dir> {
        match path {
            "" => self.dir.try_clone(),
            _ => self.folder(path),
        }
    }

    /// A folder opened as a file, to lock or sync it.
    ///
    /// # Errors
    /// When it is not a folder, or the system cannot open folders as files.
    pub fn handle(&self, folder: &str) -> io::Result<File> {
        self.with_parent(folder, |dir, name| {
            let mut options = OpenOptions::new();
            options
                .read(true)
                .follow(FollowSymlinks::No)
                .nonblock(true)
                .maybe_dir(true);
            let file = dir.open_with(name, &options)?;
            if file.metadata()?.is_dir() {
                Ok(file.into_std())
            } else {
                Err(ErrorKind::NotADirectory.into())
            }
        })
    }
}

/// The bytes of a file; `None` if it is larger than `most`.
fn contents(file: File, meta: FileMeta, most: u64) -> io::Result<Option<Vec<u8>>> {
    if meta.len > most {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len).unwrap_or_default() + 1);
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

fn io_error(kind: ErrorKind, path: &str, what: &str) -> io::Error {
    io::Error::new(kind, format!("`{path}` {what}"))
}

fn is_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
