//! Answers checked against the catalog, capacity solved: the blueprint. Every problem of the answers at once.

mod answers;
mod file;
mod keys;
mod numbers;
mod project;
mod text;
mod tiers;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::core::answers::{Answers, CAPACITY};
use crate::core::error::{Error, Result};
use crate::generate::capacity::{self, Inputs, Solution};
use crate::generate::selection::{self, Selection};
use crate::pack::Pack;
use crate::pack::question::Answer;

pub use file::to_toml;
pub use keys::{PACK, RECORDED, holds_defaults, known_keys, plain_keys};
pub use numbers::default_of;
pub use tiers::{named_selection, unnamed_tiers, with_newer_tiers};

/// The version of the blueprint's format that this program writes; it reads the older ones too.
/// 2: numbers that follow the selection are comments. In 1 a number says nothing where it is the default.
pub const FORMAT: u32 = 2;
/// Its key in `tierup.toml`.
pub const FORMAT_KEY: &str = "format";

/// Its file in a project.
pub const FILE: &str = "tierup.toml";

/// What was decided. Stored in the project as `tierup.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Blueprint {
    pub name: String,
    pub package: String,
    pub pack_source: String,
    pub pack_version: String,
    /// Where the pack came from git: the commit.
    pub pack_commit: Option<String>,
    /// What the pack's files came to.
    pub pack_hash: Option<String>,
    pub selection: Selection,
    /// By id, those questions of the pack that the selection asks.
    pub answers: IndexMap<String, Answer>,
    pub inputs: Inputs,
    /// The keys of those inputs that were chosen; the others follow the selection.
    pub chosen: BTreeSet<String>,
    pub solution: Solution,
}

/// Decides. Every tier must have been answered that the pack does not choose by itself; numbers that were not take
/// their defaults.
///
/// # Errors
/// Every problem of the answers, each with the place where it was said.
pub fn decide(pack: &Pack, answers: &Answers) -> Result<Blueprint> {
    let answers = &with_newer_tiers(pack, answers);
    let mut problems = keys::problems(pack, answers);
    let (name, package) = project::names(pack, answers, &mut problems);
    let selection = tiers::selection(pack, answers, &mut problems);
    problems.extend(unnamed_tiers(pack, answers).map(tiers::unanswered));
    let active = selection::active(pack, &selection);
    let stack = selection::stack_profile(&active);

    let whole = selection.len() == pack.catalog.tiers.len();
    let asked = answers::answers(pack, answers, &selection, whole, &mut problems);
    let inputs = numbers::inputs(pack, answers, whole, &stack, &mut problems);
    Error::if_any(problems)?;
    let solution = capacity::solve(&pack.formulas, &inputs, &stack)?;
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
        inputs,
        chosen,
        solution,
    })
}

/// The numbers that a selection takes where nobody says any: none for a service that it does not have.
#[must_use]
pub fn defaults(pack: &Pack, selection: &Selection) -> Inputs {
    let active = selection::active(pack, selection);
    let stack = selection::stack_profile(&active);
    numbers::inputs(pack, &Answers::default(), false, &stack, &mut Vec::new())
}

/// Checks what is said so far, before the rest is asked.
///
/// # Errors
/// Every unknown key and provider, and every clash; not what is still missing.
pub fn check(pack: &Pack, answers: &Answers) -> Result<()> {
    let mut problems = keys::problems(pack, answers);
    if answers.get("project.name").is_some() {
        project::names(pack, answers, &mut problems);
    }
    let selection = tiers::selection(pack, answers, &mut problems);
    answers::answers(pack, answers, &selection, false, &mut problems);
    Error::if_any(problems)
}
