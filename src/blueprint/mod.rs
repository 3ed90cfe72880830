//! Answers checked against the catalog, capacity solved: the blueprint. Every problem of the answers at once.

mod asked;
mod file;
mod keys;
mod numbers;

use indexmap::IndexMap;

use crate::answers::{Answers, Assignment, TIERS, Value};
use crate::capacity::{self, Inputs, Solution};
use crate::error::{Error, Problem, Result};
use crate::names;
use crate::pack::Pack;
use crate::pack::catalog::Tier;
use crate::pack::question::Answer;
use crate::selection::{self, Clash, Selection};
use crate::suggest;
use keys::unknown_key;

pub use file::to_toml;
pub use keys::{PACK, RECORDED, known_keys, plain_keys};

/// The version of the blueprint's format that this program reads and writes.
pub const FORMAT: u32 = 1;
/// Its key in `tierup.toml`.
pub const FORMAT_KEY: &str = "format";

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
    pub solution: Solution,
}

/// Decides. Every tier must have been answered that the pack does not choose by itself; numbers that were not take
/// their defaults.
///
/// # Errors
/// Every problem of the answers, each with the place where it was said.
pub fn decide(pack: &Pack, answers: &Answers) -> Result<Blueprint> {
    let answers = &complete(pack, answers);
    let mut problems: Vec<Problem> = answers
        .0
        .iter()
        .filter_map(|said| unknown_key(pack, said))
        .chain(keys::format(answers))
        .collect();
    let (name, package) = names(pack, answers, &mut problems);
    let selection = selection(pack, answers, &mut problems);
    problems.extend(
        pack.catalog
            .tiers
            .iter()
            .filter(|tier| answers.get(&format!("{TIERS}{}", tier.id)).is_none())
            .map(unanswered),
    );
    let active = selection::active(pack, &selection);
    let stack = selection::stack(&active);

    let whole = selection.len() == pack.catalog.tiers.len();
    let asked = asked::answers(pack, answers, &selection, whole, &mut problems);
    let inputs = numbers::inputs(pack, answers, whole, &stack, &mut problems);
    Error::unless_none(problems)?;
    let solution = capacity::solve(&inputs, &stack)?;
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
        solution,
    })
}

/// The answers, with what counts for tiers that are newer than they are.
fn complete(pack: &Pack, answers: &Answers) -> Answers {
    let mut answers = answers.clone();
    for tier in &pack.catalog.tiers {
        let key = format!("{TIERS}{}", tier.id);
        if let Some(before) = tier.before.as_ref().filter(|_| answers.get(&key).is_none()) {
            answers.say(key, before, "a default");
        }
    }
    answers
}

/// The numbers that a selection takes where nobody says any: none for a service that it does not have.
#[must_use]
pub fn defaults(pack: &Pack, selection: &Selection) -> Inputs {
    let active = selection::active(pack, selection);
    let stack = selection::stack(&active);
    numbers::inputs(pack, &Answers::default(), false, &stack, &mut Vec::new())
}

/// Checks what is said so far, before the rest is asked.
///
/// # Errors
/// Every unknown key and provider, and every clash; not what is still missing.
pub fn check(pack: &Pack, answers: &Answers) -> Result<()> {
    let mut problems: Vec<Problem> = answers
        .0
        .iter()
        .filter_map(|said| unknown_key(pack, said))
        .chain(keys::format(answers))
        .collect();
    if answers.get("project.name").is_some() {
        names(pack, answers, &mut problems);
    }
    let selection = selection(pack, answers, &mut problems);
    asked::answers(pack, answers, &selection, false, &mut problems);
    Error::unless_none(problems)
}

/// The tiers that the answers name with a provider that exists, in the catalog's order. Others are left out.
#[must_use]
pub fn selected(pack: &Pack, answers: &Answers) -> Selection {
    pack.catalog
        .tiers
        .iter()
        .filter_map(|tier| {
            let provider = answers.tier(&tier.id)?;
            tier.providers
                .iter()
                .any(|known| known == provider)
                .then(|| (tier.id.clone(), provider.to_owned()))
        })
        .collect()
}

