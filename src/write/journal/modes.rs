//! The permissions that a file has, and those that it is to have.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::tree::Mode;
use crate::write::disk::Permissions;

/// The permissions that a file is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Those that it has, but for whether it runs; those of a new file otherwise.
    Of(Mode),
    /// Exactly these bits.
    Bits(u32),
}

pub(super) fn permissions(wanted: Wanted, has: Option<u32>) -> Permissions {
    match (wanted, has) {
        (Wanted::Bits(bits), _) | (Wanted::Of(Mode::Private), Some(bits)) => {
            Permissions::Bits(bits)
        }
        (Wanted::Of(Mode::Private), None) => Permissions::Bits(0o600),
        (Wanted::Of(Mode::Plain), None) => Permissions::Usual,
        (Wanted::Of(Mode::Executable), None) => Permissions::Runs,
        (Wanted::Of(Mode::Plain), Some(bits)) => Permissions::Bits(bits & !0o111),
        // whoever may read it may run it
        (Wanted::Of(Mode::Executable), Some(bits)) => {
            Permissions::Bits(bits | ((bits & 0o444) >> 2))
        }
    }
}

/// The permission bits of the plain file at `path`, if there is one.
pub(super) fn mode_of(path: &Path) -> io::Result<Option<u32>> {
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.is_file() => Ok(Some(bits(&meta))),
        // it goes where all that it holds goes
        Ok(meta) if meta.is_dir() => Ok(None),
        Ok(_) => Err(io::Error::other(format!(
            "`{}` is no plain file",
            path.display()
        ))),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn bits(meta: &std::fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    meta.permissions().mode() & 0o7777
}

#[cfg(not(unix))]
fn bits(_: &std::fs::Metadata) -> u32 {
    0o644
}
