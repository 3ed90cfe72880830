//! The merged catalog of two packs: additions, hidden choices and replacements of the upper one.

use indexmap::IndexMap;

use super::{add_new, inherited};
use crate::core::answers::TIERS;
use crate::core::error::Problem;
use crate::core::suggest;
use crate::pack::catalog::{Catalog, NONE, Preset, Tier};
use crate::pack::layout::CATALOG;
use crate::pack::manifest::Manifest;
use crate::pack::question::AskedBy;

/// The merged catalog.
pub(super) fn merged(mut below: Catalog, over: Catalog, problems: &mut Vec<Problem>) -> Catalog {
    offer(&mut below.tiers, &over, problems);
    hide(&mut below, &over, problems);
    let new: Vec<Tier> = over.tiers.clone();
    for preset in &mut below.presets {
        choose(preset, &new, &over);
    }
    // a preset with a known name keeps its position, a new one precedes all others: the first is the default
    let (replaced, new_presets): (Vec<Preset>, Vec<Preset>) = over
        .presets
        .into_iter()
        .partition(|preset| below.preset(&preset.id).is_some());
    for preset in replaced {
        if let Some(known) = below.presets.iter_mut().find(|known| known.id == preset.id) {
            *known = preset;
        }
    }
    below.presets.splice(0..0, new_presets);
    below.tiers.extend(new);
    below.slots.extend(over.slots);
    add_new(&mut below.taken_names, over.taken_names);
    add_new(&mut below.taken_resources, over.taken_resources);
    add_new(&mut below.taken_fields, over.taken_fields);
    add_new(&mut below.sql_words, over.sql_words);
    add_new(&mut below.internal_networks, over.internal_networks);
    add_new(&mut below.managed, over.managed);
    for question in &mut below.questions {
        question.asked_by = AskedBy::Below;
    }
    below.questions.extend(over.questions);
    below.other_names.extend(over.other_names);
    below.reads.extend(over.reads);
    below.defaults.0.override_with(over.defaults.0);
    below.base = inherited(below.base, over.base, "catalog.toml: [base]", problems);
    Catalog {
        format: over.format,
        name: over.name,
        version: over.version,
        extends: over.extends,
        offers: over.offers,
        hide: over.hide,
        hide_presets: over.hide_presets,
        without: over.without,
        line_length: over.line_length.or(below.line_length),
        ..below
    }
}

/// Providers added to tiers of the pack below, before `none`.
fn offer(tiers: &mut [Tier], over: &Catalog, problems: &mut Vec<Problem>) {
    let ids: Vec<String> = tiers.iter().map(|tier| tier.id.clone()).collect();
    for (id, providers) in &over.offers {
        let Some(tier) = tiers.iter_mut().find(|tier| tier.id == *id) else {
            problems.push(
                Problem::new(format!(
                    "the extended pack has no tier `{id}` to add providers to"
                ))
                .at(format!("{CATALOG}: offers"))
                .help(suggest::help(id, ids.iter().map(String::as_str))),
            );
            continue;
        };
        let none = tier.providers.iter().position(|known| known == NONE);
        let at = none.unwrap_or(tier.providers.len());
        tier.providers.splice(at..at, providers.iter().cloned());
    }
    for tier in over.tiers.iter().filter(|tier| ids.contains(&tier.id)) {
        problems.push(
            Problem::new(format!(
                "the extended pack already has a tier `{}`",
                tier.id
            ))
            .at(CATALOG)
            .help(format!(
                "add providers to it: `[offers]`, `{} = [\"PROVIDER\"]`",
                tier.id
            )),
        );
    }
}

fn hide(below: &mut Catalog, over: &Catalog, problems: &mut Vec<Problem>) {
    let place = format!("{CATALOG}: hide");
    for choice in &over.hide {
        let (id, provider) = match choice.split_once('=') {
            Some((id, provider)) => (id, Some(provider)),
            None => (choice.as_str(), None),
        };
        let ids: Vec<String> = below.tiers.iter().map(|tier| tier.id.clone()).collect();
        let Some(at) = ids.iter().position(|known| known == id) else {
            let known = ids.iter().map(String::as_str);
            problems.push(
                Problem::new(format!("the extended pack has no tier `{id}`"))
                    .at(&place)
                    .help(suggest::help(id, known)),
            );
            continue;
        };
        let Some(provider) = provider else {
            below.tiers.remove(at);
            for preset in &mut below.presets {
                preset.tiers.shift_remove(id);
            }
            continue;
        };
        let tier = &mut below.tiers[at];
        if !tier.providers.iter().any(|known| known == provider) {
            let known = tier.providers.iter().map(String::as_str);
            problems.push(
                Problem::new(format!("`{id}` has no provider `{provider}` to hide"))
                    .at(&place)
                    .help(suggest::help(provider, known)),
            );
        }
        tier.providers.retain(|known| known != provider);
    }
    hide_presets(below, over, problems);
}

/// Hides presets, and those that choose a hidden provider and are not replaced.
/// Removes questions of the pack below that no choice leads to.
pub(super) fn remove_questions(catalog: &mut Catalog, providers: &IndexMap<String, Manifest>) {
    let mut questions = std::mem::take(&mut catalog.questions);
    let possible = |key: &str, value: &String| {
        let of_tier = catalog.tiers.iter().find(|tier| tier.id == key);
        of_tier.is_some_and(|tier| tier.providers.contains(value))
            || catalog.base.facts.get(key) == Some(value)
            || providers
                .values()
                .any(|provider| provider.facts.get(key) == Some(value))
    };
    questions.retain(|question| {
        let mut when = question.when.iter();
        question.asked_by == AskedBy::Own || when.all(|(key, value)| possible(key, value))
    });
    catalog.questions = questions;
}

fn hide_presets(below: &mut Catalog, over: &Catalog, problems: &mut Vec<Problem>) {
    for id in &over.hide_presets {
        if below.preset(id).is_none() {
            let known = below.presets.iter().map(|preset| preset.id.as_str());
            problems.push(
                Problem::new(format!("the extended pack has no preset `{id}` to hide"))
                    .at(format!("{CATALOG}: hide_presets"))
                    .help(suggest::help(id, known)),
            );
        }
    }
    below
        .presets
        .retain(|preset| !over.hide_presets.contains(&preset.id));
    for preset in &below.presets {
        let hidden = preset
            .tiers
            .iter()
            .find(|(tier, provider)| over.hides(tier, provider));
        if let (Some((tier, provider)), None) = (hidden, over.preset(&preset.id)) {
            problems.push(
                Problem::new(format!(
                    "the preset `{}` of the extended pack chooses `{tier}={provider}`, which is hidden",
                    preset.id
                ))
                .at(format!("{CATALOG}: hide"))
                .help(format!(
                    "define the preset again, `[[presets]]` with `id = \"{0}\"`, or hide it: `hide_presets = [\"{0}\"]`",
                    preset.id
                )),
            );
        }
    }
}

/// Adds a new tier to a preset of the pack below: left out, or its default provider.
fn choose(preset: &mut Preset, new: &[Tier], over: &Catalog) {
    for tier in new {
        let default = over.defaults.0.text(&format!("{TIERS}{}", tier.id));
        let none = tier.optional().then_some(NONE);
        let first = tier.providers.first().map(String::as_str);
        if let Some(provider) = default.or(none).or(first) {
            preset.tiers.insert(tier.id.clone(), provider.to_owned());
        }
    }
}
