//! EDGE: restores the newest backup of a project into a booted stack, with the commands of the pack.

use std::path::Path;
use std::time::{Duration, Instant};

use super::checks::CheckRunner;
use super::child::{self, ProgramEnd};
use super::clock::since;
use super::recipe::{Recipe, command_line};
use super::verdict::{Outcome, Verdict};
use crate::core::error::{AtPath, Problem, Result};
use crate::pack::verification::{Check, filled};

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
        let start = Instant::now();
        let mut outcome = Outcome::new(name, Verdict::Passed, 0);
        for (at, command) in self.check.run.iter().enumerate() {
            let command: Vec<String> = command.iter().map(|word| filled(word, &words)).collect();
            outcome.commands.push(command_line(&command));
            let out = folder.join(format!("{at}.txt"));
            let found = command.split_first();
            let Some((program, arguments)) =
                found.and_then(|(program, rest)| Some((tools.find(program)?, rest)))
            else {
                outcome.verdict = Verdict::Failed;
                let why = format!("`{}` is not installed", command_line(&command));
                return Ok(outcome.with_output(&why));
            };
            let mut command = tools.command(&program);
            command
                .args(arguments)
                .envs(stack.iter().map(|(name, value)| (name, value)))
                .env("TMPDIR", &folder);
            let ended = child::run(&mut command, &out, PATIENCE)?;
            let output = std::fs::read(&out).at_path(&out)?;
            let output = String::from_utf8_lossy(&output);
            outcome.ms = since(start);
            let why = match ended {
                ProgramEnd::Success => {
                    outcome.results = output.lines().map(|line| line.trim().to_owned()).collect();
                    continue;
                }
                ProgramEnd::Failure(status) => status,
                ProgramEnd::NotStarted(why) => format!("it did not start: {why}"),
                ProgramEnd::TimedOut => format!("timed out after {} s", PATIENCE.as_secs()),
            };
            outcome.verdict = Verdict::Failed;
            outcome.results.clear();
            return Ok(outcome.with_output(&format!("{output}\n{why}")));
        }
        Ok(outcome)
    }
}
