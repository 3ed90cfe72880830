//! What is wrong with a pack under any selection that it allows, all at once: for its author. Renders what could be
//! generated and looks at it; writes nothing, and knows no tier.

mod branches;
mod cover;
mod files;
mod names;
mod outputs;
mod scenarios;
mod scope;
mod shape;
mod templates;

use std::collections::BTreeSet;

use crate::core::answers::CAPACITY;
use crate::core::error::{Problem, Result};
use crate::core::place::Place;
use crate::pack::{Pack, ReadContent};
use scenarios::Scenario;
use templates::Coverage;

pub use cover::Extent;

/// What was looked at, and what is wrong.
#[derive(Debug)]
pub struct PackFindings {
    pub problems: Vec<Problem>,
    /// How many selections were rendered.
    pub selections: usize,
    /// Whether these are all that the pack allows; else nothing is said of branches and parts that may need others.
    pub extent: Extent,
    /// How many templates and other files were looked at.
    pub files: usize,
    /// How many texts that differ they gave.
    pub outputs: usize,
}

/// Inspects a pack whose manifests are in order.
///
/// # Errors
/// Where a file of the pack cannot be read.
pub fn inspect(pack: &Pack, read: &ReadContent<'_>, threads: usize) -> Result<PackFindings> {
    let cover = cover::cover(pack);
    let mut problems = files::problems(pack, read)?;
    problems.extend(cover::unreachable_choices(pack, &cover));
    let (scenarios, refused) = scenarios::scenarios(pack, &cover.selections, read, threads);
    // numbers that only refused selections have would be missed in every template, all for that one reason
    let numbers = |problem: &Problem| {
        let place = problem.place.as_ref();
        place.is_some_and(|place| place.name().starts_with(CAPACITY))
    };
    let complete =
        !refused.iter().any(numbers) || scenarios::have_every_choice(&scenarios, &cover.selections);
    problems.extend(refused);
    if complete {
        problems.extend(files::slots(pack, &scenarios, read)?);
    }
    problems.extend(files::images(pack, &scenarios, read)?);
    let seen = match (complete, cover.extent) {
        (false, _) => Coverage::Incomplete,
        (true, Extent::All) => Coverage::All,
        (true, _) => Coverage::EveryChoice,
    };
    let rendered = templates::inspect(pack, &scenarios, seen, read, threads);
    problems.extend(rendered.problems);
    Ok(PackFindings {
        problems: deduplicated(problems),
        selections: cover.selections.len(),
        extent: cover.extent,
        files: rendered.files,
        outputs: rendered.outputs,
    })
}

/// By place, each once; of two that say the same of a place, the one that says more of it stays.
fn deduplicated(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_cached_key(|problem| (problem.place.clone(), problem.message.clone()));
    let mut seen = BTreeSet::new();
    problems.retain(|problem| {
        let bare = problem.message.split(", with `").next().unwrap_or_default();
        let place = problem.place.as_ref().map(Place::to_string);
        seen.insert((place, bare.to_owned()))
    });
    problems
}

/// A problem that only some of the selections have says with which.
fn with_selections(mut problem: Problem, whole: usize, scenarios: &[&Scenario<'_>]) -> Problem {
    if let Some(first) = scenarios.first().filter(|_| scenarios.len() < whole) {
        problem.message = format!("{}, with `{}`", problem.message, first.arguments());
    }
    problem
}
