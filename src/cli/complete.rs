//! EDGE: shell completion: tiers, providers, presets and keys of the pack in use that are compatible with the
//! selection. Writes nothing, fetches nothing, and prints nothing without candidates.

mod line;
mod resources;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::core::answers::{Answers, CAPACITY};
use crate::generate::blueprint;
use crate::generate::selection::{self, Selection};
use crate::pack::Pack;
use crate::pack::catalog::{NONE, Tier};
use crate::pack::question::{Question, QuestionKind};
use line::{CompletionContext, CompletionScope};

pub use resources::{fields, new_fields, new_resources, resources};

/// Candidates with their descriptions.
type Candidates = Vec<(String, String)>;

/// `new`: `TIER=PROVIDER` for every tier that the line does not name yet.
#[must_use]
pub fn choices() -> ArgValueCompleter {
    completer(CompletionScope::Anywhere, |context| {
        let chosen = blueprint::named_selection(&context.pack, &context.typed);
        let open = tiers(context).filter(|tier| !chosen.contains_key(&tier.id));
        open.flat_map(|tier| providers(&context.pack, &chosen, tier))
            .collect()
    })
}

/// `add`: `TIER=PROVIDER` for every tier that the project does not have.
#[must_use]
pub fn additions() -> ArgValueCompleter {
    completer(CompletionScope::Project, |context| {
        let chosen = chosen(context);
        let lacks = |tier: &&Tier| chosen.get(&tier.id).is_none_or(|provider| provider == NONE);
        tiers(context)
            .filter(lacks)
            .flat_map(|tier| providers(&context.pack, &chosen, tier))
            .filter(|(word, _)| !is_none(word))
            .collect()
    })
}

/// `remove`: every optional tier of the project.
#[must_use]
pub fn removals() -> ArgValueCompleter {
    completer(CompletionScope::Project, |context| {
        let chosen = chosen(context);
        let has = |tier: &&Tier| chosen.get(&tier.id).is_none_or(|provider| provider != NONE);
        let may_remove =
            |tier: &&Tier| selection::allowed(&context.pack, &chosen, &tier.id).contains(&NONE);
        let named = |tier: &&Tier| context.words.contains(&tier.id);
        tiers(context)
            .filter(|tier| has(tier) && may_remove(tier) && !named(tier))
            .map(|tier| (tier.id.clone(), tier.label.clone()))
            .collect()
    })
}

/// `set`: another provider for a tier, and the project's keys.
#[must_use]
pub fn changes() -> ArgValueCompleter {
    completer(CompletionScope::Project, |context| {
        let chosen = chosen(context);
        let others = tiers(context)
            .flat_map(|tier| providers(&context.pack, &chosen, tier))
            .filter(|(word, _)| {
                let (tier, provider) = word.split_once('=').unwrap_or_default();
                context.has.tier(tier) != Some(provider)
            });
        others.chain(settings(context, &chosen)).collect()
    })
}

/// Names of presets.
#[must_use]
pub fn presets() -> ArgValueCompleter {
    completer(CompletionScope::Anywhere, |context| {
        let presets = context.pack.catalog.presets.iter();
        presets
            .map(|preset| (preset.id.clone(), preset.about.clone()))
            .collect()
    })
}

/// `new --set`: every key that may be set.
#[must_use]
pub fn keys() -> ArgValueCompleter {
    completer(CompletionScope::Anywhere, |context| {
        settings(context, &Selection::default())
    })
}

/// `size --set`: the project's keys.
#[must_use]
pub fn project_keys() -> ArgValueCompleter {
    completer(CompletionScope::Project, |context| {
        settings(context, &chosen(context))
    })
}

fn tiers(context: &CompletionContext) -> impl Iterator<Item = &Tier> {
    context.pack.catalog.tiers.iter()
}

/// The project's selection, overridden by the line.
fn chosen(context: &CompletionContext) -> Selection {
    let mut answers: Answers = context.has.clone();
    answers.override_with(context.typed.clone());
    blueprint::named_selection(&context.pack, &answers)
}

fn is_none(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(_, provider)| provider == NONE)
}

/// The providers of a tier that are compatible with the selection.
fn providers(pack: &Pack, chosen: &Selection, tier: &Tier) -> Candidates {
    let mut rest = chosen.clone();
    rest.shift_remove(&tier.id);
    let is_compatible = |provider: &&String| {
        selection::ruled_out(pack, &rest, &tier.id, provider.as_str()).is_none()
    };
    let about = |provider: &str| {
        let manifest = pack.provider(&tier.id, provider);
        manifest.map(|m| m.about.clone()).unwrap_or_default()
    };
    let providers = tier.providers.iter().filter(is_compatible);
    providers
        .map(|provider| (format!("{}={provider}", tier.id), about(provider)))
        .collect()
}

/// `KEY=` for keys besides tiers, `KEY=VALUE` if there are few values. Only keys that the selection uses; all if there
/// is no selection.
fn settings(context: &CompletionContext, chosen: &Selection) -> Candidates {
    let pack = &context.pack;
    let plain = blueprint::plain_keys()
        .filter(|(key, _)| !blueprint::RECORDED.contains(key))
        .map(|(key, about)| (format!("{key}="), about.to_owned()));
    let used =
        |key: &str| chosen.is_empty() || blueprint::defaults(pack, chosen).0.contains_key(key);
    let inputs = pack.formulas.inputs.values();
    let numbers = inputs
        .filter(|input| used(&input.key))
        .map(|input| (format!("{CAPACITY}{}=", input.key), input.about.clone()));
    let questions = &pack.catalog.questions;
    let asked = questions
        .iter()
        .filter(|question| chosen.is_empty() || selection::is_asked(pack, chosen, question))
        .flat_map(values);
    plain.chain(asked).chain(numbers).collect()
}

/// `KEY=VALUE` for every answer to a question; `KEY=` where there are too many.
fn values(question: &Question) -> Candidates {
    let values: Vec<String> = match question.kind {
        QuestionKind::Choice => question.choices.clone(),
        QuestionKind::YesNo => ["yes", "no"].map(str::to_owned).to_vec(),
        QuestionKind::Text | QuestionKind::Number => vec![String::new()],
    };
    let offer = |value| {
        (
            format!("{}={value}", question.key()),
            question.question.clone(),
        )
    };
    values.into_iter().map(offer).collect()
}

fn completer(
    place: CompletionScope,
    offers: fn(&CompletionContext) -> Candidates,
) -> ArgValueCompleter {
    completer_of(place, move |context, _| offers(context))
}

/// A completer whose candidates depend on the word that is completed.
fn completer_of(
    place: CompletionScope,
    offers: impl Fn(&CompletionContext, &str) -> Candidates + Send + Sync + 'static,
) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &std::ffi::OsStr| {
        let current = current.to_string_lossy();
        let all = line::read(place).map(|context| offers(&context, &current));
        all.unwrap_or_default()
            .into_iter()
            .filter(|(value, _)| value.starts_with(current.as_ref()))
            .map(|(value, about)| {
                let help = (!about.is_empty()).then(|| about.into());
                CompletionCandidate::new(value).help(help)
            })
            .collect()
    })
}
