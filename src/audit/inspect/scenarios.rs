//! The context and the files of each selection, without resources and with some of all types.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use tera::{Context, Value};

use crate::core::answers::{ANSWERS, Answers, TIERS};
use crate::core::error::{Error, Problem};
use crate::core::threads;
use crate::generate::assembly::Assembly;
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::pipeline;
use crate::generate::plan::PlannedFile;
use crate::generate::resources;
use crate::generate::selection::{self, Active, Facts, Selection};
use crate::pack::layout::{RESOURCE, RESOURCES};
use crate::pack::{Pack, ReadContent};

/// The project name used for inspections.
const NAME: &str = "shop";

pub(super) struct Scenario<'a> {
    selection: &'a Selection,
    pub(super) blueprint: Blueprint,
    pub(super) assembly: Assembly,
    pub(super) planned: Vec<PlannedFile<'a>>,
}

impl Scenario<'_> {
    /// The selection as command-line arguments.
    pub(super) fn arguments(&self) -> String {
        selection::arguments(self.selection)
    }

    /// What a file sees: that of a resource also sees its resource.
    pub(super) fn context(&self, resource: Option<usize>) -> Cow<'_, Context> {
        let context = &self.assembly.context;
        let all = context.get("resources").and_then(Value::as_array);
        let own = resource.and_then(|number| all?.get(number));
        own.map_or(Cow::Borrowed(context), |resource| {
            let mut context = context.clone();
            context.insert("resource", resource);
            Cow::Owned(context)
        })
    }
}

/// Whether every choice occurs in a selection that was accepted.
pub(super) fn have_every_choice(scenarios: &[Scenario<'_>], selections: &[Selection]) -> bool {
    let seen: BTreeSet<_> = scenarios
        .iter()
        .flat_map(|scenario| scenario.selection)
        .collect();
    let mut wanted = selections.iter().flatten();
    wanted.all(|choice| seen.contains(&choice))
}

/// The scenarios of the selections, and the problems of those that failed.
pub(super) fn scenarios<'a>(
    pack: &'a Pack,
    selections: &'a [Selection],
    read: &ReadContent<'_>,
    threads: usize,
) -> (Vec<Scenario<'a>>, Vec<Problem>) {
    let mut variants: Vec<(&Selection, Answers)> = selections
        .iter()
        .map(|selection| (selection, Answers::default()))
        .collect();
    if !pack.types.is_empty() {
        let samples = |selection| resources::samples(pack, &selection::facts_of(pack, selection));
        let having = for_resources(pack, selections);
        variants.extend(having.map(|selection| (selection, samples(selection))));
    }
    if pack
        .catalog
        .questions
        .iter()
        .any(|one| !one.facts.is_empty())
    {
        let accepting = for_answers(pack, selections);
        variants.extend(accepting.map(|selection| (selection, accepted(pack, selection))));
    }
    let made = threads::map(&variants, threads, |(selection, resources)| {
        scenario(pack, selection, resources, read)
    });
    let mut scenarios = Vec::new();
    let mut refused: BTreeMap<String, (Problem, usize, &Selection)> = BTreeMap::new();
    for ((selection, _), scenario) in variants.iter().zip(made) {
        match scenario {
            Ok(scenario) => scenarios.push(scenario),
            Err(error) => {
                for problem in error.problems {
                    let key = problem.one_line();
                    refused.entry(key).or_insert((problem, 0, selection)).1 += 1;
                }
            }
        }
    }
    let problems = refused.into_values().map(|(mut problem, times, first)| {
        if times < variants.len() {
            problem.message = format!(
                "{}, with `{}`",
                problem.message,
                selection::arguments(first)
            );
        }
        problem
    });
    (scenarios, problems.collect())
}

/// The first selection, and those that together use every folder with files about resources and every value of a fact:
/// once where providers state a fact of projects with resources too, and once where resources alone do.
fn for_resources<'a>(
    pack: &'a Pack,
    selections: &'a [Selection],
) -> impl Iterator<Item = &'a Selection> {
    let stated = move |selection: &Selection| {
        let types = resources::usable_types(pack, &selection::facts_of(pack, selection));
        selection::stated_facts(pack, &types, &IndexMap::new())
    };
    let is_about_one = |path: &&String| path.contains(RESOURCE) || path.contains(RESOURCES);
    let paths: Vec<&String> = pack.files.keys().filter(is_about_one).collect();
    let has_files = move |folder: &str| {
        let inside = format!("{folder}/");
        paths.iter().any(|path| path.starts_with(&inside))
    };
    let kind = |selection: &Selection| resources_state_facts_alone(pack, selection);
    covering(pack, selections, stated, has_files, kind)
}

/// The first selection, and those that together use every folder and every value of a fact where every question is
/// answered with yes.
fn for_answers<'a>(
    pack: &'a Pack,
    selections: &'a [Selection],
) -> impl Iterator<Item = &'a Selection> {
    let stated = |selection: &Selection| {
        selection::stated_facts(pack, &[], &selection::accepting_answers(pack, selection))
    };
    covering(pack, selections, stated, |_| true, |_| true)
}

/// The first selection, and those that together use every one of `folders` and every value of a fact, for each `kind`.
fn covering<'a>(
    pack: &'a Pack,
    selections: &'a [Selection],
    stated: impl Fn(&Selection) -> Facts,
    folders: impl Fn(&str) -> bool,
    kind: impl Fn(&Selection) -> bool,
) -> impl Iterator<Item = &'a Selection> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let numbered = selections.iter().enumerate();
    numbered.filter_map(move |(number, selection)| {
        let before = seen.len();
        let (kind, stated) = (kind(selection), stated(selection));
        let active = selection::active_with(pack, selection, &stated);
        let facts = selection::facts_with(pack, &active, &stated).into_iter();
        seen.extend(facts.map(|(name, value)| format!("{kind} {name} = {value}")));
        let used = active.iter().map(|active| active.folder);
        let used = used.filter(|folder| folders(folder));
        seen.extend(used.map(|folder| format!("{kind} {folder}")));
        (number == 0 || seen.len() > before).then_some(selection)
    })
}

/// Yes to every question that states facts.
fn accepted(pack: &Pack, selection: &Selection) -> Answers {
    let mut answers = Answers::default();
    for (id, answer) in selection::accepting_answers(pack, selection) {
        let key = format!("{ANSWERS}{id}");
        answers.set(key, answer.argument(), "a question");
    }
    answers
}

fn resources_state_facts_alone(pack: &Pack, selection: &Selection) -> bool {
    let facts = selection::facts_of(pack, selection);
    let mut stated = pack.catalog.resource_facts.keys();
    stated.all(|fact| facts.get(fact) == pack.catalog.base.facts.get(fact))
}

fn scenario<'a>(
    pack: &'a Pack,
    selection: &'a Selection,
    resources: &Answers,
    read: &ReadContent<'_>,
) -> Result<Scenario<'a>, Error> {
    let mut answers = resources.clone();
    answers.set("project.name", NAME, "a name");
    for (tier, provider) in selection {
        answers.set(format!("{TIERS}{tier}"), provider, "a selection");
    }
    Error::if_any(contradictions(&selection::active(pack, selection)))?;
    let blueprint = blueprint::decide(pack, &answers)?;
    let active = blueprint.active(pack);
    let (assembly, planned) = pipeline::prepare(pack, &blueprint, &active, read)?;
    Ok(Scenario {
        selection,
        blueprint,
        assembly,
        planned,
    })
}

/// Numbers for which the folders' bounds leave no value.
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
