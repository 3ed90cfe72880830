//! The permissions that a file is to have.

use crate::core::tree::Mode;
use crate::project::write::disk::Permissions;

/// The permissions that a file is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetMode {
    /// Those that it has, but for whether it runs; those of a new file otherwise.
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
        // whoever may read it may run it
        (TargetMode::Of(Mode::Executable), Some(bits)) => {
            Permissions::Bits(bits | ((bits & 0o444) >> 2))
        }
    }
}
