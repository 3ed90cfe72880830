//! The changes between the versions of a pack that apply to a project.

use crate::generate::blueprint::Blueprint;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::changes::{PackChange, PackChanges};

/// A change of the pack, or of the pack that it extends.
#[derive(Debug, Clone, Copy)]
pub struct VersionChange<'a> {
    pub pack: &'a PackChanges,
    pub change: &'a PackChange,
}

/// The changes since the versions that `old` returns by the name of a pack, in the order of versions, those of a running
/// service first.
#[must_use]
pub fn since<'a>(
    pack: &'a Pack,
    blueprint: &Blueprint,
    old: &dyn Fn(&str) -> Option<String>,
) -> Vec<VersionChange<'a>> {
    let stated = blueprint.stated_facts(pack);
    let facts = selection::facts_with(pack, &blueprint.active(pack), &stated);
    let applies = |change: &PackChange| {
        selection::condition_holds(pack, &blueprint.selection, &facts, &change.when)
    };
    let mut found = Vec::new();
    for pack in &pack.changes {
        let Some(old) = old(&pack.name) else {
            continue;
        };
        let new = pack.since(&old).filter(|change| applies(change));
        found.extend(new.map(|change| VersionChange { pack, change }));
    }
    found.sort_by_key(|found| !found.change.runtime);
    found
}
