//! EDGE: undoes what a stage did in the cluster, however the run ends: after a failure, a signal, an error or a panic.
//! Knows no program: the commands are those of a stage.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::stages::Stages;
use crate::core::error::Result;
use crate::core::process::own_process_group;
use crate::pack::verification::{ClusterStage, filled};
use crate::verify::at_panic::AtPanic;
use crate::verify::verdict::{Outcome, Verdict};

/// Attempts: the server may be unreachable for a moment.
const ATTEMPTS: usize = 3;

/// A program, and its arguments.
type ResolvedCommand = (PathBuf, Vec<String>);

/// The commands that are to run.
#[derive(Debug)]
pub(super) struct Undo {
    stage: ClusterStage,
    commands: Vec<ResolvedCommand>,
    /// Until it is done.
    pending: Option<AtPanic>,
}

impl Undo {
    /// Called before the stage that it undoes.
    pub(super) fn begin(stages: &Stages<'_>, stage: ClusterStage) -> Self {
        let jobs = stages.jobs(stage);
        let runs = jobs.iter().flat_map(|job| &job.check.run);
        let commands: Vec<ResolvedCommand> = runs
            .filter_map(|command| {
                let (program, arguments) = command.split_first()?;
                let fill = |text: &String| filled(text, &|word| stages.words.get(word).cloned());
                let program = stages.runner.tools().find(program)?;
                Some((program, arguments.iter().map(fill).collect()))
            })
            .collect();
        let at_panic = commands.clone();
        Self {
            stage,
            commands,
            pending: Some(AtPanic::begin(move || run_quietly(&at_panic))),
        }
    }

    /// Runs them, also after a signal; repeated if they fail.
    pub(super) fn finish(mut self, stages: &Stages<'_>) -> Result<Vec<Outcome>> {
        let mut outcomes = Vec::new();
        for _ in 0..ATTEMPTS {
            outcomes = stages.run(self.stage)?;
            if outcomes.iter().all(|one| one.verdict != Verdict::Failed) {
                break;
            }
        }
        self.pending = None;
        for outcome in &mut outcomes {
            outcome.results.clear();
        }
        Ok(outcomes)
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        if self.pending.take().is_some() {
            run_quietly(&self.commands);
        }
    }
}

fn run_quietly(commands: &[ResolvedCommand]) {
    for (program, arguments) in commands {
        let mut command = Command::new(program);
        command.args(arguments);
        command.stdin(Stdio::null());
        // Ctrl-C on the terminal must not end it
        own_process_group(&mut command);
        // nothing is left to report it
        let _ended = command.output();
    }
}
