//! The project that a command runs in.

use std::path::{Path, PathBuf};

use crate::answers::{self, Answers};
use crate::args::Global;
use crate::assembly::{self, Assembly};
use crate::blueprint::{self, Blueprint};
use crate::error::{Problem, Result};
use crate::pack::Pack;
use crate::pack::source;
use crate::selection;

/// The blueprint's file in a project.
const FILE: &str = "tierup.toml";

/// What `tierup.toml` says, and what follows from it.
pub(super) struct Project {
    pub(super) folder: PathBuf,
    pub(super) blueprint: Blueprint,
    pub(super) assembly: Assembly,
}

impl Project {
    /// The project that the command runs in, `over` being said over what its file says.
    pub(super) fn open(global: &Global, over: Answers) -> Result<Self> {
        let file = find(&global.path(Path::new(".")))?;
        let text = fs_err::read_to_string(&file)?;
        let mut answers = answers::from_toml(&file.display().to_string(), &text)?;
        answers.over(over);
        let pack: Pack = source::load(&global.pack(answers.text("pack.source")))?;
        let blueprint = blueprint::decide(&pack, &answers)?;
        let active = selection::active(&pack, &blueprint.selection);
        let assembly = assembly::assemble(&pack, &blueprint, &active)?;
        Ok(Self {
            folder: file.parent().unwrap_or(Path::new(".")).to_path_buf(),
            blueprint,
            assembly,
        })
    }
}

/// The blueprint of the project that `from` lies in.
fn find(from: &Path) -> Result<PathBuf> {
    let from = std::path::absolute(from)?;
    let found = from
        .ancestors()
        .map(|folder| folder.join(FILE))
        .find(|file| file.is_file());
    found.ok_or_else(|| {
        Problem::new(format!("there is no {FILE} here or above"))
            .at(from.display().to_string())
            .help("go to a project that tierup made, or name it with `-C DIR`")
            .into()
    })
}
