//! EDGE: the stack of a project booted beside the person's own, driven, harmed, measured, and gone again.

mod engine;
mod full_load;
mod harm;
pub mod http;
mod load;
mod overlay;
mod plan;
mod stack;
mod watch;

use std::time::{Duration, Instant};

use super::checks::Bench;
use super::clock::since;
use super::measure::Measured;
use super::recipe::Recipe;
use super::verdict::{Booted, Outcome, Verdict};
use crate::core::error::{Error, Exit, Problem, Result};
use crate::core::interrupt;
use crate::core::note::Note;
use engine::Engine;
use http::Client;
pub use plan::Plan;
use stack::Stack;

/// Clients of the load: more than a small stack has processors, fewer than it has threads.
const CLIENTS: usize = 16;
/// In which a healthy stack says that it is ready.
const SOON: Duration = Duration::from_secs(20);

/// Boots it and gives what it showed; everything that was made is gone then.
///
/// # Errors
/// When the person leaves.
pub fn run(bench: &Bench<'_>, recipe: &Recipe, plan: &Plan, say: &Note<'_>) -> Result<Booted> {
    let folder = bench.scratch().folder()?;
    let engine = match Engine::find(bench.tools(), folder.join("engine.txt"))? {
        Ok(engine) => engine,
        Err(why) => {
            let steps = vec![Outcome::skipped("boot", why)];
            return Ok(Booted {
                steps,
                measured: None,
            });
        }
    };
    let prepared = Stack::prepare(&engine, bench.root(), &plan.slug, bench.env(), &folder);
    let (stack, swept) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            return Ok(Booted {
                steps: vec![refused(error)?],
                measured: None,
            });
        }
    };
    let mut boot = Boot {
        stack,
        recipe,
        plan,
        say,
        steps: Vec::new(),
    };
    if swept {
        let outcome = Outcome::new("cleaning up after an interrupted run", Verdict::Passed, 0);
        boot.steps.push(outcome.saying("removed"));
    }
    let proved = boot.prove(bench);
    say("removing the stack");
    let start = Instant::now();
    let down = boot.stack.down();
    let measured = match proved {
        Ok(measured) => measured,
        Err(error) => {
            boot.steps.push(refused(error)?);
            None
        }
    };
    let verdict = Verdict::of(down.is_ok());
    let outcome = Outcome::new("take down", verdict, since(start));
    boot.steps
        .push(outcome.saying(&down.err().unwrap_or_default()));
    Ok(Booted {
        steps: boot.steps,
        measured,
    })
}

/// What went wrong as a step, so that the rest is told too; nobody is told anything who left.
fn refused(error: Error) -> Result<Outcome> {
    if error.exit == Exit::Interrupted {
        return Err(error);
    }
    let line = |problem: &Problem| match &problem.help {
        Some(help) => format!("{}\nhelp: {help}", problem.message),
        None => problem.message.clone(),
    };
    let lines: Vec<String> = error.problems.iter().map(line).collect();
    Ok(Outcome::new("boot", Verdict::Failed, 0).saying(&lines.join("\n")))
}

/// A boot in progress.
struct Boot<'a> {
    stack: Stack<'a>,
    recipe: &'a Recipe,
    plan: &'a Plan,
    say: &'a Note<'a>,
    steps: Vec<Outcome>,
}

impl Boot<'_> {
    fn prove(&mut self, bench: &Bench<'_>) -> Result<Option<Measured>> {
        self.stack.begin();
        let up = ["up", "--detach", "--wait", "--wait-timeout", "300"];
        if !self.compose("build", &["build"])? || !self.compose("start, healthy", &up)? {
            return Ok(None);
        }
        self.ready()?;
        (self.say)("testing the HTTP contract of the stack");
        let url = format!("http://127.0.0.1:{}", self.stack.port);
        let contract = bench.run(self.recipe, Some(&url), self.say, 1)?;
        self.steps.extend(contract);
        if !self.answers()? {
            return Ok(None);
        }
        self.under_load().map(Some)
    }

    /// A command of Compose as a step.
    fn compose(&mut self, name: &str, words: &[&str]) -> Result<bool> {
        (self.say)(&format!("{name} …"));
        let start = Instant::now();
        let said = self.stack.compose(words)?;
        let ms = since(start);
        let well = said.is_ok();
        let outcome = match said {
            Ok(_) => Outcome::new(name, Verdict::Passed, ms),
            Err(said) => {
                let words = format!("{}\n{said}", self.stack.last_words()?);
                Outcome::new(name, Verdict::Failed, ms).saying(&words)
            }
        };
        self.steps.push(outcome);
        Ok(well)
    }

    /// The stack says itself that all is well.
    fn ready(&mut self) -> Result<()> {
        let Some(readiness) = &self.recipe.readiness else {
            return Ok(());
        };
        let start = Instant::now();
        let said = harm::until_says(&self.stack, readiness, &readiness.well, SOON)?;
        let name = format!("{} says {}", readiness.path, readiness.well);
        let verdict = Verdict::of(said.is_ok());
        let outcome = Outcome::new(name, verdict, since(start));
        self.steps
            .push(outcome.saying(&said.err().unwrap_or_default()));
        Ok(())
    }

    /// Each drive once, before there is a load: what fails here fails for everybody.
    fn answers(&mut self) -> Result<bool> {
        let mut client = Client::new(self.stack.port);
        let (mut given, mut well) = (None, !self.recipe.drives.is_empty());
        for drive in &self.recipe.drives {
            interrupt::check()?;
            let start = Instant::now();
            let name = format!("{} ({} {})", drive.name, drive.method, drive.path);
            let Some(request) = load::request(
                drive,
                &format!("{}-first", self.stack.name),
                given.as_deref(),
            ) else {
                self.steps
                    .push(Outcome::skipped(name, "no requests are defined"));
                continue;
            };
            let answer = client.send(&request);
            let right = answer
                .as_ref()
                .is_ok_and(|answer| answer.status == drive.status);
            if let (Some(member), Ok(answer)) = (&drive.gives, &answer) {
                given = answer.member(member).or(given);
            }
            let verdict = Verdict::of(right);
            let said = if right {
                String::new()
            } else {
                load::told(drive, &request, &answer)
            };
            self.steps
                .push(Outcome::new(name, verdict, since(start)).saying(&said));
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
