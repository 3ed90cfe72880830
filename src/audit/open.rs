//! Opens a pack: loads and checks it.

use super::validate::{assume_valid, validate};
use crate::core::error::Result;
#[cfg(feature = "edge")]
use crate::pack::source::{self, PackRequest};
use crate::pack::{Files, FindBasePack, Pack, ReadContent, builtin, parse};

/// The pack in `files`; `below` returns the pack that it may extend.
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

/// The built-in pack.
///
/// # Errors
/// Never in a released binary: a test parses it.
pub fn builtin() -> Result<Pack> {
    open_files(builtin::NAME, builtin::files(), &|_| None, &builtin::read)
}

/// The built-in pack of a released program. A test checks it, so that it need not be checked at every start.
///
/// # Errors
/// Never in a released binary.
pub fn released_builtin() -> Result<Pack> {
    let parsed = parse::parse(builtin::NAME, builtin::files(), &|_| None, &builtin::read)?;
    assume_valid(parsed, &builtin::read)
}

/// Loads and checks a pack.
///
/// # Errors
/// When there is none, or it is not a pack.
#[cfg(feature = "edge")]
pub fn open_pack(request: &PackRequest<'_>) -> Result<Pack> {
    validate(source::load(request)?, &source::read)
}

/// Opens a pack without network access: from git, the cached commit, or the last fetched one.
///
/// # Errors
/// As for `open_pack`, and when it was never fetched.
#[cfg(feature = "edge")]
pub fn open_offline(request: &PackRequest<'_>) -> Result<Pack> {
    validate(source::load_offline(request)?, &source::read)
}

/// Opens the pack of `source`; a folder is relative to the current folder.
///
/// # Errors
/// As for `open_pack`.
#[cfg(feature = "edge")]
pub fn open_source(source: &str) -> Result<Pack> {
    open_pack(&PackRequest::from_current_folder(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_released_pack_is_the_checked_one() {
        let [released, checked] = [released_builtin(), builtin()].map(Result::unwrap);
        assert_eq!(format!("{released:?}"), format!("{checked:?}"));
    }
}
