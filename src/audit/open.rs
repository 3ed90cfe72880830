//! Opens a pack: brings it and judges it, so that nobody uses one with problems.

use super::judge::judged;
use crate::core::error::Result;
#[cfg(feature = "edge")]
use crate::pack::source::{self, Wanted};
use crate::pack::{Below, Files, Pack, Read, builtin, parse};

/// The pack among `files`; `below` brings the one that they may extend.
///
/// # Errors
/// Every problem of every manifest, each with its place.
pub fn parsed(source: &str, files: Files, below: &Below<'_>, read: &Read<'_>) -> Result<Pack> {
    judged(parse::parse(source, files, below, read)?, read)
}

/// The pack in the binary.
///
/// # Errors
/// Never for a released binary: a test parses it.
pub fn builtin() -> Result<Pack> {
    parsed(builtin::NAME, builtin::files(), &|_| None, &builtin::read)
}

/// Brings a pack.
///
/// # Errors
/// When there is none, or what there is is no pack.
#[cfg(feature = "edge")]
pub fn bring(wanted: &Wanted<'_>) -> Result<Pack> {
    judged(source::bring(wanted)?, &source::read)
}

/// The pack without asking anybody for it: what git fetched before, at the commit or as it came last.
///
/// # Errors
/// As for `bring`, and when it was never fetched.
#[cfg(feature = "edge")]
pub fn at_hand(wanted: &Wanted<'_>) -> Result<Pack> {
    judged(source::at_hand(wanted)?, &source::read)
}

/// Reads the pack that `source` names; a folder is looked for from here.
///
/// # Errors
/// As for `bring`.
#[cfg(feature = "edge")]
pub fn load(source: &str) -> Result<Pack> {
    bring(&Wanted::here(source))
}
