//! Unused and missing files of a pack, unused slots, and image tags.

use std::collections::BTreeSet;

use super::scenarios::Scenario;
use super::templates;
use crate::core::error::{Problem, Result};
use crate::core::place::Place;
use crate::pack::catalog::NEXT;
use crate::pack::layout::{ALWAYS, MANIFESTS};
use crate::pack::{Pack, ReadContent};

/// Folders of a pack that are reserved for its author.
const TESTS: &str = "tests";
const TYPES: &str = "types";
const PARTS: &str = "parts";

/// Files that no selection uses, reported by folder.
pub(super) fn problems(pack: &Pack, read: &ReadContent<'_>) -> Result<Vec<Problem>> {
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for path in pack.files.keys() {
        let Some((folder, what)) = stray(pack, path) else {
            continue;
        };
        if seen.insert(folder.clone()) {
            problems.push(what.at(folder));
        }
    }
    let catalog = text(pack, "catalog.toml", read)?;
    for tier in &pack.catalog.tiers {
        if [ALWAYS, PARTS, TESTS].contains(&tier.id.as_str()) {
            problems.push(
                Problem::new(format!(
                    "a tier cannot be called `{}`: the directory name is reserved",
                    tier.id
                ))
                .at(found("catalog.toml", &catalog, &format!("\"{}\"", tier.id)))
                .help("give the tier another id"),
            );
        }
    }
    Ok(problems)
}

/// The unused file or folder that contains the path.
fn stray(pack: &Pack, path: &str) -> Option<(String, Problem)> {
    let parts: Vec<&str> = path.split('/').collect();
    let [first, second, .., last] = parts[..] else {
        let [first, last] = parts[..] else {
            return None;
        };
        return (![ALWAYS, TESTS, TYPES].contains(&first) && !first.starts_with('.'))
            .then(|| (path.to_owned(), unused(last, first)));
    };
    let folder = format!("{first}/{second}");
    let known = [ALWAYS, TESTS, TYPES].contains(&first)
        || first.starts_with('.')
        || pack.providers.contains_key(&folder)
        || pack.parts.contains_key(&folder);
    if known {
        return None;
    }
    let problem = if first == PARTS {
        Problem::new("the directory has no part.toml, so its files are never generated").help(
            format!("create {folder}/part.toml with its condition, or remove the directory"),
        )
    } else if pack.catalog.tier(first).is_some() {
        Problem::new(format!(
            "the catalog does not offer `{second}` for `{first}`, so its files are never generated"
        ))
        .help(format!(
            "add {second:?} to the tier's providers, or remove the directory"
        ))
    } else {
        return Some((first.to_owned(), unused(last, first)));
    };
    Some((folder, problem))
}

fn unused(name: &str, folder: &str) -> Problem {
    let problem = Problem::new("the file belongs to no tier and no part, so it is never generated");
    let name = name.strip_suffix(".tera").unwrap_or(name);
    if MANIFESTS.contains(&name) || folder == PARTS {
        problem.help("a provider's directory is TIER/PROVIDER, a part's is parts/NAME")
    } else {
        problem.help(format!(
            "files of every project belong into {ALWAYS}/; files of the pack itself, next to catalog.toml"
        ))
    }
}

/// Slots without text, and slots that no template shows.
pub(super) fn slots(
    pack: &Pack,
    scenarios: &[Scenario<'_>],
    read: &ReadContent<'_>,
) -> Result<Vec<Problem>> {
    let catalog = text(pack, "catalog.toml", read)?;
    let shown = templates::shown_slots(scenarios, read)?;
    let manifests = pack.providers.values().chain(pack.parts.values());
    let fed: BTreeSet<&str> = manifests
        .chain([&pack.catalog.base])
        .flat_map(|manifest| manifest.slot_texts("").map(|(slot, ..)| slot))
        .collect();
    let mut problems = Vec::new();
    for slot in pack.catalog.slots.keys() {
        let after = catalog.find("[slots]").unwrap_or(0);
        let line = format!("\n{slot} =");
        let place = found_after("catalog.toml", &catalog, &line, after);
        let is_shown = shown.as_ref().is_none_or(|shown| shown.contains(slot));
        let is_fed = fed.contains(slot.as_str());
        // the pack left out all that belonged to a slot of the pack below
        if pack.catalog.extends.is_some() && !catalog.contains(&line) && !is_fed && !is_shown {
            continue;
        }
        if !is_fed {
            problems.push(
                Problem::new(format!("no provider or part fills the slot `{slot}`"))
                    .at(&place)
                    .help("fill it in the `[slots]` of a provider or a part, or remove it"),
            );
        }
        if !is_shown && slot != NEXT && !scenarios.is_empty() {
            problems.push(
                Problem::new(format!("no template uses the slot `{slot}`"))
                    .at(&place)
                    .help(format!(
                        "write `{{{{ slots.{slot} }}}}` where its text belongs, or remove it"
                    )),
            );
        }
    }
    Ok(problems)
}

/// Images without a tag, whose content changes over time.
pub(super) fn images(
    pack: &Pack,
    scenarios: &[Scenario<'_>],
    read: &ReadContent<'_>,
) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let manifests = pack
        .providers
        .iter()
        .map(|(folder, m)| (format!("{folder}/{}", MANIFESTS[0]), m));
    let parts = pack
        .parts
        .iter()
        .map(|(folder, m)| (format!("{folder}/{}", MANIFESTS[1]), m));
    for (path, manifest) in manifests
        .chain(parts)
        .chain([("catalog.toml".to_owned(), &pack.catalog.base)])
    {
        for service in &manifest.services {
            let Some(image) = &service.image else {
                continue;
            };
            let running = || {
                scenarios
                    .iter()
                    .flat_map(|scenario| &scenario.assembly.services)
            };
            let resolved = if image.contains("{{") || image.contains("{%") {
                let same = running().find(|running| running.service.name == service.name);
                same.and_then(|running| running.service.image.clone())
            } else {
                Some(image.clone())
            };
            let Some(why) = resolved.as_deref().and_then(untagged) else {
                continue;
            };
            problems.push(
                Problem::new(format!("the image `{image}` {why}"))
                    .at(found(&path, &text(pack, &path, read)?, image))
                    .help("name a fixed version: `image = \"NAME:VERSION\"`"),
            );
        }
    }
    Ok(problems)
}

/// The problem with an image's tag.
fn untagged(image: &str) -> Option<&'static str> {
    let name = image.rsplit('/').next().unwrap_or(image);
    match name.split_once(':') {
        _ if name.contains('@') => None,
        None | Some((_, "")) => Some("has no tag"),
        Some((_, "latest")) => Some("has the tag `latest`, which changes over time"),
        Some(_) => None,
    }
}

fn text(pack: &Pack, path: &str, read: &ReadContent<'_>) -> Result<String> {
    let Some(content) = pack.files.get(path) else {
        return Ok(String::new());
    };
    Ok(String::from_utf8_lossy(&read(content)?).into_owned())
}

fn found(path: &str, text: &str, word: &str) -> Place {
    found_after(path, text, word, 0)
}

/// The place of a word in a manifest; the manifest alone if the word is not found.
fn found_after(path: &str, text: &str, word: &str, after: usize) -> Place {
    let Some(at) = text.get(after..).and_then(|text| text.find(word)) else {
        return path.into();
    };
    let end = after + at + word.len();
    Place::in_text(path, text, end - word.trim_start().len()..end)
}
