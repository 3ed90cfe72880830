//! The permissions that a file is to have.

use crate::core::tree::Mode;
use crate::project::write::disk::Permissions;

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
