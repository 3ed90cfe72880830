//! The names of the project and its package.

use super::keys::{PACK, plain_keys};
use super::text::text;
use crate::core::answers::Answers;
use crate::core::error::Problem;
use crate::generate::names;
use crate::pack::Pack;

/// Both names; empty after a problem.
pub(super) fn names(
    pack: &Pack,
    answers: &Answers,
    problems: &mut Vec<Problem>,
) -> (String, String) {
    let known = problems.len();
    for (key, _) in plain_keys().filter(|(key, _)| key.starts_with(PACK)) {
        text(answers.get(key), problems);
    }
    let Some(name) = text(answers.get("project.name"), problems) else {
        // a missing name is reported only if there is no other problem
        if problems.len() == known {
            problems.push(
                Problem::new("the project has no name")
                    .at("project.name")
                    .help("set it: `project.name = \"Shop API\"`"),
            );
        }
        return (String::new(), String::new());
    };
    let place = |key: &str| {
        answers
            .get(key)
            .map_or_else(|| key.into(), |assignment| assignment.place.clone())
    };
    if let Some(problem) = names::check_project(&name) {
        problems.push(problem.at(place("project.name")));
        return (name, String::new());
    }
    let given = text(answers.get("project.package"), problems);
    let Some(package) = given.clone().or_else(|| names::package_of(&name)) else {
        problems.push(
            Problem::new(format!("no package name can be derived from `{name}`"))
                .at(place("project.name"))
                .help("set it: `--set project.package=NAME`, a lower-case Python identifier"),
        );
        return (name, String::new());
    };
    if let Some(problem) = names::check_package(&package, &pack.reserved_names) {
        let key = if given.is_some() {
            "project.package"
        } else {
            "project.name"
        };
        problems.push(problem.at(place(key)));
    }
    (name, package)
}
