//! EDGE: boots the stack of a project next to the user's running one: load test, fault injection, measurement, removal.

mod engine;
mod faults;
mod full_load;
pub mod http;
mod load;
mod overlay;
mod plan;
mod stack;
mod watch;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::checks::CheckRunner;
use super::clock::since;
use super::measure::Measurements;
use super::recipe::Recipe;
use super::restore::Restore;
use super::verdict::{BootResult, Outcome, Verdict};
use crate::core::error::{Error, Exit, Problem, Result};
use crate::core::interrupt;
use crate::core::note::Note;
use engine::DockerEngine;
use http::Client;
pub use plan::StackPlan;
use stack::ComposeStack;

/// Clients of the load: more than the processors of a small stack, fewer than its threads.
const CLIENTS: usize = 16;
/// Timeout for a healthy stack to report that it is ready.
const SOON: Duration = Duration::from_secs(20);

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
                Some(_) => Outcome::new("boot", Verdict::Failed, 0).with_output(&why),
                None => Outcome::skipped("boot", why),
            }];
            return Ok(BootResult {
                steps,
                measured: None,
            });
        }
    };
    let prepared = ComposeStack::prepare(&engine, runner.root(), &plan.slug, runner.env(), &folder);
    let (stack, swept) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            return Ok(BootResult {
                steps: vec![failed_step(error)?],
                measured: None,
            });
        }
    };
    let mut boot = Boot {
        stack,
        recipe,
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
            boot.steps.push(failed_step(error)?);
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

/// An error as a failed step, so that the other results are reported too; except an interrupt.
fn failed_step(error: Error) -> Result<Outcome> {
    if error.exit == Exit::Interrupted {
        return Err(error);
    }
    let line = |problem: &Problem| match &problem.help {
        Some(help) => format!("{}\nhelp: {help}", problem.message),
        None => problem.message.clone(),
    };
    let lines: Vec<String> = error.problems.iter().map(line).collect();
    Ok(Outcome::new("boot", Verdict::Failed, 0).with_output(&lines.join("\n")))
}

/// A boot in progress.
struct Boot<'a> {
    stack: ComposeStack<'a>,
    recipe: &'a Recipe,
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
        let Some(readiness) = &self.recipe.readiness else {
            return Ok(());
        };
        let start = Instant::now();
        let result = faults::wait_for_report(&self.stack, readiness, &readiness.well, SOON)?;
        let name = format!("{} says {}", readiness.path, readiness.well);
        let verdict = Verdict::of(result.is_ok());
        let outcome = Outcome::new(name, verdict, since(start));
        self.steps
            .push(outcome.with_output(&result.err().unwrap_or_default()));
        Ok(())
    }

    /// Sends each drive once before the load: a failure here would affect every client.
    fn answers(&mut self) -> Result<bool> {
        let mut client = Client::new(self.stack.port);
        let (mut given, mut well) = (HashMap::new(), !self.recipe.drives.is_empty());
        for drive in &self.recipe.drives {
            interrupt::check()?;
            let start = Instant::now();
            let name = format!("{} ({} {})", drive.name, drive.method, drive.path);
            let fresh = load::Fresh {
                word: &self.stack.name,
                turn: 0,
            };
            let known = given.get(&drive.resource).map(String::as_str);
            let Some(request) = load::request(drive, fresh, known) else {
                self.steps
                    .push(Outcome::skipped(name, "no requests are defined"));
                continue;
            };
            let answer = client.send(&request);
            let right = answer
                .as_ref()
                .is_ok_and(|answer| answer.status == drive.status);
            if let (Some(member), Ok(answer)) = (&drive.gives, &answer)
                && let Some(value) = answer.member(member)
            {
                given.insert(&drive.resource, value);
            }
            let verdict = Verdict::of(right);
            let result = if right {
                String::new()
            } else {
                load::describe(drive, &request, &answer)
            };
            self.steps
                .push(Outcome::new(name, verdict, since(start)).with_output(&result));
            well &= right;
        }
        if self.recipe.drives.is_empty() {
            self.steps
                .push(Outcome::skipped("load", "the pack defines no requests"));
        } else if !well {
            self.steps.push(Outcome::skipped(
                "load",
                "not every request got the expected response",
            ));
        }
        Ok(well)
    }
}
