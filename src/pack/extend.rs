//! One pack over another: the catalog of both as data, and the files of the upper one over those of the lower.
//! Values only.

use std::collections::BTreeSet;

use super::Files;
use super::catalog::{Catalog, NONE, Preset, Tier};
use super::manifest::{Manifest, Python};
use crate::answers::TIERS;
use crate::error::Problem;
use crate::lock;
use crate::suggest;

const CATALOG: &str = "catalog.toml";
const RENDERED: &str = ".tera";

/// Two packs as one.
#[derive(Debug)]
pub(super) struct Extended {
    pub(super) catalog: Catalog,
    pub(super) files: Files,
    /// The files that come from the pack below.
    pub(super) inherited: BTreeSet<String>,
    pub(super) problems: Vec<Problem>,
}

/// Lays `over` over the pack below it.
pub(super) fn extended(below: Catalog, mut files: Files, over: Catalog, own: Files) -> Extended {
    let mut problems = Vec::new();
    leave_out(&mut files, &over, &mut problems);
    for path in own.keys() {
        // a file that is copied and one that is rendered to the same path are one file
        let twin = path
            .strip_suffix(RENDERED)
            .map_or_else(|| format!("{path}{RENDERED}"), str::to_owned);
        files.remove(&twin);
    }
    let inherited = files.keys().filter(|path| !own.contains_key(*path));
    let inherited = inherited.cloned().collect();
    files.extend(own);
    Extended {
        catalog: catalog(below, over, &mut problems),
        files,
        inherited,
        problems,
    }
}

/// What belongs to a pack that extends another, in one that does not.
pub(super) fn alone(catalog: &Catalog) -> Vec<Problem> {
    let keys = [
        ("offers", !catalog.offers.is_empty()),
        ("hide", !catalog.hide.is_empty()),
        ("hide_presets", !catalog.hide_presets.is_empty()),
        ("without", !catalog.without.is_empty()),
    ];
    let stands = keys.iter().filter(|(_, stands)| *stands);
    stands
        .map(|(key, _)| {
            Problem::new(format!("`{key}` belongs to a pack that extends another"))
                .at(CATALOG)
                .help("say `extends = \"builtin\"`, or take it out")
        })
        .collect()
}

/// Problems of an inherited file say whose it is.
pub(super) fn placed(
    below: &str,
    inherited: &BTreeSet<String>,
    mut problems: Vec<Problem>,
) -> Vec<Problem> {
    for problem in &mut problems {
        let Some(place) = &mut problem.place else {
            continue;
        };
        let path = place.split(": ").next().unwrap_or(place);
        let path = path.trim_end_matches(|c: char| c == ':' || c.is_ascii_digit());
        let theirs = ![CATALOG, lock::PATH].contains(&path)
            && (inherited.contains(path)
                || ["provider.toml", "part.toml"]
                    .iter()
                    .any(|name| inherited.contains(&format!("{path}/{name}"))));
        if theirs {
            place.insert_str(0, &format!("{below}: "));
        }
    }
    problems
}

fn leave_out(files: &mut Files, over: &Catalog, problems: &mut Vec<Problem>) {
    for left in &over.without {
        let before = files.len();
        let is_left = |path: &str| path == left || (left.ends_with('/') && path.starts_with(left));
        let known: Vec<String> = files.keys().cloned().collect();
        files.retain(|path, _| path == CATALOG || !is_left(path));
        if files.len() == before {
            let rendered = format!("{left}{RENDERED}");
            let near = known
                .iter()
                .find(|path| **path == rendered)
                .map(String::as_str)
                .or_else(|| suggest::nearest(left, known.iter().map(String::as_str)));
            problems.push(
                Problem::new(format!("the pack below has no file `{left}` to leave out"))
                    .at(format!("{CATALOG}: without"))
                    .help(near.map_or_else(
                        || "name a file of it, or a folder with a `/` at its end".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    )),
            );
        }
    }
}

fn catalog(mut below: Catalog, over: Catalog, problems: &mut Vec<Problem>) -> Catalog {
    offer(&mut below.tiers, &over, problems);
    hide(&mut below, &over, problems);
    let new: Vec<Tier> = over.tiers.clone();
    for preset in &mut below.presets {
        choose(preset, &new, &over);
    }
    // a preset with a known name stands where that one stood, a new one before all: the first is the usual one
    let (anew, new_presets): (Vec<Preset>, Vec<Preset>) = over
        .presets
        .into_iter()
        .partition(|preset| below.preset(&preset.id).is_some());
    for preset in anew {
        if let Some(known) = below.presets.iter_mut().find(|known| known.id == preset.id) {
            *known = preset;
        }
    }
    below.presets.splice(0..0, new_presets);
    below.tiers.extend(new);
    below.slots.extend(over.slots);
    extend(&mut below.taken_names, over.taken_names);
    extend(&mut below.internal_networks, over.internal_networks);
    extend(&mut below.managed, over.managed);
    below.questions.extend(over.questions);
    below.defaults.0.over(over.defaults.0);
    base(&mut below.base, over.base);
    Catalog {
        format: over.format,
        name: over.name,
        version: over.version,
        extends: over.extends,
        offers: over.offers,
        hide: over.hide,
        hide_presets: over.hide_presets,
        without: over.without,
        ..below
    }
}

