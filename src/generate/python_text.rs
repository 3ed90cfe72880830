//! Formats generated Python files where their text depends on names.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

use crate::core::tree::Tree;
use crate::generate::{imports, long_lines};
use crate::pack::Pack;

/// Tidies imports and splits long lines, if the pack has a line length.
pub(super) fn tidy(pack: &Pack, tree: &mut Tree) {
    let Some(most) = pack.catalog.line_length else {
        return;
    };
    for (path, file) in tree.iter_mut() {
        if Path::new(path.as_str()).extension() != Some(OsStr::new("py")) {
            continue;
        }
        for pass in [imports::tidy, long_lines::split] {
            let text = std::str::from_utf8(&file.bytes).ok();
            if let Some(text) = text.and_then(|text| pass(text, most.into())) {
                file.bytes = Cow::Owned(text.into_bytes());
            }
        }
    }
}
