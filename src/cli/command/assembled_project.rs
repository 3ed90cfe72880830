//! The project of a command.

use std::path::Path;

use super::packs::{self, PackVersion};
use crate::cli::args::GlobalArgs;
use crate::core::answers::Answers;
use crate::core::error::Result;
use crate::generate::assembly::{self, Assembly};
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::selection;
use crate::pack::{Pack, source};
use crate::project::current;
use crate::screen::report::Report;

/// The blueprint of `tierup.toml`, with its assembly.
pub(super) struct AssembledProject {
    pub(super) blueprint: Blueprint,
    pub(super) assembly: Assembly,
    /// What people must know of its choices.
    pub(super) notes: Vec<String>,
}

impl AssembledProject {
    /// The project of the command, with the answers `over` on top of its blueprint.
    pub(super) fn open(global: &GlobalArgs, report: Report, over: Answers) -> Result<Self> {
        let project = current::open(&global.path(Path::new(".")), &|words| report.note(words))?;
        let pack: Pack = packs::of_project(&project, PackVersion::Recorded, report)?;
        let mut answers = project.answers;
        answers.override_with(over);
        let blueprint = blueprint::decide(&pack, &answers)?;
        let active = blueprint.active(&pack);
        let assembly = assembly::assemble(&pack, &blueprint, &active, &source::read)?;
        let notes = selection::notes(&active);
        Ok(Self {
            blueprint,
            assembly,
            notes,
        })
    }
}
