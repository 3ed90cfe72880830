//! EDGE: boots the stack of a project next to the user's running one: load test, fault injection, measurement, removal.

mod engine;
pub(super) mod faults;
pub(super) mod full_load;
pub mod http;
pub(super) mod load;
mod overlay;
mod plan;
pub(super) mod probes;
mod stack;
mod watch;

use std::time::Instant;

use super::authorize;
use super::checks::CheckRunner;
use super::clock::since;
use super::measure::Measurements;
use super::recipe::Recipe;
use super::restore::Restore;
use super::verdict::{BootResult, Outcome, Verdict};
use crate::core::error::Result;
use crate::core::note::Note;
use crate::pack::verification::Drive;
use engine::DockerEngine;
pub use plan::StackPlan;
use stack::ComposeStack;

/// The name of the whole, where no step of it has a result.
const STEP: &str = "boot";
/// Clients of the load: more than the processors of a small stack, fewer than its threads.
pub(super) const CLIENTS: usize = 16;

/// What is done with a booted stack, besides the contract.
#[derive(Debug, Clone, Copy)]
pub struct Exercises<'a> {
    /// Before the contract.
    pub restore: Option<&'a Restore>,
    /// Load, fault injection and measurement.
    pub load: bool,
}

/// Boots the stack and returns the results; everything that was created is removed.
///
/// # Errors
/// When the user interrupts.
pub fn run(
    runner: &CheckRunner<'_>,
    recipe: &Recipe,
    plan: &StackPlan,
    exercises: Exercises<'_>,
    say: &Note<'_>,
) -> Result<BootResult> {
    let folder = runner.scratch().folder()?;
    let engine = match DockerEngine::find(runner.tools(), folder.join("engine.txt"))? {
        Ok(engine) => engine,
        Err(why) => {
            let steps = vec![match exercises.restore {
                // a backup that was not restored is not one that can be
                Some(_) => Outcome::new(STEP, Verdict::Failed, 0).with_output(&why),
                None => Outcome::skipped(STEP, why),
            }];
            return Ok(BootResult {
                steps,
                measured: None,
            });
        }
    };
    let prepared = ComposeStack::prepare(&engine, runner.root(), plan, runner.env(), &folder);
    let (stack, swept) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            return Ok(BootResult {
                steps: vec![Outcome::of_error(STEP, error)?],
                measured: None,
            });
        }
    };
    let mut boot = Boot {
        stack,
        recipe,
        drives: recipe.drives.clone(),
        plan,
        exercises,
        say,
        steps: Vec::new(),
    };
    if swept {
        let outcome = Outcome::new("cleaning up after an interrupted run", Verdict::Passed, 0);
        boot.steps.push(outcome.with_output("removed"));
    }
    let proved = boot.run_steps(runner);
    say("removing the stack");
    let start = Instant::now();
    let down = boot.stack.down();
    let measured = match proved {
        Ok(measured) => measured,
        Err(error) => {
            boot.steps.push(Outcome::of_error(STEP, error)?);
            None
        }
    };
    let verdict = Verdict::of(down.is_ok());
    let outcome = Outcome::new("take down", verdict, since(start));
    boot.steps
        .push(outcome.with_output(&down.err().unwrap_or_default()));
    Ok(BootResult {
        steps: boot.steps,
        measured,
    })
}

/// A boot in progress.
struct Boot<'a> {
    stack: ComposeStack<'a>,
    recipe: &'a Recipe,
    /// Its requests, with the headers that this stack needs.
    drives: Vec<Drive>,
    plan: &'a StackPlan,
    exercises: Exercises<'a>,
    say: &'a Note<'a>,
    steps: Vec<Outcome>,
}

impl Boot<'_> {
    fn run_steps(&mut self, runner: &CheckRunner<'_>) -> Result<Option<Measurements>> {
        self.stack.begin();
        let up = ["up", "--detach", "--wait", "--wait-timeout", "300"];
        if !self.compose("build", &["build"])? || !self.compose("start, healthy", &up)? {
            return Ok(None);
        }
        self.ready()?;
        if let Some(restore) = self.exercises.restore
            && !self.restored(runner, restore)?
        {
            return Ok(None);
        }
        if !self.authorized(runner)? {
            return Ok(None);
        }
        (self.say)("testing the HTTP contract of the stack");
        let url = format!("http://127.0.0.1:{}", self.stack.port);
        let contract = runner.run(self.recipe, Some(&url), self.say, 1)?;
        self.steps.extend(contract);
        if !self.answers()? || !self.exercises.load {
            return Ok(None);
        }
        self.under_load().map(Some)
    }

    /// Restores a backup into the stack, which must be ready again.
    fn restored(&mut self, runner: &CheckRunner<'_>, restore: &Restore) -> Result<bool> {
        (self.say)(&format!("restoring {} …", restore.backup));
        let outcome = restore.run(runner, &self.stack.environment())?;
        let well = outcome.verdict == Verdict::Passed;
        self.steps.push(outcome);
        if well {
            self.ready()?;
        }
        Ok(well)
    }

    /// Gets the headers of the requests; whether it has them.
    fn authorized(&mut self, runner: &CheckRunner<'_>) -> Result<bool> {
        let variables = self.stack.environment();
        let outcomes = authorize::boot(runner, self.recipe, &variables, &mut self.drives)?;
        let well = outcomes.iter().all(|one| one.verdict == Verdict::Passed);
        self.steps.extend(outcomes);
        Ok(well)
    }

    /// A Compose command as a step.
    fn compose(&mut self, name: &str, words: &[&str]) -> Result<bool> {
        (self.say)(&format!("{name} …"));
        let start = Instant::now();
        let result = self.stack.compose(words)?;
        let ms = since(start);
        let well = result.is_ok();
        let outcome = match result {
            Ok(_) => Outcome::new(name, Verdict::Passed, ms),
            Err(result) => {
                let words = format!("{}\n{result}", self.stack.last_logs()?);
                Outcome::new(name, Verdict::Failed, ms).with_output(&words)
            }
        };
        self.steps.push(outcome);
        Ok(well)
    }

    /// Checks that the stack reports that it is ready.
    fn ready(&mut self) -> Result<()> {
        let ready = probes::ready(self.stack.port, self.recipe)?;
        self.steps.extend(ready);
        Ok(())
    }

    /// Whether each request gets the expected response.
    fn answers(&mut self) -> Result<bool> {
        let (port, word) = (self.stack.port, &self.stack.name);
        let (steps, well) = probes::answers(port, word, &self.drives)?;
        self.steps.extend(steps);
        Ok(well)
    }
}
