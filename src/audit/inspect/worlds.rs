//! What a template may see: for every selection the context and the files that it makes.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::answers::{Answers, TIERS};
use crate::core::error::{Error, Problem};
use crate::core::threads;
use crate::generate::assembly::Assembly;
use crate::generate::blueprint;
use crate::generate::pipeline;
use crate::generate::plan::Planned;
use crate::generate::selection::{self, Active, Selection};
use crate::pack::{Pack, Read};

/// The name that projects have while a pack is inspected.
const NAME: &str = "shop";

pub(super) struct World<'a> {
    selection: &'a Selection,
    pub(super) assembly: Assembly,
    pub(super) planned: Vec<Planned<'a>>,
}

impl World<'_> {
    /// As it would be typed.
    pub(super) fn typed(&self) -> String {
        selection::typed(self.selection)
    }
}

/// Whether every choice of the selections occurs in one that was not refused.
pub(super) fn have_every_choice(worlds: &[World<'_>], selections: &[Selection]) -> bool {
    let seen: BTreeSet<_> = worlds.iter().flat_map(|world| world.selection).collect();
    let mut wanted = selections.iter().flatten();
    wanted.all(|choice| seen.contains(&choice))
}

/// The worlds of the selections, and what keeps others from being.
pub(super) fn worlds<'a>(
    pack: &'a Pack,
    selections: &'a [Selection],
    read: &Read<'_>,
    threads: usize,
) -> (Vec<World<'a>>, Vec<Problem>) {
    let made = threads::map(selections, threads, |selection| {
        world(pack, selection, read)
    });
    let mut worlds = Vec::new();
    let mut refused: BTreeMap<String, (Problem, usize, &Selection)> = BTreeMap::new();
    for (selection, world) in selections.iter().zip(made) {
        match world {
            Ok(world) => worlds.push(world),
            Err(error) => {
                for problem in error.problems {
                    let key = problem.in_a_line();
                    refused.entry(key).or_insert((problem, 0, selection)).1 += 1;
                }
            }
        }
    }
    let problems = refused.into_values().map(|(mut problem, times, first)| {
        if times < selections.len() {
            problem.message = format!("{}, with `{}`", problem.message, selection::typed(first));
        }
        problem
    });
    (worlds, problems.collect())
}

fn world<'a>(
    pack: &'a Pack,
    selection: &'a Selection,
    read: &Read<'_>,
) -> Result<World<'a>, Error> {
    let mut answers = Answers::default();
    answers.say("project.name", NAME, "a name");
    for (tier, provider) in selection {
        answers.say(format!("{TIERS}{tier}"), provider, "a selection");
    }
    let active = selection::active(pack, selection);
    Error::unless_none(contradictions(&active))?;
    let blueprint = blueprint::decide(pack, &answers)?;
    let (assembly, planned) = pipeline::prepare(pack, &blueprint, &active, read)?;
    Ok(World {
        selection,
        assembly,
        planned,
    })
}

/// Numbers for which the folders leave no value.
fn contradictions(active: &[Active<'_>]) -> Vec<Problem> {
    let bounds = selection::bounds(active);
    let empty = bounds.iter().filter_map(|(key, bound)| {
        let (most, no_more) = bound.most.as_ref()?;
        let (least, no_less) = bound.least.as_ref()?;
        (most < least).then(|| {
            Problem::new(format!(
                "`{key}` must be {least} or more ({no_less}) and {most} or less ({no_more})"
            ))
            .at(format!("capacity.{key}"))
            .help("remove one of the limits, or add a rule that excludes this combination")
        })
    });
    empty.collect()
}
