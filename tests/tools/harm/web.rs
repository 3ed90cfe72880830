//! Web containers that die, restart, are added and removed: no request fails.

use std::collections::BTreeSet;

use serde_json::Value;

use super::containers::{self, docker, healthy, inspected};
use super::load::Load;
use super::orders::all_confirmed;
use super::{Told, until};
use crate::machine::stack::Stack;

/// Requests before, between and after the faults.
const SOME: usize = 100;

pub(crate) fn killed(stack: &Stack) -> Told {
    let load = Load::start(stack.port);
    load.more(SOME)?;
    for id in containers::of(stack, "web")? {
        containers::kill(&id)?;
        healthy(&id)?;
        load.more(SOME)?;
    }
    let seen = load.stop();
    seen.none_failed(stack)?;
    all_confirmed(stack, &seen)?;
    Ok(format!("three kills: {seen}"))
}

pub(crate) fn restarted(stack: &Stack) -> Told {
    let load = Load::start(stack.port);
    load.more(SOME)?;
    for id in containers::of(stack, "web")? {
        docker(&["restart", &id])?;
        healthy(&id)?;
        let code = &inspected(&id)?["State"]["OOMKilled"];
        if code != false {
            return Err(format!("{id} ran out of memory"));
        }
    }
    load.more(SOME)?;
    let seen = load.stop();
    seen.none_failed(stack)?;
    all_confirmed(stack, &seen)?;
    Ok(seen.to_string())
}

pub(crate) fn scaled(stack: &Stack) -> Told {
    let started = start_of_edge(stack)?;
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let before = addresses(stack)?;
    scale(stack, "web=4")?;
    let added = load.age();
    until("the new one gets requests", || {
        Ok(!addresses(stack)?.is_subset(&before))
    })?;
    let found = load.age().saturating_sub(added);
    scale(stack, "web=2")?;
    load.more(SOME)?;
    let seen = load.stop();
    let outcome = seen.none_failed(stack);
    scale(stack, "web=3")?;
    outcome?;
    all_confirmed(stack, &seen)?;
    if start_of_edge(stack)? != started {
        return Err("the load balancer was started anew".to_owned());
    }
    Ok(format!(
        "3 to 4 to 2: {seen}; the new one had requests {:.1} s after it was healthy",
        found.as_secs_f32()
    ))
}

fn scale(stack: &Stack, count: &str) -> Result<(), String> {
    let up = [
        "up",
        "--detach",
        "--no-recreate",
        "--wait",
        "--scale",
        count,
    ];
    stack.compose(&up).map(drop)
}

fn start_of_edge(stack: &Stack) -> Result<Value, String> {
    let ids = containers::of(stack, "lb")?;
    let id = ids.first().ok_or("no load balancer")?;
    Ok(inspected(id)?["State"]["StartedAt"].take())
}

/// The upstream addresses in the load balancer's log; NGINX logs each attempt.
fn addresses(stack: &Stack) -> Result<BTreeSet<String>, String> {
    let said = stack.compose(&[
        "logs",
        "--no-color",
        "--no-log-prefix",
        "--tail",
        "2000",
        "lb",
    ])?;
    let lines = said
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let tries = lines.filter_map(|line| line["upstream"].as_str().map(str::to_owned));
    Ok(tries
        .flat_map(|tries| {
            tries
                .split([',', ' '])
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|address| address.contains(':'))
        .collect())
}
