//! The package's folder, renamed by the user, while the blueprint has the old name.

use super::{CheckContext, CheckFinding};
use crate::core::error::Problem;
use crate::project::change::renamed_package;

pub(super) fn find(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    let package = &context.blueprint.package;
    let problem = |folder: &crate::project::merge::RenamedFolder| {
        let name = renamed_package(folder, package)?;
        let problem = Problem::new(format!(
            "you renamed `{}` to it, but generated files still import the package `{package}`",
            folder.from
        ));
        let help = format!("`tierup set project.package={name}`");
        Some(problem.at(folder.to.as_str()).help(help).into())
    };
    context.folders.iter().filter_map(problem).collect()
}
