//! EDGE: measures the stack under full load, and its fault tolerance under a lighter load.

use std::time::{Duration, Instant};

use super::load::LoadGenerator;
use super::stack::ComposeStack;
use super::watch::{ConnectionQuery, StatsWatch};
use super::{Boot, CLIENTS, faults, plan};
use crate::core::error::Result;
use crate::core::interrupt;
use crate::verify::measure::{Event, Measurements, RawMeasurements, summarize};
use crate::verify::verdict::{Outcome, Verdict};

/// The duration of full load for each kind of request.
const FULL: Duration = Duration::from_secs(3);
const WARM: Duration = Duration::from_secs(1);
/// Time for the queues of the full load to empty, so that they do not affect the fault injection.
const SETTLED: Duration = Duration::from_secs(2);
/// Pause between two requests of a client during fault injection.
pub(in crate::verify) const PAUSE: Duration = Duration::from_millis(200);

impl Boot<'_> {
    /// Full load for each kind of request, then fault injection.
    pub(super) fn under_load(&mut self) -> Result<Measurements> {
        let drives = &self.drives;
        let mut load =
            LoadGenerator::start(self.stack.port, drives, CLIENTS, &self.stack.name, PAUSE);
        let watch = StatsWatch::start(&self.stack, load.start_of(), &self.connection_queries())?;
        load.phase("warm", None, PAUSE);
        (self.say)("warming up …");
        rest(WARM)?;
        let mut events = Vec::new();
        for (at, drive) in drives.iter().enumerate() {
            (self.say)(&format!("measuring: {} …", drive.name));
            events.push(event(&load, &drive.name));
            load.phase(&drive.name, Some(at), Duration::ZERO);
            rest(FULL)?;
        }
        load.phase("harm", None, PAUSE);
        rest(SETTLED)?;
        let (stack, plan, recipe, say) = (&self.stack, self.plan, self.recipe, self.say);
        let harmed = [
            faults::kill_replica(stack, plan, &load, &mut events, say)?,
            faults::stop_memory_store(stack, plan, recipe, &load, &mut events, say)?,
        ];
        self.steps.extend(harmed);
        let wrong = load.failures();
        let (sent, phases) = load.finish();
        let (samples, held) = watch.finish();
        let services = self.plan.services.iter();
        let measurements = summarize(&RawMeasurements {
            processors: processors(&self.stack)?,
            clients: CLIENTS,
            drives: drives.iter().map(|drive| drive.name.clone()).collect(),
            requests: sent,
            phases,
            events,
            samples,
            connections: held,
            limits: services.map(plan::PlannedService::limits).collect(),
            tiers: self.plan.tiers.clone(),
        });
        self.steps.push(at_full(&measurements, &wrong));
        Ok(measurements)
    }

    /// The stores that report their number of connections, with the command.
    fn connection_queries(&self) -> Vec<ConnectionQuery> {
        let services = self.plan.services.iter();
        services
            .filter(|known| !known.connections.is_empty())
            .map(|known| (known.name.clone(), known.connections.clone()))
            .collect()
    }
}

/// Whether every request was answered correctly.
fn at_full(measurements: &Measurements, wrong: &[String]) -> Outcome {
    let kinds = &measurements.requests;
    let well = kinds.iter().all(|kind| kind.failed == 0);
    let ms = u64::try_from(FULL.as_millis() * kinds.len() as u128).unwrap_or(0);
    let name = format!("no request fails at full load, {CLIENTS} clients");
    let outcome = Outcome::new(name, Verdict::of(well), ms);
    if well {
        outcome
    } else {
        outcome.with_output(&wrong.join("\n"))
    }
}

/// The processors of the engine's machine.
fn processors(stack: &ComposeStack<'_>) -> Result<f64> {
    let output = stack.engine.lines(&["info", "--format", "{{.NCPU}}"])?;
    Ok(output
        .first()
        .and_then(|output| output.parse().ok())
        .unwrap_or(0.0))
}

pub(super) fn event(load: &LoadGenerator, what: &str) -> Event {
    #[expect(clippy::cast_precision_loss, reason = "microseconds of minutes")]
    let at_s = (load.age_us() as f64 / 10_000.0).round() / 100.0;
    Event {
        at_s,
        what: what.to_owned(),
    }
}

/// Waits, unless interrupted.
pub(super) fn rest(time: Duration) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < time {
        interrupt::check()?;
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
