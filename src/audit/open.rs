//! Opens a pack: brings it and judges it, so that nobody uses one with problems.

use super::validate::validate;
use crate::core::error::Result;
#[cfg(feature = "edge")]
use crate::pack::source::{self, PackRequest};
use crate::pack::{Files, FindBasePack, Pack, ReadContent, builtin, parse};

/// The pack among `files`; `below` brings the one that they may extend.
///
/// # Errors
/// Every problem of every manifest, each with its place.
pub fn open_files(
    source: &str,
    files: Files,
    below: &FindBasePack<'_>,
    read: &ReadContent<'_>,
) -> Result<Pack> {
    validate(parse::parse(source, files, below, read)?, read)
}

/// The pack in the binary.
///
/// # Errors
/// Never for a released binary: a test parses it.
pub fn builtin() -> Result<Pack> {
    open_files(builtin::NAME, builtin::files(), &|_| None, &builtin::read)
}

/// Brings a pack.
///
/// # Errors
/// When there is none, or what there is is no pack.
#[cfg(feature = "edge")]
pub fn open_pack(request: &PackRequest<'_>) -> Result<Pack> {
    validate(source::load(request)?, &source::read)
}

/// The pack without asking anybody for it: what git fetched before, at the commit or as it came last.
///
/// # Errors
/// As for `open_pack`, and when it was never fetched.
#[cfg(feature = "edge")]
pub fn open_offline(request: &PackRequest<'_>) -> Result<Pack> {
    validate(source::load_offline(request)?, &source::read)
}

/// Reads the pack that `source` names; a folder is looked for from here.
///
/// # Errors
/// As for `open_pack`.
#[cfg(feature = "edge")]
pub fn open_source(source: &str) -> Result<Pack> {
    open_pack(&PackRequest::from_current_folder(source))
}
