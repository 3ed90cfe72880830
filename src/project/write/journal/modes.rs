//! The permissions of a written file.

use crate::core::tree::Mode;
use crate::project::write::disk::Permissions;

/// The permissions of a written file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetMode {
    /// Those of the old file, adjusted for whether it is executable; the default for a new file.
    Of(Mode),
    /// Exactly these bits.
    Bits(u32),
}

pub(super) fn permissions(target: TargetMode, has: Option<u32>) -> Permissions {
    match (target, has) {
        (TargetMode::Bits(bits), _) | (TargetMode::Of(Mode::Private), Some(bits)) => {
            Permissions::Bits(bits)
        }
        (TargetMode::Of(Mode::Private), None) => Permissions::Bits(0o600),
        (TargetMode::Of(Mode::Plain), None) => Permissions::Default,
        (TargetMode::Of(Mode::Executable), None) => Permissions::Executable,
        (TargetMode::Of(Mode::Plain), Some(bits)) => Permissions::Bits(bits & !0o111),
        // execute permission for all who have read permission
        (TargetMode::Of(Mode::Executable), Some(bits)) => {
            Permissions::Bits(bits | ((bits & 0o444) >> 2))
        }
    }
}
