//! The keys of `tierup.toml`, and problems of unknown ones.

use super::{FORMAT, FORMAT_KEY};
use crate::core::answers::{Answers, Assignment, CAPACITY, EMPTY_TABLE, RESOURCES, TIERS, Value};
use crate::core::error::Problem;
use crate::core::suggest;
use crate::pack::Pack;
use crate::pack::question::Question;

/// The prefix of keys about the project's pack.
pub const PACK: &str = "pack.";

/// Keys that record the state of the pack; they cannot be chosen.
pub const RECORDED: [&str; 3] = ["pack.version", "pack.commit", "pack.hash"];

/// Keys of `tierup.toml` besides tiers, answers and capacity.
const PLAIN_KEYS: [(&str, &str); 6] = [
    ("project.name", "Display name."),
    ("project.package", "Python package name."),
    (
        "pack.source",
        "`builtin`, a directory, or `git+URL#REF:DIR`.",
    ),
    ("pack.version", "Version of the pack."),
    ("pack.commit", "Commit of the pack, if it comes from git."),
    (
        "pack.hash",
        "Hash of the pack's files; `tierup update` records a new one.",
    ),
];

/// Every key that may be set, with its description.
pub fn known_keys(pack: &Pack) -> impl Iterator<Item = String> {
    PLAIN_KEYS
        .iter()
        .map(|(key, _)| (*key).to_owned())
        .chain([FORMAT_KEY.to_owned()])
        .chain(
            pack.catalog
                .tiers
                .iter()
                .map(|tier| format!("{TIERS}{}", tier.id)),
        )
        .chain(pack.catalog.questions.iter().map(Question::key))
        .chain(
            pack.formulas
                .inputs
                .keys()
                .map(|key| format!("{CAPACITY}{key}")),
        )
}

/// Descriptions of these keys, for the schema.
pub fn plain_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    PLAIN_KEYS.into_iter()
}

/// Whether these answers come from a release that wrote every number, chosen or not: the first releases wrote no
/// format, but the version of the pack, which users do not write.
#[must_use]
pub fn holds_defaults(answers: &Answers) -> bool {
    match answers.get(FORMAT_KEY).map(|assignment| &assignment.value) {
        Some(Value::Number(format)) => *format < 2.0,
        Some(_) => false,
        None => answers.get("pack.version").is_some(),
    }
}

/// Problems of keys, independent of their values.
pub(super) fn problems(pack: &Pack, answers: &Answers) -> Vec<Problem> {
    let unknown = answers
        .0
        .iter()
        .filter_map(|assignment| unknown_key(pack, assignment));
    unknown.chain(format(answers)).collect()
}

/// The problem of a blueprint from a newer program; without a format, it is the first one.
fn format(answers: &Answers) -> Option<Problem> {
    let assignment = answers.get(FORMAT_KEY)?;
    let known = match &assignment.value {
        Value::Number(number) => {
            (1..=FORMAT).any(|format| number.total_cmp(&f64::from(format)).is_eq())
        }
        Value::Typed(text) => text
            .parse()
            .is_ok_and(|format| (1..=FORMAT).contains(&format)),
        _ => false,
    };
    (!known).then(|| {
        Problem::new(format!("this version reads blueprints of format {FORMAT}"))
            .at(&assignment.place)
            .help("use the release of tierup that wrote it, or a newer one")
    })
}

/// The problem of a key that does not exist.
fn unknown_key(pack: &Pack, assignment: &Assignment) -> Option<Problem> {
    let known: Vec<String> = known_keys(pack).collect();
    let of_resource = assignment.key.strip_prefix(RESOURCES);
    if known.contains(&assignment.key)
        || of_resource.is_some_and(|rest| rest.matches('.').count() <= 1)
        || (assignment.value == Value::Other(EMPTY_TABLE) && is_section(&assignment.key, &known))
    {
        return None;
    }
    let problem =
        match assignment.key.strip_prefix(TIERS) {
            Some(tier) => Problem::new(format!("there is no tier `{tier}`"))
                .help(tier_help(pack, tier, &known)),
            None if of_resource.is_some() => {
                Problem::new(format!("there is no key `{}`", assignment.key))
                    .help("a field is a line `NAME = \"TYPE\"` in the table of its resource")
            }
            None => Problem::new(format!("there is no key `{}`", assignment.key)).help(
                suggest::help(&assignment.key, known.iter().map(String::as_str)),
            ),
        };
    Some(problem.at(&assignment.place))
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
            "a tier takes only a provider: `{} = \"{}\"`",
            tier.id, tier.providers[0]
        ),
        None => suggest::help(word, pack.catalog.tiers.iter().map(|tier| tier.id.as_str())),
    }
}

/// Whether `key` is the prefix of known keys.
fn is_section(key: &str, known: &[String]) -> bool {
    known.iter().any(|known| {
        known
            .strip_prefix(key)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}