fn extend(list: &mut Vec<String>, more: Vec<String>) {
    let new: Vec<String> = more
        .into_iter()
        .filter(|word| !list.contains(word))
        .collect();
    list.extend(new);
}

/// Providers that tiers of the pack below offer too, before the one that takes the tier away.
fn offer(tiers: &mut [Tier], over: &Catalog, problems: &mut Vec<Problem>) {
    let ids: Vec<String> = tiers.iter().map(|tier| tier.id.clone()).collect();
    for (id, providers) in &over.offers {
        let Some(tier) = tiers.iter_mut().find(|tier| tier.id == *id) else {
            problems.push(
                Problem::new(format!(
                    "the pack below has no tier `{id}` to offer more in"
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
            Problem::new(format!("the pack below has a tier `{}` already", tier.id))
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
        let Some((id, provider)) = choice.split_once('=') else {
            problems.push(
                Problem::new(format!("`{choice}` is not of the form TIER=PROVIDER")).at(&place),
            );
            continue;
        };
        let ids: Vec<String> = below.tiers.iter().map(|tier| tier.id.clone()).collect();
        let Some(tier) = below.tiers.iter_mut().find(|tier| tier.id == id) else {
            let known = ids.iter().map(String::as_str);
            problems.push(
                Problem::new(format!("the pack below has no tier `{id}`"))
                    .at(&place)
                    .help(suggest::help(id, known)),
            );
            continue;
        };
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

/// Presets that are hidden, and those that choose what is hidden and are not said anew.
fn hide_presets(below: &mut Catalog, over: &Catalog, problems: &mut Vec<Problem>) {
    for id in &over.hide_presets {
        if below.preset(id).is_none() {
            let known = below.presets.iter().map(|preset| preset.id.as_str());
            problems.push(
                Problem::new(format!("the pack below has no preset `{id}` to hide"))
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
                    "the preset `{}` of the pack below chooses `{tier}={provider}`, which is hidden",
                    preset.id
                ))
                .at(format!("{CATALOG}: hide"))
                .help(format!(
                    "say the preset anew, `[[presets]]` with `id = \"{0}\"`, or hide it: `hide_presets = [\"{0}\"]`",
                    preset.id
                )),
            );
        }
    }
}

/// A preset of the pack below knows no new tier: it leaves it out, or takes what is usual in it.
fn choose(preset: &mut Preset, new: &[Tier], over: &Catalog) {
    for tier in new {
        let usual = over.defaults.0.text(&format!("{TIERS}{}", tier.id));
        let none = tier.optional().then_some(NONE);
        let first = tier.providers.first().map(String::as_str);
        if let Some(provider) = usual.or(none).or(first) {
            preset.tiers.insert(tier.id.clone(), provider.to_owned());
        }
    }
}

/// What every selection adds: more of it, or the same said anew.
fn base(below: &mut Manifest, over: Manifest) {
    anew(&mut below.settings, over.settings, |setting| &setting.name);
    anew(&mut below.variables, over.variables, |variable| {
        &variable.name
    });
    anew(&mut below.services, over.services, |service| &service.name);
    below.mounts.extend(over.mounts);
    for (slot, text) in over.slots {
        below.slots.entry(slot).or_default().push_str(&text);
    }
    let Python {
        dependencies,
        dev,
        build,
        load,
        imports,
    } = over.python;
    pins(&mut below.python.dependencies, dependencies);
    pins(&mut below.python.dev, dev);
    pins(&mut below.python.build, build);
    pins(&mut below.python.load, load);
    extend(&mut below.python.imports, imports);
    // what no [base] may have is told of the one that has it
    below.label = over.label;
    below.about = over.about;
    below.requires = over.requires;
    below.conflicts = over.conflicts;
    below.limits = over.limits;
    below.places = over.places;
    below.facts = over.facts;
    below.when = over.when;
}

fn anew<T>(list: &mut Vec<T>, more: Vec<T>, name: impl Fn(&T) -> &String) {
    for item in more {
        match list.iter_mut().find(|known| name(known) == name(&item)) {
            Some(known) => *known = item,
            None => list.push(item),
        }
    }
}

fn pins(list: &mut Vec<String>, more: Vec<String>) {
    for pin in more {
        list.retain(|known| lock::name(known) != lock::name(&pin));
        list.push(pin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_an_inherited_file_says_whose_it_is() {
        let inherited = ["project/a.tera", "cache/redis/provider.toml", CATALOG]
            .map(str::to_owned)
            .into();
        for (place, told) in [
            ("project/a.tera:3:1", "builtin: project/a.tera:3:1"),
            ("project/a.tera", "builtin: project/a.tera"),
            ("cache/redis", "builtin: cache/redis"),
            (
                "cache/redis: slot readme",
                "builtin: cache/redis: slot readme",
            ),
            (
                "cache/redis: slot readme:1:2",
                "builtin: cache/redis: slot readme:1:2",
            ),
            ("project/b.tera:3:1", "project/b.tera:3:1"),
            ("catalog.toml: hide", "catalog.toml: hide"),
        ] {
            let problems = placed("builtin", &inherited, vec![Problem::new("x").at(place)]);
            assert_eq!(problems[0].place.as_deref(), Some(told));
        }
    }
}
