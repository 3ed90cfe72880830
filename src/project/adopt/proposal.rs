//! The choices and answers that a project shows.

use serde::Serialize;

use super::signs::{self, Found};
use super::survey::Survey;
use crate::core::answers::{Answers, TIERS};
use crate::core::error::Problem;
use crate::generate::blueprint;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::catalog::{NONE, Tier};

/// A choice or an answer, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// `tiers.db`, `answers.application`.
    pub key: String,
    pub value: String,
    /// Where it was found; empty for a default.
    pub why: String,
}

/// What the project shows about everything that `typed` does not say. A tier without a sign gets the default of the
/// pack, then `none`; one that is neither optional nor has a default is left out.
#[must_use]
pub fn propose(pack: &Pack, survey: &Survey, typed: &Answers) -> Vec<Proposal> {
    let mut answers = typed.clone();
    let mut proposals = Vec::new();
    for tier in &pack.catalog.tiers {
        let key = format!("{TIERS}{}", tier.id);
        if answers.get(&key).is_some() {
            continue;
        }
        if let Some((provider, why)) = provider(pack, survey, tier, &answers) {
            answers.set(key.clone(), provider, &why);
            proposals.push(Proposal {
                key,
                value: provider.to_owned(),
                why,
            });
        }
    }
    let selection = blueprint::named_selection(pack, &answers);
    for question in &pack.catalog.questions {
        let key = question.key();
        if typed.get(&key).is_some() || !selection::is_asked(pack, &selection, question) {
            continue;
        }
        let mut found = question
            .signs
            .iter()
            .filter_map(|sign| signs::find(sign, survey));
        if let Some(Found {
            why,
            answer: Some(value),
        }) = found.next()
        {
            proposals.push(Proposal { key, value, why });
        }
    }
    proposals
}

/// Questions that are asked, that nothing in the project answers, and whose defaults are guesses.
#[must_use]
pub fn guesses(pack: &Pack, answers: &Answers) -> Vec<Problem> {
    let selection = blueprint::named_selection(pack, answers);
    let guessed = pack.catalog.questions.iter().filter(|question| {
        question.guess
            && answers.get(&question.key()).is_none()
            && selection::is_asked(pack, &selection, question)
    });
    guessed
        .map(|question| {
            let (key, default) = (question.key(), question.default.argument());
            Problem::new(format!(
                "nothing in the project shows `{key}`; `{default}` is a guess"
            ))
            .at(&key)
            .help(format!("set it: `tierup set {key}=VALUE`"))
        })
        .collect()
}

/// The provider with the most signs; of equal ones the first.
fn provider<'a>(
    pack: &'a Pack,
    survey: &Survey,
    tier: &'a Tier,
    answers: &Answers,
) -> Option<(&'a str, String)> {
    let selection = blueprint::named_selection(pack, answers);
    let allowed = selection::allowed(pack, &selection, &tier.id);
    let mut best: Option<(usize, &str, String)> = None;
    for id in tier
        .providers
        .iter()
        .filter(|id| allowed.contains(&id.as_str()))
    {
        let manifest = pack.provider(&tier.id, id);
        let signs = manifest.into_iter().flat_map(|manifest| &manifest.signs);
        let found: Vec<Found> = signs.filter_map(|sign| signs::find(sign, survey)).collect();
        let most = best.as_ref().map_or(0, |(most, ..)| *most);
        if found.len() > most {
            let why: Vec<&str> = found.iter().map(|found| found.why.as_str()).collect();
            best = Some((found.len(), id, why.join("; ")));
        }
    }
    if let Some((_, provider, why)) = best {
        return Some((provider, why));
    }
    let defaults = pack.defaults();
    let default = defaults
        .tier(&tier.id)
        .and_then(|default| tier.providers.iter().find(|id| *id == default));
    let default = default
        .map(String::as_str)
        .filter(|default| allowed.contains(default));
    let none = tier
        .optional()
        .then_some(NONE)
        .filter(|none| allowed.contains(none));
    default.or(none).map(|provider| (provider, String::new()))
}
