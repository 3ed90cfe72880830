//! EDGE: the stages of a run in a cluster: the commands that the pack declares for each, with their variables filled.
//! Knows no program and no kind of object.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::core::error::Result;
use crate::pack::verification::{ClusterStage, Drive};
use crate::verify::checks::{CheckRunner, Job};
use crate::verify::commands::Commands;
use crate::verify::recipe::Recipe;
use crate::verify::verdict::{Outcome, Verdict};

/// The timeout of a command: images are built and pulled, and volumes are made.
const LONG: Duration = Duration::from_mins(20);
/// The timeout of a command that changes nothing.
const SHORT: Duration = Duration::from_mins(2);
/// The number of lines of an explanation.
const EXPLAINED: usize = 12;

/// The stages, and the variables of their commands.
#[derive(Debug)]
pub(super) struct Stages<'a> {
    pub runner: &'a CheckRunner<'a>,
    pub recipe: &'a Recipe,
    /// Its requests, with the headers that this cluster needs.
    pub drives: Vec<Drive>,
    pub words: BTreeMap<&'static str, String>,
}

impl<'a> Stages<'a> {
    pub(super) fn jobs(&self, stage: ClusterStage) -> Vec<Job<'a>> {
        let checks = self.recipe.checks.iter();
        checks
            .filter(|check| check.cluster == Some(stage))
            .flat_map(|check| self.runner.jobs(check))
            .collect()
    }

    /// What is missing for the selected stages, as text.
    pub(super) fn missing(&self, selected: impl Fn(ClusterStage) -> bool) -> Option<String> {
        let checks = self.recipe.checks.iter();
        checks
            .filter(|check| check.cluster.is_some_and(&selected))
            .find_map(|check| self.runner.tools().missing(check, &check.modules))
    }

    /// Runs a stage, until a check fails.
    pub(super) fn run(&self, stage: ClusterStage) -> Result<Vec<Outcome>> {
        let mut outcomes = Vec::new();
        for job in self.jobs(stage) {
            let outcome = self.outcome(&job, stage)?;
            let failed = outcome.verdict == Verdict::Failed;
            outcomes.push(outcome);
            if failed {
                break;
            }
        }
        Ok(outcomes)
    }

    /// Runs a check of a stage. One that undoes something runs to its end also after a signal.
    pub(super) fn outcome(&self, job: &Job<'_>, stage: ClusterStage) -> Result<Outcome> {
        let folder = self.runner.scratch().folder()?;
        let words = |word: &str| match word {
            "scratch" => Some(folder.display().to_string()),
            "env" => Some(self.runner.env().display().to_string()),
            "each" => job.each.clone(),
            _ => self.words.get(word).cloned(),
        };
        if let Err(error) = self.runner.copied(job.check, &folder, &words) {
            let outcome = Outcome::new(&job.name, Verdict::Failed, 0);
            return Ok(outcome.with_output(&format!("its files cannot be copied: {error}")));
        }
        let commands = Commands {
            tools: self.runner.tools(),
            scratch: self.runner.scratch(),
            folder: &folder,
            environment: &[],
            patience: if stage.only_reads() { SHORT } else { LONG },
            despite_signals: stage.undoes(),
        };
        commands.run(&job.name, job.check, &words)
    }

    /// Adds to a failure what the cluster says about it.
    pub(super) fn explained(&self, mut outcome: Outcome) -> Result<Outcome> {
        if outcome.verdict == Verdict::Failed {
            let said = self.run(ClusterStage::Explain)?;
            let lines = said.into_iter().flat_map(|said| said.results);
            outcome.said.extend(lines.take(EXPLAINED));
        }
        Ok(outcome)
    }
}
