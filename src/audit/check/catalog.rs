//! Checks the catalog's lists: tiers, providers and presets are unique and complete.

use std::collections::BTreeSet;

use crate::core::error::Problem;
use crate::core::suggest;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::catalog::path_pattern;

/// Duplicate tiers, presets and providers.
pub(super) fn repeated(pack: &Pack, problems: &mut Vec<Problem>) {
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
            problems.push(
                Problem::new(format!("the {kind} `{id}` is defined twice")).at("catalog.toml"),
            );
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
}

/// Invalid patterns of managed files.
pub(super) fn managed(pack: &Pack, problems: &mut Vec<Problem>) {
    for pattern in &pack.catalog.managed {
        if let Err(error) = path_pattern(pattern) {
            let what = format!("`{pattern}` is not a pattern of paths: {}", error.kind());
            let problem = Problem::new(what).at("catalog.toml");
            problems.push(problem.help("`*` is any part of a name, `**` any directories"));
        }
    }
}

/// Required keys of tiers and of the catalog.
pub(super) fn tiers(pack: &Pack, problems: &mut Vec<Problem>) {
    if pack.catalog.tiers.is_empty() || pack.catalog.presets.is_empty() {
        problems.push(
            Problem::new("a catalog needs at least one tier and one preset").at("catalog.toml"),
        );
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

/// Invalid ids.
pub(super) fn ids(pack: &Pack, problems: &mut Vec<Problem>) {
    for id in all_ids(pack).filter(|id| !is_id(id)) {
        problems.push(
            Problem::new(format!(
                "the id {id:?} is not one word of lower-case letters, digits and `-`"
            ))
            .at("catalog.toml")
            .help("ids are typed in a shell and are directory names"),
        );
    }
}

fn all_ids(pack: &Pack) -> impl Iterator<Item = &str> {
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

/// Presets that do not choose a provider for every tier, or choose one that does not exist.
pub(super) fn presets(pack: &Pack, problems: &mut Vec<Problem>) {
    for preset in &pack.catalog.presets {
        let place = format!("catalog.toml: preset `{}`", preset.id);
        for tier in &pack.catalog.tiers {
            match preset.tiers.get(&tier.id) {
                None => problems.push(
                    Problem::new(format!("the preset has no provider for `{}`", tier.id))
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

/// Presets that violate the rules of their own providers.
pub(super) fn impossible_presets(pack: &Pack, problems: &mut Vec<Problem>) {
    for preset in &pack.catalog.presets {
        let place = format!("catalog.toml: preset `{}`", preset.id);
        for clash in selection::clashes(pack, &preset.tiers) {
            problems.push(
                Problem::new(format!(
                    "the preset is invalid: {}={} conflicts with {}={}: {}",
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
