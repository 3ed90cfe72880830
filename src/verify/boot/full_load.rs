//! EDGE: the stack while clients ask without a pause, and while it is harmed under a gentler load: what it bore.

use std::time::{Duration, Instant};

use super::load::Load;
use super::stack::Stack;
use super::watch::{Asked, Watch};
use super::{Boot, CLIENTS, harm, plan};
use crate::core::error::Result;
use crate::core::interrupt;
use crate::verify::measure::{Measured, Moment, Raw, measured};
use crate::verify::verdict::{Outcome, Verdict};

/// Each kind of request alone, without a pause, for so long.
const FULL: Duration = Duration::from_secs(3);
const WARM: Duration = Duration::from_secs(1);
/// What waits since the full load is done in it: the harm is to be seen, not that.
const SETTLED: Duration = Duration::from_secs(2);
/// Between two requests of a client while the stack is harmed.
const PAUSE: Duration = Duration::from_millis(200);

impl Boot<'_> {
    /// Every kind of request by itself, then the harms.
    pub(super) fn under_load(&mut self) -> Result<Measured> {
        let drives = &self.recipe.drives;
        let mut load = Load::start(self.stack.port, drives, CLIENTS, &self.stack.name, PAUSE);
        let watch = Watch::start(&self.stack, load.start_of(), &self.asked())?;
        load.phase("warm", None, PAUSE);
        (self.say)("warming up …");
        rest(WARM)?;
        let mut moments = Vec::new();
        for (at, drive) in drives.iter().enumerate() {
            (self.say)(&format!("measuring: {} …", drive.name));
            moments.push(moment(&load, &drive.name));
            load.phase(&drive.name, Some(at), Duration::ZERO);
            rest(FULL)?;
        }
        load.phase("harm", None, PAUSE);
        rest(SETTLED)?;
        let (stack, plan, recipe, say) = (&self.stack, self.plan, self.recipe, self.say);
        let harmed = [
            harm::killed(stack, plan, &load, &mut moments, say)?,
            harm::without_memory(stack, plan, recipe, &load, &mut moments, say)?,
        ];
        self.steps.extend(harmed);
        let wrong = load.wrong();
        let (sent, phases) = load.finish();
        let (samples, held) = watch.finish();
        let services = self.plan.services.iter();
        let measured = measured(&Raw {
            processors: processors(&self.stack)?,
            clients: CLIENTS,
            drives: drives.iter().map(|drive| drive.name.clone()).collect(),
            sent,
            phases,
            moments,
            samples,
            held,
            allowed: services.map(plan::Known::allowed).collect(),
            tiers: self.plan.tiers.clone(),
        });
        self.steps.push(at_full(&measured, &wrong));
        Ok(measured)
    }

    /// The stores that say how many connections they hold, with what is asked for it.
    fn asked(&self) -> Vec<Asked> {
        let services = self.plan.services.iter();
        services
            .filter(|known| !known.connections.is_empty())
            .map(|known| (known.name.clone(), known.connections.clone()))
            .collect()
    }
}

/// Whether every request was answered as it should be.
fn at_full(measured: &Measured, wrong: &[String]) -> Outcome {
    let kinds = &measured.requests;
    let well = kinds.iter().all(|kind| kind.failed == 0);
    let ms = u64::try_from(FULL.as_millis() * kinds.len() as u128).unwrap_or(0);
    let name = format!("no request fails at full load, {CLIENTS} clients");
    let outcome = Outcome::new(name, Verdict::of(well), ms);
    if well {
        outcome
    } else {
        outcome.saying(&wrong.join("\n"))
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

pub(super) fn moment(load: &Load, what: &str) -> Moment {
    #[expect(clippy::cast_precision_loss, reason = "microseconds of minutes")]
    let at_s = (load.age_us() as f64 / 10_000.0).round() / 100.0;
    Moment {
        at_s,
        what: what.to_owned(),
    }
}

/// Waits, unless the person leaves.
pub(super) fn rest(time: Duration) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < time {
        interrupt::check()?;
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
