//! Problems of a catalog's questions and defaults. Sees values only.

use std::collections::BTreeSet;

use crate::audit::conditions;
use crate::core::answers::{ANSWERS, Assignment, CAPACITY, TIERS, Value};
use crate::core::error::Problem;
use crate::core::suggest;
use crate::core::tree::unprintable;
use crate::pack::Pack;
use crate::pack::question::{Question, QuestionKind, compiled};

const DEFAULTS: &str = "catalog.toml: [defaults]";

/// Every problem of the pack's questions and defaults.
#[must_use]
pub fn problems(pack: &Pack) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for question in &pack.catalog.questions {
        let place = format!("catalog.toml: question `{}`", question.id);
        if !seen.insert(question.id.as_str()) {
            problems.push(Problem::new("the question is defined twice").at(&place));
        }
        let mut found = Vec::new();
        shape(question, &mut found);
        found.extend(conditions::problems(pack, &question.when));
        found.extend(facts(pack, question));
        problems.extend(found.into_iter().map(|problem| problem.at(&place)));
    }
    let defaults = &pack.catalog.defaults.0.0;
    problems.extend(
        defaults
            .iter()
            .filter_map(|assignment| default(pack, assignment))
            .map(|problem| problem.at(DEFAULTS)),
    );
    problems
}

/// Checks that the keys match the type, and that the default is a valid answer.
fn shape(question: &Question, problems: &mut Vec<Problem>) {
    let Question { id, kind, .. } = question;
    let name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.chars().all(name) {
        problems.push(
            Problem::new(format!(
                "the id {id:?} is not one word of lower-case letters, digits and `_`"
            ))
            .help("templates refer to the answer as `{{ answers.region }}`"),
        );
    }
    if question.question.trim().is_empty() {
        problems.push(Problem::new("`question` is empty"));
    }
    let texts = [&question.question].into_iter().chain(&question.pattern);
    if texts
        .chain(&question.choices)
        .any(|text| text.contains(unprintable))
    {
        problems.push(
            Problem::new("the text contains a control or invisible character")
                .help("it is shown next to the answer, in one line"),
        );
    }
    let keys = [
        ("pattern", question.pattern.is_some(), QuestionKind::Text),
        ("min", question.min.is_some(), QuestionKind::Number),
        ("max", question.max.is_some(), QuestionKind::Number),
        ("whole", question.whole, QuestionKind::Number),
        (
            "choices",
            !question.choices.is_empty(),
            QuestionKind::Choice,
        ),
        ("facts", !question.facts.is_empty(), QuestionKind::YesNo),
    ];
    for (key, _, of) in keys
        .iter()
        .filter(|(_, present, of)| *present && of != kind)
    {
        problems.push(
            Problem::new(format!("`{key}` does not apply to this type of answer"))
                .help(format!("it applies to `type = {}`", word(*of))),
        );
    }
    if *kind == QuestionKind::Choice && question.choices.is_empty() {
        problems.push(Problem::new("the question has no choices").help("add `choices = [...]`"));
    }
    if let (Some(min), Some(max)) = (question.min, question.max)
        && min > max
    {
        problems.push(Problem::new(format!(
            "the range from {min} to {max} is empty"
        )));
    }
    let pattern = question.pattern.as_deref();
    match pattern.map(|pattern| (pattern, compiled(pattern))) {
        Some((pattern, Err(why))) => problems.push(Problem::new(format!("`{pattern}` {why}"))),
        _ if problems.is_empty() => {
            if let Err(why) = question.answer(&question.default.value()) {
                problems.push(Problem::new(format!("the default must be {why}")));
            }
        }
        _ => {}
    }
}

/// A fact of an answer needs a value for projects without that answer.
fn facts(pack: &Pack, question: &Question) -> Vec<Problem> {
    let known = &pack.catalog.base.facts;
    let facts = question.facts.keys();
    facts
        .filter(|fact| !known.contains_key(*fact))
        .map(|fact| {
            Problem::new(format!("the fact `{fact}` has no default")).help(format!(
                "add it to `[base.facts]`, the value where the answer is no: `{fact} = \"none\"`"
            ))
        })
        .collect()
}

fn word(kind: QuestionKind) -> String {
    serde_json::to_string(&kind).unwrap_or_default()
}

/// The problem of a default.
pub(crate) fn default(pack: &Pack, assignment: &Assignment) -> Option<Problem> {
    let key = &assignment.key;
    if let Some(id) = key.strip_prefix(TIERS) {
        let tiers = || pack.catalog.tiers.iter().map(|tier| tier.id.as_str());
        let Some(tier) = pack.catalog.tier(id) else {
            return Some(
                Problem::new(format!("there is no tier `{id}`")).help(suggest::help(id, tiers())),
            );
        };
        let known = || tier.providers.iter().map(String::as_str);
        return match &assignment.value {
            Value::Text(provider) if tier.providers.contains(provider) => None,
            Value::Text(provider) => Some(
                Problem::new(format!("`{id}` has no provider `{provider}`"))
                    .help(suggest::help(provider, known())),
            ),
            _ => Some(Problem::new(format!(
                "`{key}` must be a provider, in quotes"
            ))),
        };
    }
    if let Some(name) = key.strip_prefix(CAPACITY) {
        let inputs = &pack.formulas.inputs;
        let Some(input) = inputs.get(name) else {
            let known = inputs.keys().map(String::as_str);
            return Some(
                Problem::new(format!("there is no number `{name}`"))
                    .help(suggest::help(name, known)),
            );
        };
        return match &assignment.value {
            Value::Number(number) if input.fits(*number) => None,
            _ => Some(Problem::new(format!(
                "`{key}` must be {}",
                input.requirement()
            ))),
        };
    }
    if let Some(id) = key.strip_prefix(ANSWERS) {
        let Some(question) = pack.catalog.question(id) else {
            let known = pack.catalog.questions.iter().map(|q| q.id.as_str());
            return Some(
                Problem::new(format!("there is no question `{id}`")).help(suggest::help(id, known)),
            );
        };
        let why = question.answer(&assignment.value).err()?;
        return Some(Problem::new(format!("`{key}` must be {why}")));
    }
    Some(
        Problem::new(format!("`{key}` has no default to change"))
            .help("defaults are for `tiers.TIER`, `capacity.NUMBER` and `answers.QUESTION`"),
    )
}
