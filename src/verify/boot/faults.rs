//! EDGE: fault injection under load, and its effect on clients.

use std::time::{Duration, Instant};

use super::engine::SHORT;
use super::full_load::{event, rest};
use super::load::LoadGenerator;
use super::probes::{wait_for_report, wait_until};
use super::stack::ComposeStack;
use super::{CLIENTS, StackPlan};
use crate::core::error::Result;
use crate::core::note::Note;
use crate::core::role::Role;
use crate::pack::verification::Readiness;
use crate::verify::clock::since;
use crate::verify::measure::{Event, RequestCounts, since as ends_since};
use crate::verify::recipe::Recipe;
use crate::verify::verdict::{Outcome, Verdict};

/// How long the load is observed after a fault.
const OBSERVED: Duration = Duration::from_secs(2);
/// Timeout for a container to be healthy again, and for the service to notice it.
const HEALTHY: Duration = Duration::from_mins(1);

/// Kills every process of one of several replicas. The only requests that may fail are those whose responses had begun,
/// at most its share of the clients.
pub(super) fn kill_replica(
    stack: &ComposeStack<'_>,
    plan: &StackPlan,
    load: &LoadGenerator,
    events: &mut Vec<Event>,
    say: &Note<'_>,
) -> Result<Outcome> {
    let Some(service) = plan.of_role(Role::RequestWorkers) else {
        return Ok(Outcome::skipped(
            "kill a replica",
            "no service answers requests",
        ));
    };
    let name = format!("kill a replica of {}: the others take over", service.name);
    let containers = stack.containers(&service.name)?;
    let (Some(id), true) = (containers.first(), containers.len() > 1) else {
        return Ok(Outcome::skipped(
            name,
            format!("{} has one replica", service.name),
        ));
    };
    say(&format!(
        "killing a replica of {} under load …",
        service.name
    ));
    let start = Instant::now();
    let from = load.age_us();
    events.push(event(load, &format!("kill {}", service.name)));
    let before = stack.engine.inspected(id)?["State"]["StartedAt"].take();
    // from inside, like a crash: the engine does not restart a container that it was told to kill
    let crash = ["exec", "--user", "0", id, "sh", "-c", "kill -9 -1"];
    let _died = stack.engine.run(&crash, SHORT)?;
    let fallen = wait_until(Duration::from_secs(5), || {
        let state = stack.engine.inspected(id)?["State"].take();
        Ok(state["Running"] == false || state["StartedAt"] != before)
    })?;
    if !fallen {
        let _killed = stack.engine.run(&["kill", "--signal", "KILL", id], SHORT)?;
        let _started = stack.engine.run(&["start", id], SHORT)?;
    }
    let again = wait_until(HEALTHY, || healthy(stack, id))?;
    events.push(event(load, "healthy again"));
    rest(OBSERVED)?;
    let ends = ends_since(&load.sent(), from);
    let wrong = load.failures().join("\n");
    let reported = if again {
        Ok(())
    } else {
        Err("it did not become healthy again".to_owned())
    };
    let begun = CLIENTS.div_ceil(containers.len());
    Ok(fault_outcome(name, start, (ends, begun), reported, &wrong))
}

/// Stops the memory store: the service must continue and report it, and recover when it is back.
pub(super) fn stop_memory_store(
    stack: &ComposeStack<'_>,
    plan: &StackPlan,
    recipe: &Recipe,
    load: &LoadGenerator,
    events: &mut Vec<Event>,
    say: &Note<'_>,
) -> Result<Outcome> {
    let Some(service) = plan.of_role(Role::MemoryStore) else {
        return Ok(Outcome::skipped(
            "stop the cache: the service keeps working",
            "there is none",
        ));
    };
    let name = format!("stop {}: the service keeps working", service.name);
    say(&format!("stopping {} under load …", service.name));
    let containers = stack.containers(&service.name)?;
    let ids: Vec<&str> = containers.iter().map(String::as_str).collect();
    let start = Instant::now();
    let from = load.age_us();
    events.push(event(load, &format!("stop {}", service.name)));
    let stop = [&["stop", "--time", "3"], ids.as_slice()].concat();
    let _stopped = stack.engine.run(&stop, SHORT)?;
    let mut reported = reports(stack, recipe, |readiness| &readiness.degraded)?;
    rest(OBSERVED)?;
    events.push(event(load, &format!("start {}", service.name)));
    let begin = [&["start"], ids.as_slice()].concat();
    let _started = stack.engine.run(&begin, SHORT)?;
    for id in &ids {
        if !wait_until(HEALTHY, || healthy(stack, id))? {
            reported = reported.and(Err(format!(
                "{} did not become healthy again",
                service.name
            )));
        }
    }
    reported = reported.and(reports(stack, recipe, |readiness| &readiness.well)?);
    rest(OBSERVED)?;
    let ends = ends_since(&load.sent(), from);
    let wrong = load.failures().join("\n");
    Ok(fault_outcome(name, start, (ends, 0), reported, &wrong))
}

/// Whether the stack reports a state, if the pack declares a readiness endpoint.
fn reports(
    stack: &ComposeStack<'_>,
    recipe: &Recipe,
    word: impl Fn(&Readiness) -> &String,
) -> Result<std::result::Result<(), String>> {
    match &recipe.readiness {
        Some(readiness) => wait_for_report(stack.port, readiness, word(readiness), HEALTHY / 3),
        None => Ok(Ok(())),
    }
}

/// Passed if only responses that had begun failed, at most so many.
pub(in crate::verify) fn fault_outcome(
    name: String,
    start: Instant,
    (ends, begun): (RequestCounts, usize),
    reported: std::result::Result<(), String>,
    wrong: &str,
) -> Outcome {
    let RequestCounts { all, failed, cut } = ends;
    let counted = match cut {
        0 => format!("{failed} of {all} requests failed"),
        _ => format!("{failed} of {all} requests failed, {cut} of them with a truncated response"),
    };
    let bears = failed == cut && cut <= begun;
    let verdict = Verdict::of(bears && reported.is_ok());
    let words = match (verdict, reported) {
        (Verdict::Passed, _) => counted,
        (_, Ok(())) => format!("{counted}\n{wrong}"),
        (_, Err(why)) => format!("{why}\n{counted}\n{wrong}"),
    };
    Outcome::new(name, verdict, since(start)).with_output(&words)
}

fn healthy(stack: &ComposeStack<'_>, id: &str) -> Result<bool> {
    let state = stack.engine.inspected(id)?["State"].take();
    let known = state["Health"]["Status"].as_str().unwrap_or("healthy") == "healthy";
    Ok(state["Running"] == true && known)
}
