//! Finds unresolved references, with the names on disk.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::core::tree::Tree;
use crate::pack::Pack;
use crate::project::references::{self, UnresolvedReference};
use crate::project::root::{PathKind, Root};

/// References in the files of the project at `root` to names that `tree` does not have. `read` are the files read so
/// far: others are read from disk.
pub(super) fn unresolved(
    root: &Root,
    pack: &Pack,
    [read, tree, generated]: [&Tree; 3],
) -> Vec<UnresolvedReference> {
    let base = std::iter::once(&pack.catalog.base);
    let manifests = base
        .chain(pack.providers.values())
        .chain(pack.parts.values());
    let settings: BTreeSet<&str> = manifests
        .flat_map(|manifest| &manifest.settings)
        .map(|setting| setting.name.as_str())
        .collect();
    let exists = |path: &str| {
        let exists = || {
            root.kind_of(path)
                .is_ok_and(|found| found != PathKind::Nothing)
        };
        has(tree, path) || (!has(read, path) && exists())
    };
    references::unresolved(references::ReferenceScope {
        tree,
        generated,
        has: &exists,
        settings: &settings,
    })
}

/// Whether a tree has a file or folder at a path.
fn has(tree: &Tree, path: &str) -> bool {
    let folder = format!("{path}/");
    let mut below = tree.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded));
    let is_folder = below
        .next()
        .is_some_and(|(path, _)| path.as_str().starts_with(&folder));
    is_folder || tree.contains_key(path)
}
