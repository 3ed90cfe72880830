//! Answers checked against the catalog, capacity solved: the blueprint. Every problem of the answers at once.

use std::fmt::Write as _;

use crate::answers::{Answers, Assignment, CAPACITY, EMPTY_TABLE, TIERS, Value};
use crate::capacity::{self, INPUTS, Input, Inputs, Solution};
use crate::error::{Error, Problem, Result};
use crate::names;
use crate::pack::Pack;
use crate::pack::catalog::Tier;
use crate::selection::{self, Clash, Selection};
use crate::suggest;

/// Keys of `tierup.toml` beside tiers and capacity.
const PLAIN_KEYS: [(&str, &str); 4] = [
    ("project.name", "What people call it."),
    ("project.package", "What Python imports."),
    (
        "pack.source",
        "`builtin`, or the folder that the templates came from.",
    ),
    ("pack.version", "The version of those templates."),
];

/// What was decided. Stored in the project as `tierup.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Blueprint {
    pub name: String,
    pub package: String,
    pub pack_source: String,
    pub pack_version: String,
    pub selection: Selection,
    pub inputs: Inputs,
    pub solution: Solution,
}

/// Decides. Every tier must have been answered; numbers that were not take their defaults.
///
/// # Errors
/// Every problem of the answers, each with the place where it was said.
pub fn decide(pack: &Pack, answers: &Answers) -> Result<Blueprint> {
    let mut problems: Vec<Problem> = answers
        .0
        .iter()
        .filter_map(|said| unknown_key(pack, said))
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
    let bounds = selection::bounds(&active);
    let roles = selection::roles(&active);

    let mut inputs = Inputs::default();
    for input in INPUTS {
        let key = format!("{CAPACITY}{}", input.key);
        let bound = bounds.get(input.key);
        #[expect(clippy::cast_precision_loss, reason = "bounds are small counts")]
        let ceiling = bound.map_or(input.max, |(most, _)| *most as f64);
        let said = answers.get(&key);
        if !roles.contains(&input.role) {
            problems.extend(said.filter(|_| complete(pack, &selection)).map(meaningless));
            continue;
        }
        let value = match said.map(|said| number(input, said)) {
            None => input.default.min(ceiling),
            Some(Err(problem)) => {
                problems.push(problem);
                continue;
            }
            Some(Ok(value)) => value,
        };
        if let (Some((most, reason)), Some(said)) = (bound.filter(|_| value > ceiling), said) {
            problems.push(
                Problem::new(format!("{key} cannot be {}: {reason}", input.show(value)))
                    .at(&said.place)
                    .help(format!("say `{key}={most}`, or choose another provider")),
            );
        }
        inputs.0.insert(input.key, value);
    }
    Error::unless_none(problems)?;
    let solution = capacity::solve(&inputs, &roles, &bounds)?;
    Ok(Blueprint {
        name,
        package,
        pack_source: pack.source.clone(),
        pack_version: pack.catalog.version.clone(),
        selection,
        inputs,
        solution,
    })
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
        .collect();
    if answers.get("project.name").is_some() {
        names(pack, answers, &mut problems);
    }
    selection(pack, answers, &mut problems);
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

/// The text of `tierup.toml`.
#[must_use]
pub fn to_toml(pack: &Pack, blueprint: &Blueprint) -> String {
    let mut text = String::from(
        "# The blueprint of this project: every decision that it was generated from.\n\n[project]\n",
    );
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line(format!("name = {}", toml_string(&blueprint.name)));
    line(format!("package = {}", toml_string(&blueprint.package)));
    line(format!(
        "\n[pack]\nsource = {}",
        toml_string(&blueprint.pack_source)
    ));
    line(format!(
        "version = {}",
        toml_string(&blueprint.pack_version)
    ));
    line("\n[tiers]".to_owned());
    for (tier, provider) in &blueprint.selection {
        let known = pack
            .catalog
            .tier(tier)
            .map(|tier| tier.providers.join(", "))
            .unwrap_or_default();
        line(format!("{tier} = {} # {known}", toml_string(provider)));
    }
    line("\n# What you know of the load and the machines; every pool, limit and timeout follows from it.\n[capacity]".to_owned());
    let mut section = "";
    for (key, value) in INPUTS
        .iter()
        .filter_map(|i| blueprint.inputs.0.get(i.key).map(|value| (i, *value)))
    {
        let (table, name) = key.key.split_once('.').unwrap_or(("", key.key));
        if table != section {
            let _ = writeln!(text, "\n[capacity.{table}]");
            section = table;
        }
        let _ = writeln!(text, "# {}\n{name} = {}", key.about, key.show(value));
    }
    text
}

/// Every key that may be set, with its meaning.
pub fn known_keys(pack: &Pack) -> impl Iterator<Item = String> {
    PLAIN_KEYS
        .iter()
        .map(|(key, _)| (*key).to_owned())
        .chain(
            pack.catalog
                .tiers
                .iter()
                .map(|tier| format!("{TIERS}{}", tier.id)),
        )
        .chain(
            INPUTS
                .iter()
                .map(|input| format!("{CAPACITY}{}", input.key)),
        )
}

/// What a plain key means, for the schema.
pub fn plain_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    PLAIN_KEYS.into_iter()
}

