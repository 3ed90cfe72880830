//! The folder of the package, renamed by hand, while the blueprint has the old name.

use super::{Found, Looked};
use crate::core::error::Problem;
use crate::project::change::renamed_package;

pub(super) fn find(looked: &Looked<'_>) -> Vec<Found> {
    let package = &looked.blueprint.package;
    let problem = |folder: &crate::project::merge::Folder| {
        let name = renamed_package(folder, package)?;
        let problem = Problem::new(format!(
            "you renamed `{}` to it, but generated files still import the package `{package}`",
            folder.from
        ));
        let help = format!("`tierup set project.package={name}`");
        Some(problem.at(folder.to.as_str()).help(help).into())
    };
    looked.folders.iter().filter_map(problem).collect()
}
