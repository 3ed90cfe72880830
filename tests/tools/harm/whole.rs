//! Stopping and starting the whole stack.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::containers::{self, inspected};
use super::load::{End, Load, listed};
use super::orders::all_confirmed;
use super::{Told, number};
use crate::machine::stack::Stack;
use tierup::verify::boot::http::ExchangeError;

const SOME: usize = 200;
/// The exit code of a process that was killed after the stop timeout.
const KILLED: u64 = 137;

/// Everything ends by itself, running requests are answered, and accepted tasks are done later.
pub(crate) fn stopped(stack: &Stack) -> Told {
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let stop = load.age();
    let began = Instant::now();
    let stopped = stack.compose(&["stop"]);
    let took = began.elapsed();
    let seen = load.stop();
    let codes = codes(stack);
    let logged = stack.compose(&["logs", "--no-color", "--no-log-prefix", "lb"]);
    stopped?;
    let (codes, logged) = (codes?, logged?);
    if let Some((service, code)) = codes.iter().find(|(_, code)| **code == KILLED) {
        let said = last_words(stack)?;
        return Err(format!("{service} ended with {code}: {codes:?}\n{said}"));
    }
    let told: BTreeMap<String, Value> = logged
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|line| Some((line["request_id"].as_str()?.to_owned(), line)))
        .collect();
    // Requests in the log were accepted. Others were refused a connection.
    let cut: Vec<_> = seen
        .failed()
        .into_iter()
        .filter(|one| match one.end {
            End::Lost(ExchangeError::Refused(_)) => one.at < stop,
            End::Lost(ExchangeError::Silent) => one.at < stop || told.contains_key(&one.id),
            _ => true,
        })
        .collect();
    if !cut.is_empty() {
        let lines: Vec<_> = cut.iter().filter_map(|one| told.get(&one.id)).collect();
        return Err(format!(
            "{} requests were cut; asked to stop at {stop:.1?}:\n{}{lines:#?}",
            cut.len(),
            listed(&cut)
        ));
    }
    let again = containers::start(stack)?;
    let confirmed = all_confirmed(stack, &seen)?;
    let well = seen.outcomes.len() - seen.failed().len();
    Ok(format!(
        "stopped in {:.1} s, exits {codes:?}; {well} answered, none cut, {} refused; up again in {:.1} s, \
         {} orders confirmed {:.1} s later",
        took.as_secs_f32(),
        seen.failed().len(),
        again.as_secs_f32(),
        seen.orders.len(),
        confirmed.as_secs_f32()
    ))
}

/// The last log lines of services with tasks, with times: shows where a stop took its time.
fn last_words(stack: &Stack) -> Result<String, String> {
    stack.compose(&[
        "logs",
        "--no-color",
        "--timestamps",
        "--tail",
        "40",
        "worker",
    ])
}

fn codes(stack: &Stack) -> Result<BTreeMap<String, u64>, String> {
    let mut codes = BTreeMap::new();
    for container in stack.containers() {
        let text = |key: &str| container[key].as_str().unwrap_or_default();
        let state = inspected(text("ID"))?["State"].take();
        let code = state["ExitCode"].as_u64().unwrap_or(KILLED);
        codes.insert(
            text("Name")
                .rsplit_once(stack.name())
                .map_or("", |(_, name)| name)
                .trim_start_matches('-')
                .to_owned(),
            code,
        );
    }
    Ok(codes)
}

/// From nothing, all at once; the database is new each time, so that migrations race with the services.
pub(crate) fn started(stack: &Stack) -> Told {
    let times = number("HARM_STARTS", 2);
    let mut longest = Duration::ZERO;
    for time in 1..=times {
        stack.compose(&["down", "--volumes", "--timeout", "5"])?;
        let took = containers::start(stack).map_err(|said| {
            let logs = stack.compose(&["logs", "--tail", "40"]);
            format!("start {time}: {said}\n{}", logs.unwrap_or_default())
        })?;
        longest = longest.max(took);
        for container in stack.containers() {
            let again = &inspected(container["ID"].as_str().unwrap_or_default())?["RestartCount"];
            if *again != 0 {
                return Err(format!(
                    "start {time}: {} was started {again} times more",
                    container["Name"]
                ));
            }
        }
        let load = Load::start(stack.port);
        load.more(50)?;
        let seen = load.stop();
        seen.none_failed(stack)?;
        all_confirmed(stack, &seen)?;
    }
    Ok(format!(
        "{times} starts from nothing, the longest {:.1} s",
        longest.as_secs_f32()
    ))
}
