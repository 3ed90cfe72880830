//! Files that a pack manages and that are not as they were generated.

use std::fmt::Write as _;

use super::{Found, Looked};
use crate::core::error::Problem;
use crate::core::shell;
use crate::core::tree::{File, Mode, RelPath, same_text};
use crate::project::base;

pub(super) fn find(looked: &Looked<'_>) -> Vec<Found> {
    let files = looked.pack.catalog.managed_files(&looked.blueprint.package);
    let managed = looked.before.tree.iter();
    let managed = managed.filter(|(path, _)| files.is_match(path.as_str()));
    managed
        .filter_map(|(path, base)| {
            if let Some(reason) = looked.blocked.get(path) {
                let what = format!("is managed by the pack, but is not changed: {reason}");
                let help = super::behind::unblocked(looked, path, Some(base));
                return Some(Problem::new(what).at(path.as_str()).help(help).into());
            }
            let place = looked.place(path);
            let what = match looked.mine.get(place) {
                None => "is managed by the pack, but is missing",
                Some(mine) if !same_text(&mine.bytes, &base.bytes) => {
                    "is managed by the pack, but was edited"
                }
                Some(_) => return None,
            };
            let back = format!("restore it: `{}`", back(path, place, base));
            Some(Problem::new(what).at(place.as_str()).help(back).into())
        })
        .collect()
}

/// The command that puts a file where it is as it was generated.
pub(super) fn back(path: &RelPath, place: &RelPath, base: &File) -> String {
    let (kept, place) = (base::kept_at(path), place.as_str());
    let folder = place.rsplit_once('/').map(|(folder, _)| folder);
    let mut command = folder.map_or_else(String::new, |folder| {
        format!("mkdir -p {} && ", shell::quoted(folder))
    });
    let place = shell::quoted(place);
    let _ = write!(command, "cp {} {place}", shell::quoted(&kept));
    if base.mode == Mode::Executable {
        command.push_str(" && chmod +x ");
        command.push_str(&place);
    }
    command
}
