//! The questions in their order, as a machine that can step back. Asks through the trait; reads and writes
//! nothing itself.

use super::{Ask, Choice, Reply};
use crate::answers::{Answers, TIERS};
use crate::blueprint;
use crate::error::Result;
use crate::names;
use crate::pack::Pack;
use crate::pack::catalog::{Preset, Tier};
use crate::selection::{self, Selection};

/// Where answers from prompts say they come from.
pub const PLACE: &str = "your answer";

/// Asks whatever `answers` does not hold yet.
///
/// # Errors
/// When the person leaves.
pub fn ask(
    asker: &mut dyn Ask,
    pack: &Pack,
    mut answers: Answers,
    default_name: &str,
) -> Result<Answers> {
    let given: Vec<&str> = pack
        .catalog
        .tiers
        .iter()
        .filter(|tier| answers.tier(&tier.id).is_some())
        .map(|tier| tier.id.as_str())
        .collect();
    let open: Vec<&Tier> = pack
        .catalog
        .tiers
        .iter()
        .filter(|tier| !given.contains(&tier.id.as_str()))
        .collect();
    let mut steps = Vec::new();
    if answers.get("project.name").is_none() {
        steps.push(Step::Name);
    }
    if !open.is_empty() {
        steps.push(Step::Preset);
        steps.extend(open.iter().map(|tier| Step::Tier(tier)));
    }
    let mut at = 0;
    let mut tier_by_tier = true;
    while let Some(step) = steps.get(at) {
        let went_on = match step {
            Step::Name => name(asker, pack, &mut answers, default_name)?,
            Step::Preset => {
                for tier in &open {
                    answers.forget(&format!("{TIERS}{}", tier.id));
                }
                match preset(asker, pack, &open, &mut answers)? {
                    Reply::Given(by_preset) => {
                        tier_by_tier = !by_preset;
                        true
                    }
                    Reply::Back => false,
                }
            }
            Step::Tier(_) if !tier_by_tier => true,
            Step::Tier(tier) => provider(asker, pack, tier, &mut answers)?,
        };
        at = if went_on {
            at + 1
        } else {
            at.saturating_sub(1)
        };
    }
    Ok(answers)
}

enum Step<'a> {
    Name,
    Preset,
    Tier(&'a Tier),
}

/// The project's name. False: back.
///
/// # Errors
/// When the person leaves.
pub fn name(
    asker: &mut dyn Ask,
    pack: &Pack,
    answers: &mut Answers,
    default: &str,
) -> Result<bool> {
    let package_is_said = answers.get("project.package").is_some();
    let check = |name: &str| {
        let problem = names::check_project(name).or_else(|| {
            if package_is_said {
                return None;
            }
            match names::package_of(name) {
                Some(package) => names::check_package(&package, &pack.catalog.taken_names),
                None => Some(crate::error::Problem::new(format!(
                    "no package name can be derived from `{name}`; use letters a to z"
                ))),
            }
        });
        problem.map(|problem| problem.message)
    };
    match asker.line("What is the service called?", default, &check)? {
        Reply::Given(name) => {
            answers.say("project.name", name, PLACE);
            Ok(true)
        }
        Reply::Back => Ok(false),
    }
}

/// A preset for the open tiers (true), or "tier by tier" (false).
fn preset(
    asker: &mut dyn Ask,
    pack: &Pack,
    open: &[&Tier],
    answers: &mut Answers,
) -> Result<Reply<bool>> {
    let chosen = blueprint::selected(pack, answers);
    let presets = &pack.catalog.presets;
    let mut options: Vec<Choice> = presets
        .iter()
        .map(|preset| Choice {
            ruled_out: preset_clash(pack, preset, open, &chosen),
            ..Choice::new(&preset.label, &preset.about)
        })
        .collect();
    options.push(Choice::new(
        "Choose each tier",
        "answer one question a tier",
    ));
    let default = options
        .iter()
        .position(|option| option.ruled_out.is_none())
        .unwrap_or(0);
    match asker.select("Which architecture?", &options, default)? {
        Reply::Back => Ok(Reply::Back),
        Reply::Given(at) => {
            if let Some(preset) = presets.get(at) {
                fill(answers, preset, open);
            }
            Ok(Reply::Given(at < presets.len()))
        }
    }
}

fn fill(answers: &mut Answers, preset: &Preset, open: &[&Tier]) {
    for tier in open {
        if let Some(provider) = preset.tiers.get(&tier.id) {
            answers.say(
                format!("{TIERS}{}", tier.id),
                provider,
                &format!("preset `{}`", preset.id),
            );
        }
    }
}

fn preset_clash(
    pack: &Pack,
    preset: &Preset,
    open: &[&Tier],
    chosen: &Selection,
) -> Option<String> {
    let mut tried = chosen.clone();
    for tier in open {
        tried.insert(tier.id.clone(), preset.tiers.get(&tier.id)?.clone());
    }
    selection::clashes(pack, &tried)
        .first()
        .map(|clash| clash.reason.clone())
}

/// A provider for one tier. False: back.
///
/// # Errors
/// When the person leaves.
pub fn provider(
    asker: &mut dyn Ask,
    pack: &Pack,
    tier: &Tier,
    answers: &mut Answers,
) -> Result<bool> {
    let key = format!("{TIERS}{}", tier.id);
    let current = answers.tier(&tier.id).map(str::to_owned);
    let mut chosen = blueprint::selected(pack, answers);
    chosen.shift_remove(&tier.id);
    let options: Vec<Choice> = tier
        .providers
        .iter()
        .filter_map(|provider| {
            let manifest = pack.provider(&tier.id, provider)?;
            let clash = selection::ruled_out(pack, &chosen, &tier.id, provider);
            Some(Choice {
                ruled_out: clash.map(|clash| clash.reason),
                ..Choice::new(&manifest.label, &manifest.about)
            })
        })
        .collect();
    let allowed = |at: &usize| {
        options
            .get(*at)
            .is_some_and(|option| option.ruled_out.is_none())
    };
    let default = current
        .and_then(|current| {
            tier.providers
                .iter()
                .position(|provider| *provider == current)
        })
        .filter(allowed)
        .or_else(|| (0..options.len()).find(allowed))
        .unwrap_or(0);
    match asker.select(&tier.question, &options, default)? {
        Reply::Given(at) => {
            if let Some(provider) = tier.providers.get(at) {
                answers.say(key, provider, PLACE);
            }
            Ok(true)
        }
        Reply::Back => {
            answers.forget(&key);
            Ok(false)
        }
    }
}
