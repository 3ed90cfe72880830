//! Checks answers against the catalog and solves the capacity: the blueprint. Reports every problem of the answers.

mod answers;
mod file;
mod keys;
mod numbers;
mod offers;
mod project;
mod text;
mod tiers;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::core::answers::{Answers, CAPACITY};
use crate::core::error::{Error, Problem, Result};
use crate::generate::capacity::{self, Inputs, Solution};
use crate::generate::resources::{self, Resource};
use crate::generate::selection::{self, Active, Facts, Selection};
use crate::pack::Pack;
use crate::pack::question::Answer;

pub use file::to_toml;
pub use keys::{PACK, RECORDED, holds_defaults, known_keys, plain_keys};
pub use numbers::default_of;
pub use tiers::{named_selection, unnamed_tiers, with_newer_tiers};

/// The version of the blueprint's format that this program writes; it also reads older ones. 2: numbers that follow the
/// selection are comments. In 1, a number equal to the default counts as not chosen.
pub const FORMAT: u32 = 2;
/// Its key in `tierup.toml`.
pub const FORMAT_KEY: &str = "format";

/// The blueprint's file in a project.
pub const FILE: &str = "tierup.toml";

/// All decisions about a project. Stored in it as `tierup.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Blueprint {
    pub name: String,
    pub package: String,
    pub pack_source: String,
    pub pack_version: String,
    /// For a pack from git: the commit.
    pub pack_commit: Option<String>,
    /// The hash of the pack's files.
    pub pack_hash: Option<String>,
    pub selection: Selection,
    /// By question id, for the questions that the selection asks.
    pub answers: IndexMap<String, Answer>,
    /// In the order in which they were written.
    pub resources: Vec<Resource>,
    pub inputs: Inputs,
    /// The keys of inputs that were set; the others follow the selection.
    pub chosen: BTreeSet<String>,
    pub solution: Solution,
}

impl Blueprint {
    /// The folders of the pack that the project uses.
    #[must_use]
    pub fn active<'a>(&self, pack: &'a Pack) -> Vec<Active<'a>> {
        selection::active_with(pack, &self.selection, &self.stated_facts(pack))
    }

    /// The facts that the project states besides those of its choices.
    #[must_use]
    pub fn stated_facts(&self, pack: &Pack) -> Facts {
        let types = resources::field_types(&self.resources);
        selection::stated_facts(pack, &types, &self.answers)
    }
}

/// Builds the blueprint. Every tier without a default in the pack must be answered; numbers have defaults.
///
/// # Errors
/// Every problem of the answers, each with its place.
pub fn decide(pack: &Pack, answers: &Answers) -> Result<Blueprint> {
    let answers = &with_newer_tiers(pack, answers);
    let mut problems = keys::problems(pack, answers);
    let (name, package) = project::names(pack, answers, &mut problems);
    let selection = tiers::selection(pack, answers, &mut problems);
    problems.extend(unnamed_tiers(pack, answers).map(tiers::unanswered));
    let active = selection::active(pack, &selection);
    let resources = resources::resources(pack, &active, answers, &mut problems);
    let whole = selection.len() == pack.catalog.tiers.len();
    let asked = answers::answers(pack, answers, &selection, whole, &mut problems);
    let types = resources::field_types(&resources);
    let stated = selection::stated_facts(pack, &types, &asked);
    let active = selection::active_with(pack, &selection, &stated);
    let mut stack = selection::stack_profile(&active);
    let inputs = numbers::inputs(pack, answers, whole, &stack, &mut problems);
    Error::if_any(problems)?;
    let solution = capacity::solve(&pack.formulas, &inputs, &stack).or_else(|_| {
        stack.offers = offers::offers(pack, answers, &selection, &stated);
        capacity::solve(&pack.formulas, &inputs, &stack)
    })?;
    let is_said = |key: &&String| answers.get(&format!("{CAPACITY}{key}")).is_some();
    let chosen = inputs.0.keys().filter(is_said).cloned().collect();
    Ok(Blueprint {
        name,
        package,
        pack_source: pack.source.clone(),
        pack_version: pack.catalog.version.clone(),
        pack_commit: pack.commit.clone(),
        pack_hash: pack.hash.clone(),
        selection,
        answers: asked,
        resources,
        inputs,
        chosen,
        solution,
    })
}

/// The default numbers of a selection: none for a service that it does not have.
#[must_use]
pub fn defaults(pack: &Pack, selection: &Selection) -> Inputs {
    let active = selection::active(pack, selection);
    let stack = selection::stack_profile(&active);
    numbers::inputs(pack, &Answers::default(), false, &stack, &mut Vec::new())
}

/// Checks incomplete answers before the user is asked for the rest.
///
/// # Errors
/// Every unknown key or provider and every conflict, but no missing answer.
pub fn check(pack: &Pack, answers: &Answers) -> Result<()> {
    let mut problems = keys::problems(pack, answers);
    if answers.get("project.name").is_some() {
        project::names(pack, answers, &mut problems);
    }
    let selection = tiers::selection(pack, answers, &mut problems);
    answers::answers(pack, answers, &selection, false, &mut problems);
    resources_of(pack, answers, &mut problems);
    Error::if_any(problems)
}

/// The resources of answers that may be incomplete.
pub fn resources_of(pack: &Pack, answers: &Answers, problems: &mut Vec<Problem>) -> Vec<Resource> {
    let selection = named_selection(pack, answers);
    let active = selection::active(pack, &selection);
    resources::resources(pack, &active, answers, problems)
}

/// Why a new resource cannot have this name, if it cannot.
#[must_use]
pub fn resource_name_fault(pack: &Pack, answers: &Answers, name: &str) -> Option<String> {
    let known = resources_of(pack, answers, &mut Vec::new());
    let selection = named_selection(pack, answers);
    let active = selection::active(pack, &selection);
    resources::new_name_fault(pack, &active, &known, name)
}
