//! From blueprint and pack to tree: assembly, lock, plan and render. Every command that needs a project's files calls
//! this one function.

use serde_json::json;

use crate::core::error::{Error, Result};
use crate::core::tree::{RelPath, Tree};
use crate::generate::assembly::{self, Assembly};
use crate::generate::blueprint::Blueprint;
use crate::generate::migrations::history::History;
use crate::generate::migrations::{self, Side};
use crate::generate::pictures;
use crate::generate::plan::{self, PlannedFile};
use crate::generate::python_text;
use crate::generate::render::{self, RenderMemo, Rendering};
use crate::generate::resources;
use crate::generate::selection::Active;
use crate::pack::lock::{self, Lock};
use crate::pack::manifest::Python;
use crate::pack::{Pack, ReadContent};

/// A project's files, and the data they were rendered from.
#[derive(Debug)]
pub struct Generated {
    /// The files of a new project.
    pub tree: Tree,
    pub assembly: Assembly,
    /// Those of them that are written once and are not generated again.
    history: Vec<RelPath>,
}

impl Generated {
    /// Takes the files that are written once out of the tree.
    #[must_use]
    pub fn take_history(&mut self) -> Tree {
        let paths = std::mem::take(&mut self.history);
        let taken = paths
            .into_iter()
            .filter_map(|path| self.tree.remove_entry(&path));
        taken.collect()
    }
}

/// Generates a new project; the same blueprint and pack give the same bytes.
///
/// # Errors
/// Every problem of the pack under this selection.
pub fn generate(
    pack: &Pack,
    blueprint: &Blueprint,
    read: &ReadContent<'_>,
    threads: usize,
) -> Result<Generated> {
    generate_with(pack, blueprint, read, threads, None)
}

/// As [`generate`], for many projects of one pack: `memo` keeps the files that several of them have.
///
/// # Errors
/// Every problem of the pack under this selection.
pub fn generate_with(
    pack: &Pack,
    blueprint: &Blueprint,
    read: &ReadContent<'_>,
    threads: usize,
    memo: Option<&RenderMemo>,
) -> Result<Generated> {
    let active = blueprint.active(pack);
    let generated = || -> Result<Generated> {
        let (assembly, planned) = prepare(pack, blueprint, &active, read)?;
        let rendering = Rendering {
            read,
            finish: &|path, file| python_text::tidied(pack, path, file),
            threads,
            memo,
        };
        let mut tree = render::render(&planned, &assembly.context, &rendering)?;
        let side = Side::of(pack, blueprint, &assembly.context)?;
        let first = migrations::write(pack, (None, &side), &|| Ok(History::empty()), &[], read)?;
        let first = first.map(|migration| migration.files).unwrap_or_default();
        let history = first.keys().cloned().collect();
        tree.extend(first);
        Ok(Generated {
            tree,
            assembly,
            history,
        })
    };
    generated().map_err(|error| Error {
        problems: pack.with_origin(error.problems),
        ..error
    })
}

/// All steps before rendering.
///
/// # Errors
/// Every conflict between the active folders.
pub(crate) fn prepare<'a>(
    pack: &'a Pack,
    blueprint: &Blueprint,
    active: &[Active<'_>],
    read: &ReadContent<'_>,
) -> Result<(Assembly, Vec<PlannedFile<'a>>)> {
    let mut assembly = assembly::assemble(pack, blueprint, active, read)?;
    let mut context = std::mem::take(&mut assembly.context);
    pictures::add_pictures(&mut context, blueprint, &assembly);
    assembly::fill_slots(pack, active, &mut context)?;
    assembly.context = context;
    if let Some(locked) = locks(pack, &assembly.pins, read)? {
        assembly.context.insert("locked", &locked);
    }
    let resources: Vec<_> = resources::in_order(&blueprint.resources)
        .into_iter()
        .map(|resource| &resource.names)
        .collect();
    let planned = plan::plan(pack, active, &blueprint.package, &resources)?;
    Ok((assembly, planned))
}

/// The pack's own lock on top of that of the pack below, as the project's requirements files.
fn locks(pack: &Pack, pins: &Python, read: &ReadContent<'_>) -> Result<Option<serde_json::Value>> {
    let mut texts = Vec::new();
    for (depth, layer) in pack.layers().enumerate().rev() {
        let is_left = depth > 0 && pack.catalog.without.iter().any(|path| path == lock::PATH);
        if let Some(content) = layer.get(lock::PATH).filter(|_| !is_left) {
            texts.push(read(content)?);
        }
    }
    let mut whole: Option<Lock<'_>> = None;
    for text in &texts {
        let lock = Lock::parse(text).map_err(|problem| vec![problem])?;
        match &mut whole {
            Some(whole) => whole.override_with(lock),
            None => whole = Some(lock),
        }
    }
    whole.map(|lock| locked(&lock, pins)).transpose()
}

/// The requirements files of a project: for running, development, build and load test.
fn locked(lock: &Lock<'_>, pins: &Python) -> Result<serde_json::Value> {
    let dev = [&pins.dependencies[..], &pins.dev, &pins.build].concat();
    Ok(json!({
        "runtime": lock::requirements(&lock.closure(&pins.dependencies)?),
        "dev": lock::requirements(&lock.closure(&dev)?),
        "build": lock::requirements(&lock.closure(&pins.build)?),
        "load": lock::requirements(&lock.closure(&pins.load)?),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::open;
    use crate::core::answers::Answers;
    use crate::generate::blueprint;
    use crate::pack::builtin;

    #[test]
    fn a_project_needs_no_disk_no_process_and_no_terminal() {
        let pack = open::builtin().unwrap();
        let mut answers = Answers::default();
        for (tier, provider) in &pack.catalog.presets[0].tiers {
            answers.set(format!("tiers.{tier}"), provider, "a preset");
        }
        answers.set("project.name", "shop", "a name");
        let blueprint = blueprint::decide(&pack, &answers).unwrap();
        let generated = generate(&pack, &blueprint, &builtin::read, 1).unwrap();
        assert!(generated.tree.contains_key("pyproject.toml"));
    }
}
