//! Formats generated Python files where their text depends on names.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

use crate::core::tree::{File, RelPath};
use crate::generate::{imports, long_lines};
use crate::pack::Pack;

/// Tidies the imports and splits the long lines of a Python file, if the pack has a line length.
pub(super) fn tidied(pack: &Pack, path: &RelPath, mut file: File) -> File {
    let Some(most) = pack.catalog.line_length else {
        return file;
    };
    if Path::new(path.as_str()).extension() != Some(OsStr::new("py")) {
        return file;
    }
    for pass in [imports::tidy, long_lines::split] {
        let text = std::str::from_utf8(&file.bytes).ok();
        if let Some(text) = text.and_then(|text| pass(text, most.into())) {
            file.bytes = Cow::Owned(text.into_bytes());
        }
    }
    file
}
