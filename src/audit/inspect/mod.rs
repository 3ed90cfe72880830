//! Finds the problems of a pack under all valid selections, for its author. Renders every file and checks it; writes
//! nothing, and knows no tier.

mod branches;
mod changes;
mod cover;
mod files;
mod migrations;
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

/// The result of an inspection.
#[derive(Debug)]
pub struct PackFindings {
    pub problems: Vec<Problem>,
    /// The number of rendered selections.
    pub selections: usize,
    /// How complete these are; otherwise unreachable branches and parts are not reported.
    pub extent: Extent,
    /// The number of inspected templates and other files.
    pub files: usize,
    /// The number of different rendered texts.
    pub outputs: usize,
}

/// Inspects a pack with valid manifests.
///
/// # Errors
/// When a file of the pack cannot be read.
pub fn inspect(pack: &Pack, read: &ReadContent<'_>, threads: usize) -> Result<PackFindings> {
    let cover = cover::cover(pack);
    let mut problems = files::problems(pack, read)?;
    problems.extend(cover::unreachable_choices(pack, &cover));
    if cover.extent == Extent::All {
        problems.extend(changes::problems(pack, &cover.selections));
    }
    let (scenarios, refused) = scenarios::scenarios(pack, &cover.selections, read, threads);
    // numbers that exist only in refused selections would be reported as missing in every template
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
    problems.extend(migrations::problems(pack, &scenarios, read));
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

/// Sorted by place, without duplicates; of two similar problems at a place, the more detailed one is kept.
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

/// Adds the selections to a problem that only some of them have.
fn with_selections(mut problem: Problem, whole: usize, scenarios: &[&Scenario<'_>]) -> Problem {
    if let Some(first) = scenarios.first().filter(|_| scenarios.len() < whole) {
        problem.message = format!("{}, with `{}`", problem.message, first.arguments());
    }
    problem
}
