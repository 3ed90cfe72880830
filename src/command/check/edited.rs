//! Files that a pack manages and that are not as they were generated.

use super::{Found, Looked};
use crate::base;
use crate::error::Problem;
use crate::shell;
use crate::tree::same_text;

pub(super) fn find(looked: &Looked<'_>) -> Vec<Found> {
    let managed = looked.before.tree.iter().filter(|(path, _)| {
        looked
            .pack
            .catalog
            .manages(path.as_str(), &looked.blueprint.package)
    });
    managed
        .filter_map(|(path, base)| {
            let place = looked.place(path);
            let what = match looked.mine.get(place) {
                None => "is managed by the pack, and is gone",
                Some(mine) if !same_text(&mine.bytes, &base.bytes) => {
                    "is managed by the pack, and was edited"
                }
                Some(_) => return None,
            };
            let kept = base::kept_at(path);
            let back = format!(
                "take it back: `cp {} {}`",
                shell::quoted(&kept),
                shell::quoted(place.as_str())
            );
            Some(Problem::new(what).at(place.as_str()).help(back).into())
        })
        .collect()
}
