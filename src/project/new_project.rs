//! The files of a new project: what the templates give, the first migration, the secrets and the bookkeeping. Values
//! only: `change` compares them with a folder, and `write` writes them.

use std::collections::BTreeMap;

use crate::core::error::{Problem, Result};
use crate::core::tree::{RelPath, Tree};
use crate::generate::assembly::Assembly;
use crate::generate::blueprint::Blueprint;
use crate::generate::migrations;
use crate::generate::pipeline::{Generated, generate_with};
use crate::generate::render::RenderMemo;
use crate::pack::{Pack, ReadContent};
use crate::project::{base, env_file};

/// A new project.
#[derive(Debug, Clone)]
pub struct NewProject {
    /// Its files; with `.env` when the secrets are filled in.
    pub tree: Tree,
    /// The files of `.tierup`.
    pub bookkeeping: Tree,
    pub assembly: Assembly,
}

impl NewProject {
    /// Generates a new project without its secrets: the same blueprint and pack give the same bytes.
    ///
    /// # Errors
    /// Every problem of the pack under this selection.
    pub fn of(
        pack: &Pack,
        blueprint: &Blueprint,
        read: &ReadContent<'_>,
        threads: usize,
        memo: Option<&RenderMemo>,
    ) -> Result<Self> {
        let mut generated = generate_with(pack, blueprint, read, threads, memo)?;
        // migrations are written once and are not part of the base
        let history = generated.take_history();
        let tables = migrations::set_names(pack, blueprint);
        let bookkeeping = base::bookkeeping(pack, &generated.tree, tables)?;
        let Generated {
            mut tree, assembly, ..
        } = generated;
        tree.extend(history);
        Ok(Self {
            tree,
            bookkeeping,
            assembly,
        })
    }

    /// Adds `.env` with these values of variables.
    ///
    /// # Errors
    /// Never for names that this program has.
    pub fn fill_secrets(&mut self, secrets: &BTreeMap<String, String>) -> Result<()> {
        if let Some(example) = self.tree.get(env_file::EXAMPLE) {
            let private = env_file::fill(example, secrets);
            let path = RelPath::new(env_file::PRIVATE).map_err(Problem::new)?;
            self.tree.insert(path, private);
        }
        Ok(())
    }
}
