//! Formats generated Python files where their text depends on names.

use crate::core::tree::Tree;
use crate::generate::{imports, long_lines};
use crate::pack::Pack;

/// Tidies imports and splits long lines, if the pack has a line length.
pub(super) fn tidy(pack: &Pack, tree: &mut Tree) {
    if let Some(most) = pack.catalog.line_length {
        imports::tidy(tree, most.into());
        long_lines::split(tree, most.into());
    }
}
