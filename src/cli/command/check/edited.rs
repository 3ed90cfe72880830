//! Managed files of a pack that were edited.

use std::fmt::Write as _;

use super::{CheckContext, CheckFinding};
use crate::core::error::Problem;
use crate::core::shell;
use crate::core::tree::{File, Mode, RelPath, same_text};
use crate::project::base;

pub(super) fn find(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    let files = context
        .pack
        .catalog
        .managed_files(&context.blueprint.package);
    let managed = context.baseline.tree.iter();
    let managed = managed.filter(|(path, _)| files.is_match(path.as_str()));
    managed
        .filter_map(|(path, base)| {
            if let Some(reason) = context.blocked.get(path) {
                let what = format!("is managed by the pack, but is not changed: {reason}");
                let help = super::behind::unblock_help(context, path, Some(base));
                return Some(Problem::new(what).at(path.as_str()).help(help).into());
            }
            let place = context.place(path);
            let what = match context.ours.get(place) {
                None => "is managed by the pack, but is missing",
                Some(ours) if !same_text(&ours.bytes, &base.bytes) => {
                    "is managed by the pack, but was edited"
                }
                Some(_) => return None,
            };
            let back = format!("restore it: `{}`", restore_command(path, place, base));
            Some(Problem::new(what).at(place.as_str()).help(back).into())
        })
        .collect()
}

/// The command that restores a generated file.
pub(super) fn restore_command(path: &RelPath, place: &RelPath, base: &File) -> String {
    let (kept, place) = (base::base_path(path), place.as_str());
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
