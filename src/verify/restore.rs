//! EDGE: restores the newest backup of a project into a booted stack, with the commands of the pack.

use std::path::Path;
use std::time::Duration;

use super::checks::CheckRunner;
use super::commands::Commands;
use super::recipe::Recipe;
use super::verdict::{Outcome, Verdict};
use crate::core::error::{Problem, Result};
use crate::pack::verification::Check;

/// The timeout of each command: a large database takes hours.
const PATIENCE: Duration = Duration::from_hours(12);

/// A backup, and the check that restores it.
#[derive(Debug, Clone)]
pub struct Restore {
    pub check: Check,
    /// Its path in the project.
    pub backup: String,
}

impl Restore {
    /// The newest backup of the project at `root`: names of backups contain their time.
    ///
    /// # Errors
    /// When nothing of the project can be restored, or there is no backup.
    pub fn of_newest(recipe: &Recipe, root: &Path) -> Result<Self> {
        let mut checks = recipe.checks.iter();
        let found = checks.find_map(|check| Some((check, check.restores.as_deref()?)));
        let Some((check, pattern)) = found else {
            return Err(Problem::new(
                "no part of this project's stack can be restored from a backup",
            )
            .help("tierup verify --boot")
            .into());
        };
        let (folder, ending) = pattern.split_once("/*").unwrap_or((pattern, ""));
        let files = std::fs::read_dir(root.join(folder)).into_iter().flatten();
        let names = files
            .flatten()
            .filter(|entry| entry.path().is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name.ends_with(ending) && !name.starts_with('.'));
        let Some(newest) = names.max() else {
            return Err(Problem::new(format!("there is no backup `{pattern}`"))
                .at(folder)
                .help("make backup")
                .into());
        };
        Ok(Self {
            check: check.clone(),
            backup: format!("{folder}/{newest}"),
        })
    }

    /// Runs the commands with the variables of a stack. What the last one prints is the result.
    pub(super) fn run(
        &self,
        runner: &CheckRunner<'_>,
        stack: &[(&str, String)],
    ) -> Result<Outcome> {
        let name = format!("{}: {}", self.check.name, self.backup);
        let tools = runner.tools();
        if let Some(why) = tools.missing(&self.check, &self.check.modules) {
            return Ok(Outcome::new(name, Verdict::Failed, 0).with_output(&why));
        }
        let folder = runner.scratch().folder()?;
        let words = |word: &str| match word {
            "scratch" => Some(folder.display().to_string()),
            "env" => Some(runner.env().display().to_string()),
            "backup" => Some(self.backup.clone()),
            _ => None,
        };
        let commands = Commands {
            tools,
            scratch: runner.scratch(),
            folder: &folder,
            environment: stack,
            patience: PATIENCE,
            despite_signals: false,
        };
        commands.run(&name, &self.check, &words)
    }
}
