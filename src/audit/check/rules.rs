//! Checks references to other choices: rules, conditions of parts, and facts.

use std::collections::BTreeSet;

use crate::core::error::Problem;
use crate::core::suggest;
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

/// Some provider must state the fact that a part needs.
pub(super) fn condition(
    pack: &Pack,
    fact: &str,
    value: &str,
    place: &str,
    problems: &mut Vec<Problem>,
) {
    let mut values = pack
        .providers
        .values()
        .filter_map(|manifest| manifest.facts.get(fact))
        .peekable();
    if values.peek().is_none() {
        let facts: BTreeSet<&str> = pack
            .providers
            .values()
            .flat_map(|m| m.facts.keys())
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

/// Shared files may use every fact, so all providers of a tier must state the same ones.
pub(super) fn same_facts(pack: &Pack, problems: &mut Vec<Problem>) {
    for tier in &pack.catalog.tiers {
        let of = |provider: &String| pack.provider(&tier.id, provider).map(|m| &m.facts);
        let all: BTreeSet<&String> = tier
            .providers
            .iter()
            .filter_map(of)
            .flat_map(|facts| facts.keys())
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
