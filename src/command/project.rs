//! The project that a command runs in.

use std::path::Path;

use super::packs::{self, Take};
use crate::answers::Answers;
use crate::args::Global;
use crate::assembly::{self, Assembly};
use crate::blueprint::{self, Blueprint};
use crate::error::Result;
use crate::pack::Pack;
use crate::project;
use crate::report::Report;
use crate::selection;

/// What `tierup.toml` says, and what follows from it.
pub(super) struct Project {
    pub(super) blueprint: Blueprint,
    pub(super) assembly: Assembly,
}

impl Project {
    /// The project that the command runs in, `over` being said over what its file says.
    pub(super) fn open(global: &Global, report: Report, over: Answers) -> Result<Self> {
        let project = project::open(&global.path(Path::new(".")), report)?;
        let pack: Pack = packs::of_project(&project, Take::Recorded, report)?;
        let mut answers = project.answers;
        answers.over(over);
        let blueprint = blueprint::decide(&pack, &answers)?;
        let active = selection::active(&pack, &blueprint.selection);
        let assembly = assembly::assemble(&pack, &blueprint, &active)?;
        Ok(Self {
            blueprint,
            assembly,
        })
    }
}
