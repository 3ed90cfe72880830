//! Blueprint and pack to tree: assembly, lock, plan and render in a row. Every command that needs a project's
//! files calls this one function.

use serde_json::json;

use crate::assembly::{self, Assembly};
use crate::blueprint::Blueprint;
use crate::error::Result;
use crate::lock::{self, Lock};
use crate::pack::manifest::Python;
use crate::pack::{Pack, Read};
use crate::plan::{self, Planned};
use crate::render;
use crate::selection::{self, Active};
use crate::tree::Tree;

/// A project's files, and what was merged on the way to them.
#[derive(Debug)]
pub struct Generated {
    pub tree: Tree,
    pub assembly: Assembly,
}

/// Generates; the same blueprint and pack give the same bytes.
///
/// # Errors
/// Whatever is wrong with the pack under this selection.
pub fn generate(
    pack: &Pack,
    blueprint: &Blueprint,
    read: &Read<'_>,
    threads: usize,
) -> Result<Generated> {
    let active = selection::active(pack, &blueprint.selection);
    let (assembly, planned) = prepare(pack, blueprint, &active, read)?;
    let tree = render::render(&planned, &assembly.context, read, threads)?;
    Ok(Generated { tree, assembly })
}

/// All that comes before rendering.
///
/// # Errors
/// Whatever is wrong with what the active folders declare together.
pub(crate) fn prepare<'a>(
    pack: &'a Pack,
    blueprint: &Blueprint,
    active: &[Active<'_>],
    read: &Read<'_>,
) -> Result<(Assembly, Vec<Planned<'a>>)> {
    let mut assembly = assembly::assemble(pack, blueprint, active)?;
    if let Some(content) = pack.files.get(lock::PATH) {
        let bytes = read(content)?;
        let lock = Lock::parse(&bytes).map_err(|problem| vec![problem])?;
        assembly
            .context
            .insert("locked", &locked(&lock, &assembly.pins)?);
    }
    let planned = plan::plan(pack, active, &blueprint.package)?;
    Ok((assembly, planned))
}

/// The requirements files of a project: what runs it, what a developer has, what builds it, what loads it.
fn locked(lock: &Lock<'_>, pins: &Python) -> Result<serde_json::Value> {
    let dev = [&pins.dependencies[..], &pins.dev, &pins.build].concat();
    Ok(json!({
        "runtime": lock::requirements(&lock.closure(&pins.dependencies)?),
        "dev": lock::requirements(&lock.closure(&dev)?),
        "build": lock::requirements(&lock.closure(&pins.build)?),
        "load": lock::requirements(&lock.closure(&pins.load)?),
    }))
}
