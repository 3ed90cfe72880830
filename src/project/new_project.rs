//! The files of a new project: what the templates give, the first migration, the secrets and the bookkeeping. Values
//! only; `write` writes them.

use crate::core::error::{Problem, Result};
use crate::core::tree::{RelPath, Tree};
use crate::generate::assembly::Assembly;
use crate::generate::blueprint::Blueprint;
use crate::generate::migrations;
use crate::generate::pipeline::{Generated, generate};
use crate::pack::{Pack, ReadContent};
use crate::project::secret::{FillRandom, new_secrets};
use crate::project::{base, env_file};

/// A new project.
#[derive(Debug)]
pub struct NewProject {
    /// Its files, with `.env`.
    pub tree: Tree,
    /// The files of `.tierup`.
    pub bookkeeping: Tree,
    pub assembly: Assembly,
}

/// Generates a new project; except for the secrets, the same blueprint and pack give the same bytes.
///
/// # Errors
/// Every problem of the pack under this selection, and when there is no randomness.
pub fn new_project(
    pack: &Pack,
    blueprint: &Blueprint,
    read: &ReadContent<'_>,
    threads: usize,
    random: &FillRandom<'_>,
) -> Result<NewProject> {
    let mut generated = generate(pack, blueprint, read, threads)?;
    // migrations are written once and are not part of the base
    let history = generated.take_history();
    let tables = migrations::set_names(pack, blueprint);
    let bookkeeping = base::bookkeeping(pack, &generated.tree, tables)?;
    let Generated {
        mut tree, assembly, ..
    } = generated;
    tree.extend(history);
    if let Some(example) = tree.get(env_file::EXAMPLE) {
        let secrets = new_secrets(&assembly.variables, random)?;
        let private = env_file::fill(example, &secrets);
        let path = RelPath::new(env_file::PRIVATE).map_err(Problem::new)?;
        tree.insert(path, private);
    }
    Ok(NewProject {
        tree,
        bookkeeping,
        assembly,
    })
}
