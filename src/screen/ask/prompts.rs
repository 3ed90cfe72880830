//! The prompts: the project's name, a provider for a tier, an answer to a question of the pack. Used by the interview
//! in order, and separately by the last page and `add`.

use super::questions::{PLACE, key_of};
use super::{Ask, Choice, Reply};
use crate::core::answers::{Answers, Value};
use crate::core::error::{Problem, Result};
use crate::generate::blueprint;
use crate::generate::names;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::catalog::Tier;
use crate::pack::question::{Question, QuestionKind};

/// The project's name. False: back.
///
/// # Errors
/// When the user leaves.
pub fn name(
    asker: &mut dyn Ask,
    pack: &Pack,
    answers: &mut Answers,
    default: &str,
) -> Result<bool> {
    let package_is_said = answers.get("project.package").is_some();
    let check = |name: &str| name_problem(pack, name, package_is_said);
    let default = answers.text("project.name").unwrap_or(default).to_owned();
    match asker.line("Name of the service", &default, &check)? {
        Reply::Given(name) => {
            answers.set("project.name", name, PLACE);
            Ok(true)
        }
        Reply::Back => Ok(false),
    }
}

fn name_problem(pack: &Pack, name: &str, package_is_said: bool) -> Option<String> {
    let problem = names::check_project(name).or_else(|| {
        if package_is_said {
            return None;
        }
        match names::package_of(name) {
            Some(package) => names::check_package(&package, &pack.reserved_names),
            None => Some(Problem::new(format!(
                "no package name can be derived from `{name}`: start with a letter, and use a to z, digits and spaces"
            ))),
        }
    });
    problem.map(|problem| problem.message)
}

/// A provider for a tier; `before` is the choice of an earlier visit. False: back.
///
/// # Errors
/// When the user leaves.
pub fn provider(
    asker: &mut dyn Ask,
    pack: &Pack,
    tier: &Tier,
    before: Option<&str>,
    answers: &mut Answers,
) -> Result<bool> {
    let current = answers.tier(&tier.id).or(before);
    let (ids, options) = providers(pack, tier, answers);
    let allowed = |at: &usize| options.get(*at).is_some_and(|o| o.ruled_out.is_none());
    let default = current
        .and_then(|current| ids.iter().position(|id| *id == current))
        .filter(allowed)
        .or_else(|| (0..options.len()).find(allowed))
        .unwrap_or(0);
    match asker.select(&tier.question, &options, default)? {
        Reply::Given(at) => {
            if let Some(provider) = ids.get(at) {
                answers.set(key_of(tier), *provider, PLACE);
            }
            Ok(true)
        }
        Reply::Back => Ok(false),
    }
}

/// An answer to a question of the pack. False: back.
///
/// # Errors
/// When the user leaves.
pub fn answer(
    asker: &mut dyn Ask,
    pack: &Pack,
    question: &Question,
    answers: &mut Answers,
) -> Result<bool> {
    let key = question.key();
    let answered = answers
        .get(&key)
        .map(|assignment| question.answer(&assignment.value));
    let current = match answered {
        Some(Ok(answer)) => answer.argument(),
        _ => pack.default_answer(question).argument(),
    };
    let words: Vec<&str> = match question.kind {
        QuestionKind::Choice => question.choices.iter().map(String::as_str).collect(),
        QuestionKind::YesNo => vec!["yes", "no"],
        QuestionKind::Text | QuestionKind::Number => Vec::new(),
    };
    let given = if words.is_empty() {
        let check = |text: &str| {
            let typed = Value::Typed(text.to_owned());
            let refused = question.answer(&typed).err()?;
            Some(format!("it must be {refused}"))
        };
        asker.line(&question.question, &current, &check)?
    } else {
        let options: Vec<Choice> = words.iter().map(|word| Choice::new(*word, "")).collect();
        let default = words.iter().position(|word| *word == current).unwrap_or(0);
        match asker.select(&question.question, &options, default)? {
            Reply::Given(at) => {
                Reply::Given(words.get(at).map_or(current, |word| (*word).to_owned()))
            }
            Reply::Back => Reply::Back,
        }
    };
    match given {
        Reply::Given(text) => {
            answers.set(key, text, PLACE);
            Ok(true)
        }
        Reply::Back => Ok(false),
    }
}

/// The providers of a tier, and the options for them, given the other answers.
fn providers<'a>(pack: &'a Pack, tier: &'a Tier, answers: &Answers) -> (Vec<&'a str>, Vec<Choice>) {
    let mut chosen = blueprint::named_selection(pack, answers);
    chosen.shift_remove(&tier.id);
    let offer = |id: &'a String| {
        let manifest = pack.provider(&tier.id, id)?;
        let clash = selection::ruled_out(pack, &chosen, &tier.id, id);
        let choice = Choice {
            ruled_out: clash.map(|clash| clash.reason),
            ..Choice::new(&manifest.label, &manifest.about)
        };
        Some((id.as_str(), choice))
    };
    tier.providers.iter().filter_map(offer).unzip()
}
