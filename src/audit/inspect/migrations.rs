//! Problems of what a pack brings for migrations: patterns, sets of tables, and the template. Each combination of folders
//! is tried once.

use std::collections::BTreeSet;

use super::scenarios::Scenario;
use super::with_selections;
use crate::core::error::{Problem, Result};
use crate::generate::migrations::history::{self, Files, History};
use crate::generate::migrations::{self, Place, Side};
use crate::pack::layout::MIGRATION;
use crate::pack::{Pack, ReadContent};

pub(super) fn problems(
    pack: &Pack,
    scenarios: &[Scenario<'_>],
    read: &ReadContent<'_>,
) -> Vec<Problem> {
    let mut problems = without_place(pack);
    let mut seen = BTreeSet::new();
    for scenario in scenarios {
        let active = scenario.blueprint.active(pack);
        let brings = active
            .iter()
            .filter(|one| one.manifest.migrations.is_some() || !one.manifest.tables.is_empty());
        let folders: Vec<&str> = brings.map(|one| one.folder).collect();
        if !folders.is_empty() && seen.insert(folders) {
            let found = first(pack, scenario, read).err();
            let found = found.into_iter().flat_map(|error| error.problems);
            problems.extend(found.map(|one| with_selections(one, scenarios.len(), &[scenario])));
        }
    }
    problems
}

/// Renders the first migration.
fn first(pack: &Pack, scenario: &Scenario<'_>, read: &ReadContent<'_>) -> Result<()> {
    let context = &scenario.assembly.context;
    let side = Side::of(pack, &scenario.blueprint, context)?;
    let Some(Place { part, how }) = migrations::place(pack, &scenario.blueprint, context)? else {
        let set = side.sets.first();
        let what = set.map(|set| format!("the tables `{}` come without `[migrations]`", set.name));
        let problem = what.map(|what| {
            Problem::new(what)
                .at("catalog.toml")
                .help("let a folder that is chosen with them say where migrations are")
        });
        return problem.map_or(Ok(()), |problem| Err(problem.into()));
    };
    history::of(&Files::new(), &how.folder, &how)
        .map_err(|problem| problem.at(format!("{part}: migrations")))?;
    let written = migrations::write(pack, (None, &side), &|| Ok(History::empty()), &[], read)?;
    if written.is_some_and(|migration| migration.files.is_empty()) {
        let problem = Problem::new("`[migrations]` has no template of a migration");
        return Err(problem
            .at(part)
            .help(format!("create a file with `{MIGRATION}` in its path"))
            .into());
    }
    Ok(())
}

/// Templates of migrations in folders that do not say where these are.
fn without_place(pack: &Pack) -> Vec<Problem> {
    let is_placed = |path: &str| {
        let mut folders = pack.providers.iter().chain(&pack.parts);
        folders.any(|(folder, manifest)| {
            let inside = path.strip_prefix(folder.as_str());
            inside.is_some_and(|rest| rest.starts_with('/')) && manifest.migrations.is_some()
        })
    };
    let templates = pack.files.keys().filter(|path| path.contains(MIGRATION));
    templates
        .filter(|path| !is_placed(path))
        .map(|path| {
            Problem::new("the template of a migration is in a folder without `[migrations]`")
                .at(path.as_str())
                .help("say in the folder's manifest where migrations are")
        })
        .collect()
}
