//! A pack that extends another: its catalog merged with the other catalog, its files over the other files. Values only.

mod catalog;
mod manifest;

use std::collections::BTreeSet;

use super::catalog::Catalog;
use super::layout::CATALOG;
use super::{Files, Pack};
use crate::core::error::Problem;
use crate::core::suggest;
use crate::pack::lock;
use manifest::add_new;
pub(super) use manifest::inherited;

const RENDERED: &str = ".tera";

/// Two packs merged.
#[derive(Debug)]
pub(super) struct MergedPack {
    pub(super) catalog: Catalog,
    pub(super) files: Files,
    /// The files that come from the pack below.
    pub(super) inherited: BTreeSet<String>,
    pub(super) problems: Vec<Problem>,
}

/// Puts `over` on top of the pack below it.
pub(super) fn extend(below: Catalog, mut files: Files, over: Catalog, own: Files) -> MergedPack {
    let mut problems = Vec::new();
    leave_out(&mut files, &over, &mut problems);
    for choice in &over.hide {
        let folder = format!("{}/", choice.replacen('=', "/", 1));
        files.retain(|path, _| !path.starts_with(&folder));
    }
    for path in own.keys() {
        // a copied file and a rendered one with the same output path are one file
        let twin = path
            .strip_suffix(RENDERED)
            .map_or_else(|| format!("{path}{RENDERED}"), str::to_owned);
        files.remove(&twin);
    }
    let inherited = files.keys().filter(|path| !own.contains_key(*path));
    let inherited = inherited.cloned().collect();
    files.extend(own);
    MergedPack {
        catalog: catalog::merged(below, over, &mut problems),
        files,
        inherited,
        problems,
    }
}

/// The problems of keys that need `extends`, in a pack that does not extend another.
pub(super) fn standalone_problems(catalog: &Catalog) -> Vec<Problem> {
    let keys = [
        ("offers", !catalog.offers.is_empty()),
        ("hide", !catalog.hide.is_empty()),
        ("hide_presets", !catalog.hide_presets.is_empty()),
        ("without", !catalog.without.is_empty()),
    ];
    let present = keys.iter().filter(|(_, present)| *present);
    present
        .map(|(key, _)| {
            Problem::new(format!(
                "`{key}` is only allowed in a pack that extends another"
            ))
            .at(CATALOG)
            .help("add `extends = \"builtin\"`, or remove it")
        })
        .collect()
}

/// Adds to the problems of inherited files which pack they come from.
fn with_origin(
    below: &str,
    inherited: &BTreeSet<String>,
    mut problems: Vec<Problem>,
) -> Vec<Problem> {
    for problem in &mut problems {
        let Some(place) = &problem.place else {
            continue;
        };
        let path = place.name().split(": ").next().unwrap_or_default();
        let theirs = ![CATALOG, lock::PATH].contains(&path)
            && (inherited.contains(path)
                || ["provider.toml", "part.toml"]
                    .iter()
                    .any(|name| inherited.contains(&format!("{path}/{name}"))));
        if theirs {
            problem.place = Some(place.clone().prefixed(&format!("{below}: ")));
        }
    }
    problems
}

