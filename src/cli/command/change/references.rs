//! References in remaining files to names that a change removes.

use crate::cli::command::references;
use crate::core::error::Result;
use crate::core::tree::Tree;
use crate::pack::Pack;
use crate::project::disk_files::{self, DiskFiles};
use crate::project::merge::Step;
use crate::project::references::{UnresolvedReference, newly_unresolved as lost_between};
use crate::project::root::Root;

/// The maximum number of notes; `check` reports all.
const SHOWN: usize = 8;

/// A note for each.
pub(super) fn notes(
    root: &Root,
    pack: &Pack,
    ours: &mut DiskFiles,
    [base, new]: [&Tree; 2],
    steps: &[Step],
) -> Result<Vec<String>> {
    disk_files::read_others(root, ours)?;
    let mut after = ours.tree.clone();
    for path in steps.iter().flat_map(|step| &step.remove) {
        after.remove(path);
    }
    for step in steps {
        after.extend(step.write.clone().map(|file| (step.path.clone(), file)));
    }
    let was = references::unresolved(root, pack, [&ours.tree, &ours.tree, base]);
    let is = references::unresolved(root, pack, [&ours.tree, &after, new]);
    let lost = lost_between(&was, is);
    let mut notes: Vec<String> = lost
        .iter()
        .take(SHOWN)
        .map(UnresolvedReference::describe)
        .collect();
    if lost.len() > SHOWN {
        let more = lost.len() - SHOWN;
        notes.push(format!("and {more} more; `tierup check` lists all"));
    }
    Ok(notes)
}
