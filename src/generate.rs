//! Blueprint and pack to tree: assembly, plan and render in a row. Every command that needs a project's files
//! calls this one function.

use crate::assembly::{self, Assembly};
use crate::blueprint::Blueprint;
use crate::error::Result;
use crate::pack::{Pack, Read};
use crate::plan;
use crate::render;
use crate::selection;
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
    let assembly = assembly::assemble(pack, blueprint, &active)?;
    let planned = plan::plan(pack, &active, &blueprint.package)?;
    let tree = render::render(&planned, &assembly.context, read, threads)?;
    Ok(Generated { tree, assembly })
}
