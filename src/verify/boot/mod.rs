//! EDGE: the stack of a project booted beside the person's own, driven, harmed, measured, and gone again.

mod engine;
mod harm;
mod http;
mod load;
mod overlay;
mod plan;
mod stack;
mod watch;

use std::time::{Duration, Instant};

use super::checks::Bench;
use super::measure::{Moment, Raw, measured};
use super::recipe::Recipe;
use super::verdict::{Booted, Outcome, Verdict};
use crate::error::{Error, Exit, Problem, Result};
use crate::interrupt;
use crate::progress::Line;
use engine::Engine;
use http::Client;
use load::Load;
pub use plan::Plan;
use stack::Stack;
use watch::{Asked, Watch};

/// Clients of the load: more than a small stack has processors, fewer than it has threads.
const CLIENTS: usize = 16;
/// Each kind of request alone, without a pause, for so long.
const FULL: Duration = Duration::from_secs(3);
const WARM: Duration = Duration::from_secs(1);
/// Between two requests of a client while the stack is harmed.
const PAUSE: Duration = Duration::from_millis(200);
/// In which a healthy stack says that it is ready.
const SOON: Duration = Duration::from_secs(20);

/// Boots it and gives what it showed; everything that was made is gone then.
///
/// # Errors
/// When the person leaves.
pub fn run(bench: &Bench<'_>, recipe: &Recipe, plan: &Plan, line: &Line) -> Result<Booted> {
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
        line,
        steps: Vec::new(),
    };
    if swept {
        let outcome = Outcome::new("leftovers of a killed run", Verdict::Held, 0);
        boot.steps.push(outcome.saying("removed"));
    }
    let proved = boot.prove(bench);
    line.say("taking everything down");
    let start = Instant::now();
    let down = boot.stack.down();
    let measured = match proved {
        Ok(measured) => measured,
        Err(error) => {
            boot.steps.push(refused(error)?);
            None
        }
    };
    let verdict = if down.is_ok() {
        Verdict::Held
    } else {
        Verdict::Failed
    };
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
    line: &'a Line,
    steps: Vec<Outcome>,
}

impl Boot<'_> {
    fn prove(&mut self, bench: &Bench<'_>) -> Result<Option<super::measure::Measured>> {
        self.stack.begin();
        let up = ["up", "--detach", "--wait", "--wait-timeout", "300"];
        if !self.compose("build", &["build"])? || !self.compose("start, healthy", &up)? {
            return Ok(None);
        }
        self.ready()?;
        self.line.say("driving the stack through its contract");
        let url = format!("http://127.0.0.1:{}", self.stack.port);
        let contract = bench.run(self.recipe, Some(&url), self.line, 1)?;
        self.steps.extend(contract);
        if !self.answers()? {
            return Ok(None);
        }
        self.under_load().map(Some)
    }

    /// A command of Compose as a step.
    fn compose(&mut self, name: &str, words: &[&str]) -> Result<bool> {
        self.line.say(&format!("{name} …"));
        let start = Instant::now();
        let said = self.stack.compose(words)?;
        let ms = since(start);
        let well = said.is_ok();
        let outcome = match said {
            Ok(_) => Outcome::new(name, Verdict::Held, ms),
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
        let verdict = if said.is_ok() {
            Verdict::Held
        } else {
            Verdict::Failed
        };
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
                    .push(Outcome::skipped(name, "nothing was given to ask for"));
                continue;
            };
            let answer = client.send(&request);
            let right = answer
                .as_ref()
                .is_ok_and(|answer| answer.status == drive.status);
            if let (Some(member), Ok(answer)) = (&drive.gives, &answer) {
                given = answer.member(member).or(given);
            }
            let verdict = if right {
                Verdict::Held
            } else {
                Verdict::Failed
            };
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
            self.steps.push(Outcome::skipped(
                "load",
                "the pack says no request that drives it",
            ));
        } else if !well {
            self.steps.push(Outcome::skipped(
                "load",
                "not every request is answered as it should be",
            ));
        }
        Ok(well)
    }

    fn under_load(&mut self) -> Result<super::measure::Measured> {
        let drives = &self.recipe.drives;
        let mut load = Load::start(self.stack.port, drives, CLIENTS, &self.stack.name, PAUSE);
        let asked = self
            .plan
            .services
            .iter()
            .filter(|known| !known.connections.is_empty());
        let asked: Vec<Asked> = asked
            .map(|known| (known.name.clone(), known.connections.clone()))
            .collect();
        let watch = Watch::start(&self.stack, load.start_of(), &asked)?;
        load.phase("warm", None, PAUSE);
        self.line.say("warming up …");
        rest(WARM)?;
        let mut moments = Vec::new();
        for (at, drive) in drives.iter().enumerate() {
            self.line.say(&format!("measuring: {} …", drive.name));
            moments.push(moment(&load, &drive.name));
            load.phase(&drive.name, Some(at), Duration::ZERO);
            rest(FULL)?;
        }
        load.phase("harm", None, PAUSE);
        // what waits since the full load is done first: the harm is to be seen, not that
        rest(Duration::from_secs(2))?;
        let harmed = [
            harm::killed(&self.stack, self.plan, &load, &mut moments, self.line)?,
            harm::without_memory(
                &self.stack,
                self.plan,
                self.recipe,
                &load,
                &mut moments,
                self.line,
            )?,
        ];
        self.steps.extend(harmed);
        let wrong = load.wrong();
        let (sent, phases) = load.finish();
        let (samples, held) = watch.finish();
        let raw = Raw {
            processors: processors(&self.stack)?,
            clients: CLIENTS,
            drives: drives.iter().map(|drive| drive.name.clone()).collect(),
            sent,
            phases,
            moments,
            samples,
            held,
            allowed: self
                .plan
                .services
                .iter()
                .map(plan::Known::allowed)
                .collect(),
            tiers: self.plan.tiers.clone(),
        };
        let measured = measured(&raw);
        let failed: usize = measured.requests.iter().map(|kind| kind.failed).sum();
        let verdict = if failed == 0 {
            Verdict::Held
        } else {
            Verdict::Failed
        };
        let full = u64::try_from(FULL.as_millis() * drives.len() as u128).unwrap_or(0);
        let said = if failed == 0 {
            String::new()
        } else {
            wrong.join("\n")
        };
        let name = format!("no request fails at full load, {CLIENTS} clients");
        self.steps
            .push(Outcome::new(name, verdict, full).saying(&said));
        Ok(measured)
    }
}

/// Processors that the engine has.
fn processors(stack: &Stack<'_>) -> Result<f64> {
    let said = stack.engine.lines(&["info", "--format", "{{.NCPU}}"])?;
    Ok(said
        .first()
        .and_then(|said| said.parse().ok())
        .unwrap_or(0.0))
}

fn moment(load: &Load, what: &str) -> Moment {
    #[expect(clippy::cast_precision_loss, reason = "microseconds of minutes")]
    let at_s = (load.age_us() as f64 / 10_000.0).round() / 100.0;
    Moment {
        at_s,
        what: what.to_owned(),
    }
}

/// Waits, unless the person leaves.
fn rest(time: Duration) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < time {
        interrupt::check()?;
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
