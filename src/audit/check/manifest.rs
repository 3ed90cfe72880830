//! Checks that a manifest has only the keys of its kind.

use super::{numbers, rules};
use crate::core::error::Problem;
use crate::core::suggest;
use crate::pack::Pack;
use crate::pack::manifest::Manifest;

/// `[base]` is part of every selection, so keys that describe a choice are not allowed.
pub(super) fn base(pack: &Pack, problems: &mut Vec<Problem>) {
    let base = &pack.catalog.base;
    let place = "catalog.toml: [base]";
    let choices = [
        ("label", !base.label.is_empty()),
        ("about", !base.about.is_empty()),
        ("requires", !base.requires.is_empty()),
        ("conflicts", !base.conflicts.is_empty()),
        ("limits", !base.limits.is_empty()),
        ("cpu_ms", !base.cpu_ms.is_empty()),
        ("places", !base.places.is_empty()),
        ("when", !base.when.is_empty()),
    ];
    for (key, _) in choices.iter().filter(|(_, present)| *present) {
        problems.push(Problem::new(format!("`{key}` belongs to a provider or a part")).at(place));
    }
    slots(pack, base, place, problems);
}

pub(super) fn provider(pack: &Pack, manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    if manifest.label.is_empty() || manifest.about.is_empty() {
        problems.push(Problem::new("a provider needs `label` and `about`").at(place));
    }
    if !manifest.when.is_empty() {
        problems.push(Problem::new("`when` belongs to a part.toml").at(place));
    }
    for rule in manifest.requires.iter().chain(&manifest.conflicts) {
        rules::rule(pack, rule, place, problems);
    }
    slots(pack, manifest, place, problems);
    numbers::limits(pack, manifest, place, problems);
    numbers::unused(pack, manifest, place, problems);
    numbers::places(pack, manifest, place, problems);
    mounts(manifest, place, problems);
    images(pack, manifest, place, problems);
}

pub(super) fn part(pack: &Pack, manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    if !manifest.requires.is_empty() || !manifest.conflicts.is_empty() {
        problems.push(
            Problem::new("`requires` and `conflicts` belong to a provider.toml")
                .at(place)
                .help("put the rule into the provider.toml of the choice, or let the part require a fact"),
        );
    }
    numbers::limits(pack, manifest, place, problems);
    numbers::unused(pack, manifest, place, problems);
    numbers::places(pack, manifest, place, problems);
    mounts(manifest, place, problems);
    images(pack, manifest, place, problems);
    for (fact, value) in &manifest.when {
        rules::condition(pack, fact, value, place, problems);
    }
    slots(pack, manifest, place, problems);
}

fn mounts(manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    for mount in &manifest.mounts {
        if mount.volume.is_some() == mount.folder.is_some() {
            problems.push(
                Problem::new(format!(
                    "the mount at `{}` must have a `volume` or a `folder`",
                    mount.target
                ))
                .at(place),
            );
        }
    }
}

/// A service has one image, and a folder that makes an image has a Dockerfile.
fn images(pack: &Pack, manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    for service in &manifest.services {
        let Some(folder) = &service.build else {
            continue;
        };
        if service.image.is_some() {
            problems.push(
                Problem::new(format!(
                    "the service `{}` has both an `image` and a `build`",
                    service.name
                ))
                .at(place)
                .help("remove one of them"),
            );
        }
        let file = format!("/{}/Dockerfile", folder.trim_start_matches("./"));
        let is_it = |path: &String| path.trim_end_matches(".tera").ends_with(&file);
        if !pack.files.keys().any(is_it) {
            problems.push(
                Problem::new(format!(
                    "the service `{}` is built from `{folder}`, where no Dockerfile is",
                    service.name
                ))
                .at(place)
                .help(format!("create `{}` in a folder of the pack", &file[1..])),
            );
        }
    }
}

fn slots(pack: &Pack, manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    let inline = manifest.slots.keys().map(|slot| (slot, place));
    let files = manifest.slot_files.iter();
    let all = inline.chain(files.map(|file| (&file.slot, file.path.as_str())));
    for (slot, place) in all.filter(|(slot, _)| !pack.catalog.slots.contains_key(*slot)) {
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
