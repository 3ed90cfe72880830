//! What is wrong with a pack's manifests as a whole, all at once. Sees values only.

use std::collections::BTreeSet;

use super::Pack;
use super::manifest::{Manifest, Rule};
use crate::capacity::{self, INPUTS, Input};
use crate::error::Problem;
use crate::{selection, suggest};

/// The version of the pack format that this program reads.
pub const FORMAT: u32 = 1;
/// Numbers that are solved, and that a provider may limit.
const SOLVED: [&str; 1] = ["web.processes"];

/// Every problem that concerns more than one line of one manifest.
#[must_use]
pub fn problems(pack: &Pack) -> Vec<Problem> {
    let mut problems = Vec::new();
    if pack.catalog.format != FORMAT {
        problems.push(
            Problem::new(format!(
                "the pack has format {}, this program reads {FORMAT}",
                pack.catalog.format
            ))
            .at("catalog.toml: format")
            .help("use the release of tierup that the pack was made for"),
        );
    }
    repeated(pack, &mut problems);
    for id in ids(pack).filter(|id| !is_id(id)) {
        problems.push(
            Problem::new(format!(
                "the id {id:?} is not one word of lower-case letters, digits and `-`"
            ))
            .at("catalog.toml")
            .help("ids are typed in a shell, and are names of folders"),
        );
    }
    base(pack, &mut problems);
    presets(pack, &mut problems);
    for (folder, manifest) in &pack.providers {
        let place = format!("{folder}/provider.toml");
        if manifest.label.is_empty() || manifest.about.is_empty() {
            problems.push(Problem::new("a provider needs `label` and `about`").at(&place));
        }
        if !manifest.when.is_empty() {
            problems.push(Problem::new("`when` belongs to a part.toml").at(&place));
        }
        for rule in manifest.requires.iter().chain(&manifest.conflicts) {
            rule_names(pack, rule, &place, &mut problems);
        }
        slots(pack, manifest, &place, &mut problems);
        limits(manifest, &place, &mut problems);
        places(manifest, &place, &mut problems);
        mounts(manifest, &place, &mut problems);
    }
    for (folder, manifest) in &pack.parts {
        let place = format!("{folder}/part.toml");
        if !manifest.requires.is_empty() || !manifest.conflicts.is_empty() {
            problems.push(
                Problem::new("`requires` and `conflicts` belong to a provider.toml")
                    .at(&place)
                    .help("state the rule where the choice is, or a fact that the part waits for"),
            );
        }
        limits(manifest, &place, &mut problems);
        places(manifest, &place, &mut problems);
        mounts(manifest, &place, &mut problems);
        for (fact, value) in &manifest.when {
            condition(pack, fact, value, &place, &mut problems);
        }
        slots(pack, manifest, &place, &mut problems);
    }
    same_facts(pack, &mut problems);
    if problems.is_empty() {
        impossible_presets(pack, &mut problems);
    }
    problems
}

/// Presets that their own providers' rules rule out.
fn impossible_presets(pack: &Pack, problems: &mut Vec<Problem>) {
    for preset in &pack.catalog.presets {
        let place = format!("catalog.toml: preset `{}`", preset.id);
        for clash in selection::clashes(pack, &preset.tiers) {
            problems.push(
                Problem::new(format!(
                    "the preset cannot be chosen: {}={} does not go with {}={}: {}",
                    clash.tier,
                    clash.provider,
                    clash.other_tier,
                    clash.other_provider,
                    clash.reason
                ))
                .at(&place),
            );
        }
    }
}

