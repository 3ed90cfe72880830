//! The project that a command runs in.

use std::path::Path;

use super::packs::{self, Take};
use crate::cli::args::Global;
use crate::core::answers::Answers;
use crate::core::error::Result;
use crate::generate::assembly::{self, Assembly};
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::selection;
use crate::pack::{Pack, source};
use crate::project::current;
use crate::screen::report::Report;

/// What `tierup.toml` says, and what follows from it.
pub(super) struct Project {
    pub(super) blueprint: Blueprint,
    pub(super) assembly: Assembly,
}

impl Project {
    /// The project that the command runs in, `over` being said over what its file says.
    pub(super) fn open(global: &Global, report: Report, over: Answers) -> Result<Self> {
        let project = current::open(&global.path(Path::new(".")), &|words| report.note(words))?;
        let pack: Pack = packs::of_project(&project, Take::Recorded, report)?;
        let mut answers = project.answers;
        answers.over(over);
        let blueprint = blueprint::decide(&pack, &answers)?;
        let active = selection::active(&pack, &blueprint.selection);
        let assembly = assembly::assemble(&pack, &blueprint, &active, &source::read)?;
        Ok(Self {
            blueprint,
            assembly,
        })
    }
}
