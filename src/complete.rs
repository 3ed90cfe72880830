//! EDGE: what a shell offers after TAB: the tiers, providers, presets and keys of the built-in pack.

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::answers::TIERS;
use crate::blueprint;
use crate::pack::{Pack, source};

/// `TIER=PROVIDER`.
#[must_use]
pub fn choices() -> ArgValueCompleter {
    offer(providers)
}

fn providers(pack: &Pack) -> Vec<(String, String)> {
    let tiers = pack.catalog.tiers.iter();
    tiers
        .flat_map(|tier| tier.providers.iter().map(move |provider| (tier, provider)))
        .map(|(tier, provider)| {
            let about = pack
                .provider(&tier.id, provider)
                .map(|m| m.about.clone())
                .unwrap_or_default();
            (format!("{}={provider}", tier.id), about)
        })
        .collect()
}

/// Tiers that may be left out.
#[must_use]
pub fn tiers() -> ArgValueCompleter {
    offer(|pack| {
        let tiers = pack.catalog.tiers.iter().filter(|tier| tier.optional());
        tiers
            .map(|tier| (tier.id.clone(), tier.label.clone()))
            .collect()
    })
}

/// `TIER=PROVIDER`, and `KEY=` for every other key.
#[must_use]
pub fn changes() -> ArgValueCompleter {
    offer(|pack| {
        let keys = blueprint::known_keys(pack).filter(|key| !key.starts_with(TIERS));
        let keys = keys.map(|key| (format!("{key}="), String::new()));
        providers(pack).into_iter().chain(keys).collect()
    })
}

/// Names of presets.
#[must_use]
pub fn presets() -> ArgValueCompleter {
    offer(|pack| {
        pack.catalog
            .presets
            .iter()
            .map(|preset| (preset.id.clone(), preset.about.clone()))
            .collect()
    })
}

/// `KEY=`, every key that may be set.
#[must_use]
pub fn keys() -> ArgValueCompleter {
    offer(|pack| {
        blueprint::known_keys(pack)
            .map(|key| (format!("{key}="), String::new()))
            .collect()
    })
}

fn offer(candidates: fn(&Pack) -> Vec<(String, String)>) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &std::ffi::OsStr| {
        let current = current.to_string_lossy();
        let all = source::builtin()
            .map(|pack| candidates(&pack))
            .unwrap_or_default();
        all.into_iter()
            .filter(|(value, _)| value.starts_with(current.as_ref()))
            .map(|(value, about)| {
                let help = (!about.is_empty()).then(|| about.into());
                CompletionCandidate::new(value).help(help)
            })
            .collect()
    })
}
