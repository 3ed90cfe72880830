//! Checks references to other choices: rules, conditions of parts, and facts.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::core::error::Problem;
use crate::core::suggest;
use crate::generate::selection::{Selection, clashes};
use crate::pack::Pack;
use crate::pack::manifest::ChoiceRule;

/// A rule must name a choice of another tier.
pub(super) fn rule(pack: &Pack, rule: &ChoiceRule, place: &str, problems: &mut Vec<Problem>) {
    let known = pack.catalog.tier(&rule.tier);
    if place.starts_with(&format!("{}/", rule.tier)) {
        problems.push(
            Problem::new(format!("a rule refers to its own tier, `{}`", rule.tier))
                .at(place)
                .help("a tier has one provider; rules are about other tiers"),
        );
    } else if !known.is_some_and(|tier| tier.providers.contains(&rule.provider)) {
        problems.push(
            Problem::new(format!(
                "a rule refers to `{}={}`, which the catalog does not offer",
                rule.tier, rule.provider
            ))
            .at(place)
            .help(known.map_or_else(
                || {
                    suggest::help(
                        &rule.tier,
                        pack.catalog.tiers.iter().map(|tier| tier.id.as_str()),
                    )
                },
                |tier| suggest::help(&rule.provider, tier.providers.iter().map(String::as_str)),
            )),
        );
    }
}

/// Some provider or the pack's defaults must state the fact that a part needs.
pub(super) fn condition(
    pack: &Pack,
    fact: &str,
    value: &str,
    place: &str,
    problems: &mut Vec<Problem>,
) {
    let mut values = stating(pack).filter_map(|facts| facts.get(fact)).peekable();
    if values.peek().is_none() {
        let facts: BTreeSet<&str> = stating(pack)
            .flat_map(IndexMap::keys)
            .map(String::as_str)
            .collect();
        problems.push(
            Problem::new(format!("no provider states the fact `{fact}`"))
                .at(place)
                .help(suggest::help(fact, facts)),
        );
    } else if !values.any(|known| known == value) {
        problems.push(Problem::new(format!("no provider states `{fact} = \"{value}\"`")).at(place));
    }
}

/// The facts of every provider, and the pack's defaults.
pub(crate) fn stating(pack: &Pack) -> impl Iterator<Item = &IndexMap<String, String>> {
    let providers = pack.providers.values().map(|manifest| &manifest.facts);
    let types = pack.types.values().map(|of_type| &of_type.facts);
    let questions = pack
        .catalog
        .questions
        .iter()
        .map(|question| &question.facts);
    let own = [&pack.catalog.base.facts, &pack.catalog.resource_facts];
    providers.chain(own).chain(types).chain(questions)
}

/// Shared files may use every fact, so all providers of a tier must state those that have no default.
pub(super) fn same_facts(pack: &Pack, problems: &mut Vec<Problem>) {
    for tier in &pack.catalog.tiers {
        let of = |provider: &String| pack.provider(&tier.id, provider).map(|m| &m.facts);
        let all: BTreeSet<&String> = tier
            .providers
            .iter()
            .filter_map(of)
            .flat_map(|facts| facts.keys())
            .filter(|fact| !pack.catalog.base.facts.contains_key(*fact))
            .collect();
        for provider in &tier.providers {
            for fact in &all {
                if of(provider).is_some_and(|facts| !facts.contains_key(*fact)) {
                    problems.push(
                        Problem::new(format!("the provider does not state the fact `{fact}`, as others of its tier do"))
                            .at(format!("{}/{provider}/provider.toml", tier.id)),
                    );
                }
            }
        }
    }
}

/// A fact has one value, so providers that can be chosen together must state the same one.
pub(super) fn agreeing_facts(pack: &Pack, problems: &mut Vec<Problem>) {
    let stated: Vec<(&str, &str, &IndexMap<String, String>)> = pack
        .providers
        .iter()
        .filter_map(|(folder, manifest)| {
            let (tier, provider) = folder.split_once('/')?;
            Some((tier, provider, &manifest.facts))
        })
        .collect();
    for (index, (tier, provider, facts)) in stated.iter().enumerate() {
        for (other_tier, other, others) in &stated[..index] {
            let differs = |(fact, value): &(&String, &String)| {
                others.get(*fact).is_some_and(|other| other != *value)
            };
            let Some((fact, value)) = facts.iter().find(differs) else {
                continue;
            };
            let both = [(tier, provider), (other_tier, other)]
                .map(|(tier, provider)| ((*tier).to_owned(), (*provider).to_owned()));
            if tier != other_tier && clashes(pack, &Selection::from(both)).is_empty() {
                problems.push(
                    Problem::new(format!(
                        "the fact `{fact}` is `{value}` here, and `{}` with `{other_tier}={other}`",
                        others[fact]
                    ))
                    .at(format!("{tier}/{provider}/provider.toml"))
                    .help("state the same value, or exclude the choice with a rule in `conflicts`"),
                );
            }
        }
    }
}
