//! What exists at a path, according to the file system.

use cap_std::fs::Metadata;

/// What exists at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// Also if a file is in place of a parent folder.
    Nothing,
    File(FileMeta),
    Folder(FileMeta),
    Link,
    /// A pipe, a device or a socket.
    Special,
}

/// Metadata of a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileMeta {
    pub len: u64,
    /// Permission bits: only read, write and execute.
    pub bits: u32,
    pub owner: Owner,
}

/// The user and group that own a file; zero on systems without such numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    pub user: u32,
    pub group: u32,
}

impl PathKind {
    /// Why it cannot be read or written as a file, as the end of a sentence that names it; `None` if it can.
    #[must_use]
    pub fn obstacle(self) -> Option<&'static str> {
        match self {
            Self::Nothing | Self::File(_) => None,
            Self::Folder(_) => Some("is a folder"),
            Self::Link => Some("is a link"),
            Self::Special => Some("is not a regular file"),
        }
    }
}

pub(super) fn path_kind(meta: &Metadata) -> PathKind {
    let kind = meta.file_type();
    if kind.is_symlink() {
        PathKind::Link
    } else if kind.is_dir() {
        PathKind::Folder(self::file_meta(meta))
    } else if kind.is_file() {
        PathKind::File(self::file_meta(meta))
    } else {
        PathKind::Special
    }
}

#[cfg(unix)]
pub(super) fn file_meta(meta: &Metadata) -> FileMeta {
    use cap_std::fs::MetadataExt as _;
    FileMeta {
        len: meta.len(),
        bits: meta.mode() & 0o777,
        owner: Owner {
            user: meta.uid(),
            group: meta.gid(),
        },
    }
}

#[cfg(not(unix))]
pub(super) fn file_meta(meta: &Metadata) -> FileMeta {
    FileMeta {
        len: meta.len(),
        bits: 0o644,
        owner: Owner { user: 0, group: 0 },
    }
}