fn names(pack: &Pack, answers: &Answers, problems: &mut Vec<Problem>) -> (String, String) {
    let known = problems.len();
    for (key, _) in plain_keys().filter(|(key, _)| key.starts_with(PACK)) {
        text(answers.get(key), problems);
    }
    let Some(name) = text(answers.get("project.name"), problems) else {
        // that nobody said one is worth saying only where nothing is wrong with what was said
        if problems.len() == known {
            problems.push(
                Problem::new("the project has no name")
                    .at("project.name")
                    .help("say it: `project.name = \"Shop API\"`"),
            );
        }
        return (String::new(), String::new());
    };
    let place = |key: &str| {
        answers
            .get(key)
            .map_or_else(|| key.to_owned(), |said| said.place.clone())
    };
    if let Some(problem) = names::check_project(&name) {
        problems.push(problem.at(place("project.name")));
        return (name, String::new());
    }
    let said = text(answers.get("project.package"), problems);
    let Some(package) = said.clone().or_else(|| names::package_of(&name)) else {
        problems.push(
            Problem::new(format!("no package name can be derived from `{name}`"))
                .at(place("project.name"))
                .help("say it: `--set project.package=NAME`, a lower-case Python identifier"),
        );
        return (name, String::new());
    };
    if let Some(problem) = names::check_package(&package, &pack.catalog.taken_names) {
        let key = if said.is_some() {
            "project.package"
        } else {
            "project.name"
        };
        problems.push(problem.at(place(key)));
    }
    (name, package)
}

fn text(said: Option<&Assignment>, problems: &mut Vec<Problem>) -> Option<String> {
    match said.map(|said| (&said.value, said)) {
        None => None,
        Some((Value::Typed(text) | Value::Text(text), _)) => Some(text.clone()),
        Some((other, said)) => {
            problems.push(
                Problem::new(format!("`{}` must be text, not {}", said.key, kind(other)))
                    .at(&said.place)
                    .help("put it in quotes"),
            );
            None
        }
    }
}

fn selection(pack: &Pack, answers: &Answers, problems: &mut Vec<Problem>) -> Selection {
    for tier in &pack.catalog.tiers {
        let said = answers.get(&format!("{TIERS}{}", tier.id));
        let known = || tier.providers.iter().map(String::as_str);
        match (said, text(said, problems)) {
            (Some(said), Some(provider)) if pack.catalog.hides(&tier.id, &provider) => problems
                .push(
                    Problem::new(format!(
                        "the pack `{}` does not offer `{}={provider}`",
                        pack.catalog.name, tier.id
                    ))
                    .at(&said.place)
                    .help(format!("one of: {}", tier.providers.join(", "))),
                ),
            (Some(said), Some(provider)) if !tier.providers.contains(&provider) => problems.push(
                Problem::new(format!("`{}` has no provider `{provider}`", tier.id))
                    .at(&said.place)
                    .help(suggest::help(&provider, known())),
            ),
            _ => {}
        }
    }
    let selection = selected(pack, answers);
    for clash in selection::clashes(pack, &selection) {
        problems.push(clash_problem(pack, answers, &selection, &clash));
    }
    selection
}

fn unanswered(tier: &Tier) -> Problem {
    Problem::new(format!("no provider is chosen for `{}`", tier.id))
        .at(format!("{TIERS}{}", tier.id))
        .help(format!(
            "say `{}=PROVIDER`, one of: {}",
            tier.id,
            tier.providers.join(", ")
        ))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Typed(_) | Value::Text(_) => "text",
        Value::Number(_) => "a number",
        Value::Flag(_) => "a boolean",
        Value::Other(kind) => kind,
    }
}

fn clash_problem(pack: &Pack, answers: &Answers, selection: &Selection, clash: &Clash) -> Problem {
    let Clash {
        tier,
        provider,
        other_tier,
        other_provider,
        reason,
    } = clash;
    let remedies: Vec<String> = [tier, other_tier]
        .into_iter()
        .filter_map(|tier| {
            let allowed = selection::allowed(pack, selection, tier);
            allowed
                .first()
                .map(|provider| format!("`{tier}={provider}`"))
        })
        .collect();
    let mut problem = Problem::new(format!(
        "{tier}={provider} does not go with {other_tier}={other_provider}: {reason}"
    ));
    let mut places: Vec<&str> = [tier, other_tier]
        .into_iter()
        .filter_map(|tier| Some(answers.get(&format!("{TIERS}{tier}"))?.place.as_str()))
        .collect();
    places.dedup();
    if !places.is_empty() {
        problem = problem.at(places.join(", "));
    }
    if remedies.is_empty() {
        problem
    } else {
        problem.help(format!("choose {} instead", remedies.join(" or ")))
    }
}
