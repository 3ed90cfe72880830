//! What files that stay use, and a change takes away.

use crate::cli::command::uses;
use crate::core::error::Result;
use crate::core::tree::Tree;
use crate::pack::Pack;
use crate::project::merge::Step;
use crate::project::mine::{self, Mine};
use crate::project::root::Root;
use crate::project::uses::{Missing, lost as lost_between};

/// Notes that are shown; `check` tells all.
const SHOWN: usize = 8;

/// A note for each.
pub(super) fn lost(
    root: &Root,
    pack: &Pack,
    mine: &mut Mine,
    [base, new]: [&Tree; 2],
    steps: &[Step],
) -> Result<Vec<String>> {
    mine::more(root, mine)?;
    let mut after = mine.tree.clone();
    for path in steps.iter().flat_map(|step| &step.remove) {
        after.remove(path);
    }
    for step in steps {
        after.extend(step.write.clone().map(|file| (step.path.clone(), file)));
    }
    let was = uses::missing(root, pack, [&mine.tree, &mine.tree, base]);
    let is = uses::missing(root, pack, [&mine.tree, &after, new]);
    let lost = lost_between(&was, is);
    let mut notes: Vec<String> = lost.iter().take(SHOWN).map(Missing::told).collect();
    if lost.len() > SHOWN {
        let more = lost.len() - SHOWN;
        notes.push(format!("and {more} more; `tierup check` lists all"));
    }
    Ok(notes)
}