fn ids(pack: &Pack) -> impl Iterator<Item = &str> {
    let tiers = pack.catalog.tiers.iter();
    let presets = pack.catalog.presets.iter().map(|preset| preset.id.as_str());
    tiers
        .flat_map(|tier| std::iter::once(&tier.id).chain(&tier.providers))
        .map(String::as_str)
        .chain(presets)
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// What every selection adds is no choice, so it cannot have what choices have.
fn base(pack: &Pack, problems: &mut Vec<Problem>) {
    let base = &pack.catalog.base;
    let place = "catalog.toml: [base]";
    let choices = [
        ("label", !base.label.is_empty()),
        ("about", !base.about.is_empty()),
        ("requires", !base.requires.is_empty()),
        ("conflicts", !base.conflicts.is_empty()),
        ("limits", !base.limits.is_empty()),
        ("places", !base.places.is_empty()),
        ("facts", !base.facts.is_empty()),
        ("when", !base.when.is_empty()),
    ];
    for (key, _) in choices.iter().filter(|(_, stands)| *stands) {
        problems.push(Problem::new(format!("`{key}` belongs to a provider or a part")).at(place));
    }
    slots(pack, base, place, problems);
}

/// A limit on a number that nothing looks at would be a promise that nobody keeps.
fn limits(manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    let known = || {
        INPUTS
            .iter()
            .filter(|input| input.whole)
            .map(|input| input.key)
            .chain(SOLVED)
    };
    for limit in &manifest.limits {
        if !known().any(|key| key == limit.key) {
            problems.push(
                Problem::new(format!("there is no number `{}` to limit", limit.key))
                    .at(place)
                    .help(suggest::help(&limit.key, known())),
            );
        }
        if limit.at_most.is_none() && limit.at_least.is_none() {
            problems.push(
                Problem::new(format!("the limit of `{}` allows everything", limit.key))
                    .at(place)
                    .help("say `at_most` or `at_least`"),
            );
        }
        let input = Input::find(&limit.key);
        let least = input.map_or(1.0, |input| input.min);
        if let Some(at_most) = limit.at_most.filter(|most| precise(*most) < least) {
            problems.push(
                Problem::new(format!(
                    "`{}` cannot be {at_most} or less: it is {least} at least",
                    limit.key
                ))
                .at(place),
            );
        }
        // what is solved follows from what is said, so nothing can raise it
        let most = input.map_or(0.0, |input| input.max);
        if let Some(at_least) = limit.at_least.filter(|least| precise(*least) > most) {
            problems.push(
                Problem::new(format!(
                    "nobody can make `{}` {at_least} or more",
                    limit.key
                ))
                .at(place),
            );
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "limits are small counts")]
fn precise(limit: u64) -> f64 {
    limit as f64
}

/// A place that cannot be found would be a number that nobody checks.
fn places(manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    let known = capacity::known();
    for stated in &manifest.places {
        if !known.contains(&stated.number) {
            problems.push(
                Problem::new(format!("there is no number `{}` to find", stated.number))
                    .at(place)
                    .help(suggest::help(
                        &stated.number,
                        known.iter().map(String::as_str),
                    )),
            );
        }
        if let Err(why) = crate::places::compiled(&stated.pattern) {
            problems.push(Problem::new(format!("`{}` {why}", stated.pattern)).at(place));
        }
        if stated.times == 0 {
            problems.push(
                Problem::new(format!(
                    "`{}` cannot stand for 0 times itself",
                    stated.number
                ))
                .at(place),
            );
        }
    }
}

fn mounts(manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    for mount in &manifest.mounts {
        if mount.volume.is_some() == mount.folder.is_some() {
            problems.push(
                Problem::new(format!(
                    "what is mounted at `{}` must be a `volume` or a `folder`",
                    mount.target
                ))
                .at(place),
            );
        }
    }
}

fn repeated(pack: &Pack, problems: &mut Vec<Problem>) {
    let ids = pack
        .catalog
        .tiers
        .iter()
        .map(|tier| ("tier", tier.id.as_str()))
        .chain(
            pack.catalog
                .presets
                .iter()
                .map(|preset| ("preset", preset.id.as_str())),
        );
    let mut seen = BTreeSet::new();
    for (kind, id) in ids {
        if !seen.insert((kind, id)) {
            problems
                .push(Problem::new(format!("the {kind} `{id}` stands twice")).at("catalog.toml"));
        }
    }
    for tier in &pack.catalog.tiers {
        let mut seen = BTreeSet::new();
        for provider in tier.providers.iter().filter(|id| !seen.insert(*id)) {
            problems.push(
                Problem::new(format!("`{}` offers `{provider}` twice", tier.id)).at("catalog.toml"),
            );
        }
    }
    if pack.catalog.tiers.is_empty() || pack.catalog.presets.is_empty() {
        problems.push(Problem::new("a catalog needs a tier and a preset").at("catalog.toml"));
    }
    for tier in &pack.catalog.tiers {
        if let Some(before) = tier
            .before
            .as_ref()
            .filter(|id| !tier.providers.contains(id))
        {
            problems.push(
                Problem::new(format!("`{}` has no provider `{before}`", tier.id))
                    .at("catalog.toml: before")
                    .help(suggest::help(
                        before,
                        tier.providers.iter().map(String::as_str),
                    )),
            );
        }
    }
    for tier in pack
        .catalog
        .tiers
        .iter()
        .filter(|tier| tier.providers.is_empty())
    {
        problems.push(
            Problem::new(format!("the tier `{}` has no provider", tier.id)).at("catalog.toml"),
        );
    }
}

fn presets(pack: &Pack, problems: &mut Vec<Problem>) {
    for preset in &pack.catalog.presets {
        let place = format!("catalog.toml: preset `{}`", preset.id);
        for tier in &pack.catalog.tiers {
            match preset.tiers.get(&tier.id) {
                None => problems.push(
                    Problem::new(format!("the preset chooses nothing for `{}`", tier.id))
                        .at(&place),
                ),
                Some(provider) if !tier.providers.contains(provider) => problems.push(
                    Problem::new(format!("`{}` has no provider `{provider}`", tier.id))
                        .at(&place)
                        .help(suggest::help(
                            provider,
                            tier.providers.iter().map(String::as_str),
                        )),
                ),
                Some(_) => {}
            }
        }
        for tier in preset
            .tiers
            .keys()
            .filter(|id| pack.catalog.tier(id).is_none())
        {
            problems.push(
                Problem::new(format!("there is no tier `{tier}`"))
                    .at(&place)
                    .help(suggest::help(
                        tier,
                        pack.catalog.tiers.iter().map(|t| t.id.as_str()),
                    )),
            );
        }
    }
}

fn rule_names(pack: &Pack, rule: &Rule, place: &str, problems: &mut Vec<Problem>) {
    let known = pack.catalog.tier(&rule.tier);
    if place.starts_with(&format!("{}/", rule.tier)) {
        problems.push(
            Problem::new(format!("a rule names its own tier, `{}`", rule.tier))
                .at(place)
                .help("a tier has one provider; rules are about others"),
        );
    } else if !known.is_some_and(|tier| tier.providers.contains(&rule.provider)) {
        problems.push(
            Problem::new(format!(
                "a rule names `{}={}`, which the catalog does not have",
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

fn slots(pack: &Pack, manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    for slot in manifest
        .slots
        .keys()
        .filter(|slot| !pack.catalog.slots.contains_key(*slot))
    {
        problems.push(
            Problem::new(format!("there is no slot `{slot}`"))
                .at(place)
                .help(suggest::help(
                    slot,
                    pack.catalog.slots.keys().map(String::as_str),
                )),
        );
    }
}

fn condition(pack: &Pack, fact: &str, value: &str, place: &str, problems: &mut Vec<Problem>) {
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

/// Shared files may look at every fact, so each provider of a tier must state the same ones.
fn same_facts(pack: &Pack, problems: &mut Vec<Problem>) {
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