impl Pack {
    /// Removes what depends on hidden choices: rules against them, and questions and parts of the pack below whose facts
    /// only they state. Returns the problems: inherited providers that can no longer be chosen.
    pub(super) fn remove_hidden(&mut self) -> Vec<Problem> {
        let Self {
            catalog,
            providers,
            parts,
            files,
            inherited,
            ..
        } = self;
        let mut problems = Vec::new();
        for (folder, manifest) in providers.iter_mut() {
            manifest
                .conflicts
                .retain(|rule| !catalog.hides(&rule.tier, &rule.provider));
            let lost = manifest
                .requires
                .iter()
                .find(|rule| catalog.hides(&rule.tier, &rule.provider));
            if let Some(rule) = lost {
                let choice = folder.replacen('/', "=", 1);
                problems.push(
                    Problem::new(format!(
                        "`{choice}` requires `{}={}`, which is hidden",
                        rule.tier, rule.provider
                    ))
                    .at("catalog.toml: hide")
                    .help(format!("hide `{choice}` too")),
                );
            }
            manifest
                .requires
                .retain(|rule| !catalog.hides(&rule.tier, &rule.provider));
        }
        if !catalog.hide.is_empty() {
            let providers: &_ = providers;
            catalog::remove_questions(catalog, providers);
            let stated = |fact: &str, value: &String| {
                let stated = providers.values().map(|manifest| &manifest.facts);
                let asked = catalog.questions.iter().map(|question| &question.facts);
                let mut stated = stated.chain([&catalog.base.facts]).chain(asked);
                stated.any(|facts| facts.get(fact) == Some(value))
            };
            parts.retain(|folder, part| {
                let stays = !inherited.contains(&format!("{folder}/part.toml"))
                    || part.when.iter().all(|(fact, value)| stated(fact, value));
                let folder = format!("{folder}/");
                files.retain(|path, _| stays || !path.starts_with(&folder));
                stays
            });
        }
        problems
    }

    /// Adds to problems of inherited files which pack they come from.
    #[must_use]
    pub fn with_origin(&self, problems: Vec<Problem>) -> Vec<Problem> {
        match &self.catalog.extends {
            Some(below) => with_origin(below, &self.inherited, problems),
            None => problems,
        }
    }

    /// The pack's own files, then those of the pack that it extends.
    #[must_use]
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = &Files> + ExactSizeIterator {
        let own = std::slice::from_ref(&self.files);
        let layers: &[Files] = if self.layers.is_empty() {
            own
        } else {
            &self.layers
        };
        layers.iter()
    }
}

/// Leaves out what `without` names, in order: an entry after `!` is kept although one before it names it.
fn leave_out(files: &mut Files, over: &Catalog, problems: &mut Vec<Problem>) {
    let known: Vec<String> = files.keys().cloned().collect();
    let mut left = BTreeSet::new();
    for entry in &over.without {
        let (is_kept, name) = match entry.strip_prefix('!') {
            Some(name) => (true, name),
            None => (false, entry.as_str()),
        };
        let is_named = |path: &&String| {
            *path == name || (name.ends_with('/') && path.starts_with(name)) && *path != CATALOG
        };
        let named: Vec<&String> = known.iter().filter(is_named).collect();
        if named.is_empty() {
            problems.push(unknown_file(name, &known));
        }
        for path in named {
            if is_kept {
                left.remove(path);
            } else {
                left.insert(path);
            }
        }
    }
    files.retain(|path, _| path == CATALOG || !left.contains(path));
}

fn unknown_file(name: &str, known: &[String]) -> Problem {
    let rendered = format!("{name}{RENDERED}");
    let near = known
        .iter()
        .find(|path| **path == rendered)
        .map(String::as_str)
        .or_else(|| suggest::nearest(name, known.iter().map(String::as_str)));
    Problem::new(format!(
        "the extended pack has no file `{name}` to leave out"
    ))
    .at(format!("{CATALOG}: without"))
    .help(near.map_or_else(
        || "name one of its files, or a directory with a trailing `/`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_an_inherited_file_names_its_pack() {
        let inherited = ["project/a.tera", "cache/redis/provider.toml", CATALOG]
            .map(str::to_owned)
            .into();
        for (place, told) in [
            ("project/a.tera", "builtin: project/a.tera"),
            ("cache/redis", "builtin: cache/redis"),
            (
                "cache/redis: slot readme",
                "builtin: cache/redis: slot readme",
            ),
            ("project/b.tera", "project/b.tera"),
            ("catalog.toml: hide", "catalog.toml: hide"),
        ] {
            let problems = with_origin("builtin", &inherited, vec![Problem::new("x").at(place)]);
            assert_eq!(problems[0].place, Some(told.into()));
        }
    }
}
