//! Answers for tiers: a provider for each, and conflicts between them.

use super::text::text;
use crate::core::answers::{Answers, TIERS};
use crate::core::error::Problem;
use crate::core::suggest;
use crate::generate::selection::{self, Clash, Selection};
use crate::pack::Pack;
use crate::pack::catalog::Tier;

/// The tiers for which the answers name an existing provider, in the catalog's order. Others are left out.
#[must_use]
pub fn named_selection(pack: &Pack, answers: &Answers) -> Selection {
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

/// The tiers without an answer.
pub fn unnamed_tiers<'a>(pack: &'a Pack, answers: &Answers) -> impl Iterator<Item = &'a Tier> {
    let tiers = pack.catalog.tiers.iter();
    tiers.filter(|tier| answers.get(&format!("{TIERS}{}", tier.id)).is_none())
}

/// The answers, with the defaults of tiers that are newer than the answers.
#[must_use]
pub fn with_newer_tiers(pack: &Pack, answers: &Answers) -> Answers {
    let mut whole = answers.clone();
    for tier in unnamed_tiers(pack, answers) {
        if let Some(before) = &tier.before {
            whole.set(format!("{TIERS}{}", tier.id), before, "a default");
        }
    }
    whole
}

/// The selection, as far as the answers name existing providers.
pub(super) fn selection(pack: &Pack, answers: &Answers, problems: &mut Vec<Problem>) -> Selection {
    for tier in &pack.catalog.tiers {
        let assignment = answers.get(&format!("{TIERS}{}", tier.id));
        let known = || tier.providers.iter().map(String::as_str);
        match (assignment, text(assignment, problems)) {
            (Some(assignment), Some(provider)) if pack.catalog.hides(&tier.id, &provider) => {
                problems.push(
                    Problem::new(format!(
                        "the pack `{}` does not offer `{}={provider}`",
                        pack.catalog.name, tier.id
                    ))
                    .at(&assignment.place)
                    .help(format!("one of: {}", tier.providers.join(", "))),
                );
            }
            (Some(assignment), Some(provider)) if !tier.providers.contains(&provider) => problems
                .push(
                    Problem::new(format!("`{}` has no provider `{provider}`", tier.id))
                        .at(&assignment.place)
                        .help(suggest::help(&provider, known())),
                ),
            _ => {}
        }
    }
    let selection = named_selection(pack, answers);
    for clash in selection::clashes(pack, &selection) {
        problems.push(clash_problem(pack, answers, &selection, &clash));
    }
    selection
}

pub(super) fn unanswered(tier: &Tier) -> Problem {
    Problem::new(format!("no provider is chosen for `{}`", tier.id))
        .at(format!("{TIERS}{}", tier.id))
        .help(format!(
            "choose one: `{}=PROVIDER`, one of: {}",
            tier.id,
            tier.providers.join(", ")
        ))
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
        "{tier}={provider} conflicts with {other_tier}={other_provider}: {reason}"
    ));
    let place = |tier| Some(&answers.get(&format!("{TIERS}{tier}"))?.place);
    match (place(tier), place(other_tier)) {
        (Some(one), Some(other)) if one != other => {
            problem = problem.at(one.clone().followed_by(&format!(", {other}")));
        }
        (Some(place), _) | (None, Some(place)) => problem = problem.at(place),
        (None, None) => {}
    }
    if remedies.is_empty() {
        problem
    } else {
        problem.help(format!("choose {} instead", remedies.join(" or ")))
    }
}
