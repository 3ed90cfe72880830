//! What stands at a path, as the file system says it.

use cap_std::fs::Metadata;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing, also where a file is in the way.
    Nothing,
    File(Meta),
    Folder(Meta),
    Link,
    /// A pipe, a device or a socket.
    Special,
}

/// What a file system says of a file or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    pub len: u64,
    /// Permissions: read, write and execute alone.
    pub bits: u32,
    pub owner: Owner,
}

/// The user and the group that own a file; zero where the system has no numbers for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    pub user: u32,
    pub group: u32,
}

impl Standing {
    /// Why it cannot be read or written as a file, as the end of a sentence that names it.
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

pub(super) fn standing(meta: &Metadata) -> Standing {
    let kind = meta.file_type();
    if kind.is_symlink() {
        Standing::Link
    } else if kind.is_dir() {
        Standing::Folder(self::meta(meta))
    } else if kind.is_file() {
        Standing::File(self::meta(meta))
    } else {
        Standing::Special
    }
}

#[cfg(unix)]
pub(super) fn meta(meta: &Metadata) -> Meta {
    use cap_std::fs::MetadataExt as _;
    Meta {
        len: meta.len(),
        bits: meta.mode() & 0o777,
        owner: Owner {
            user: meta.uid(),
            group: meta.gid(),
        },
    }
}

#[cfg(not(unix))]
pub(super) fn meta(meta: &Metadata) -> Meta {
    Meta {
        len: meta.len(),
        bits: 0o644,
        owner: Owner { user: 0, group: 0 },
    }
}