/// A string as TOML writes it; JSON's escapes are TOML's.
fn toml_string(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('\u{7f}', "\\u007f")
}

fn tier_help(pack: &Pack, word: &str, known: &[String]) -> String {
    if known.iter().any(|key| key == word) {
        return format!("it is a key: `--set {word}=VALUE`");
    }
    match word
        .split_once('.')
        .and_then(|(tier, _)| pack.catalog.tier(tier))
    {
        Some(tier) => format!(
            "a tier has a provider, nothing else: `{} = \"{}\"`",
            tier.id, tier.providers[0]
        ),
        None => suggest::help(word, pack.catalog.tiers.iter().map(|tier| tier.id.as_str())),
    }
}

/// Whether keys may stand below `key`.
fn is_section(key: &str, known: &[String]) -> bool {
    known.iter().any(|known| {
        known
            .strip_prefix(key)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}

fn unknown_key(pack: &Pack, said: &Assignment) -> Option<Problem> {
    let known: Vec<String> = known_keys(pack).collect();
    if known.contains(&said.key)
        || (said.value == Value::Other(EMPTY_TABLE) && is_section(&said.key, &known))
    {
        return None;
    }
    let problem = match said.key.strip_prefix(TIERS) {
        Some(tier) => {
            Problem::new(format!("there is no tier `{tier}`")).help(tier_help(pack, tier, &known))
        }
        None => Problem::new(format!("there is no key `{}`", said.key))
            .help(suggest::help(&said.key, known.iter().map(String::as_str))),
    };
    Some(problem.at(&said.place))
}

fn names(pack: &Pack, answers: &Answers, problems: &mut Vec<Problem>) -> (String, String) {
    let known = problems.len();
    for key in ["pack.source", "pack.version"] {
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

fn unanswered(tier: &Tier) -> Problem {
    Problem::new(format!("no provider is chosen for `{}`", tier.id))
        .at(format!("{TIERS}{}", tier.id))
        .help(format!(
            "say `{}=PROVIDER`, one of: {}",
            tier.id,
            tier.providers.join(", ")
        ))
}

/// Whether every tier is decided; before that nothing can be said of numbers.
fn complete(pack: &Pack, selection: &Selection) -> bool {
    selection.len() == pack.catalog.tiers.len()
}

fn meaningless(said: &Assignment) -> Problem {
    Problem::new(format!(
        "`{}` means nothing in this selection: it has no such service",
        said.key
    ))
    .at(&said.place)
    .help("leave it out")
}

fn number(input: &Input, said: &Assignment) -> Result<f64, Problem> {
    let wanted = format!(
        "a {}number from {} to {}",
        if input.whole { "whole " } else { "" },
        input.show(input.min),
        input.show(input.max)
    );
    let refuse = |shown: String| {
        Problem::new(format!("`{}` must be {wanted}, not {shown}", said.key))
            .at(&said.place)
            .help(format!(
                "{} `{}={}` is usual",
                input.about,
                said.key,
                input.show(input.default)
            ))
    };
    let (value, shown) = match &said.value {
        Value::Number(number) => (*number, number.to_string()),
        Value::Typed(text) => match text.parse::<f64>() {
            Ok(number) => (number, text.clone()),
            Err(_) => return Err(refuse(format!("`{text}`"))),
        },
        Value::Text(text) => return Err(refuse(format!("the text {text:?}"))),
        Value::Other(kind) => return Err(refuse((*kind).to_owned())),
    };
    let fits = value >= input.min && value <= input.max && (!input.whole || value.fract() == 0.0);
    if fits { Ok(value) } else { Err(refuse(shown)) }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Typed(_) | Value::Text(_) => "text",
        Value::Number(_) => "a number",
        Value::Other(kind) => kind,
    }
}
