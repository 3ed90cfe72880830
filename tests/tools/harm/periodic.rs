//! Periodic tasks with two workers, of which one after the other is killed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::containers::{self, package};
use super::tasks::{with_other, worker_command};
use super::{Told, until};
use crate::machine::stack::Stack;

/// Seconds between two planned times.
const EVERY_S: usize = 2;

const LASTS: Duration = Duration::from_mins(1);

/// Two workers that start interrupted and lost tasks again within the duration of a test.
const OVERRIDE: &str = r#"
services:
  worker:
    deploy:
      replicas: 2
    environment:
      RELAY_EVERY_S: "0.5"
      TASK_LEASE_S: "3"
      TASK_PATIENCE_S: "10"
      PYTHONPATH: /ticking
    volumes:
      - ./ticking_worker.py:/ticking/ticking_worker.py:ro
"#;

const TICKING: &str = r#"from datetime import datetime, timedelta
from importlib import import_module
from time import sleep

tasks = import_module("PACKAGE.tasks")
schedule = import_module("PACKAGE.infrastructure.tasks.schedule")

def tick(_services, planned_at):
    seconds = int(datetime.fromisoformat(planned_at).timestamp())
    print(f"tick {seconds} begins", flush=True)
    sleep(0.2)
    print(f"tick {seconds} ends", flush=True)

tasks.TASKS["tick"] = tick
tasks.SCHEDULE.append(schedule.PeriodicTask("tick", schedule.Every(timedelta(seconds=EVERY_S))))
celery = import_module("PACKAGE.worker").celery
"#;

pub(crate) fn workers_killed(stack: &Stack) -> Told {
    let package = package(stack)?;
    let module = TICKING
        .replace("PACKAGE", &package)
        .replace("EVERY_S", &EVERY_S.to_string());
    std::fs::write(stack.folder.join("ticking_worker.py"), module)
        .map_err(|error| error.to_string())?;
    let command = worker_command(stack, &package, "ticking_worker")?;
    let yaml = format!("{OVERRIDE}    command: {command}\n");
    with_other(stack, &["worker"], &yaml, || ticks(stack))
}

fn ticks(stack: &Stack) -> Told {
    let workers = containers::of(stack, "worker")?;
    if workers.len() != 2 {
        return Err(format!("{} workers", workers.len()));
    }
    until(
        "the first run ends",
        || Ok(!runs(stack, "ends")?.is_empty()),
    )?;
    let start = Instant::now();
    let mut kills = 0;
    while start.elapsed() < LASTS {
        for worker in &workers {
            containers::kill(worker)?;
            kills += 1;
            containers::healthy(worker)?;
        }
    }
    // what a killed worker held is sent again
    let (begun, ended) = last_runs(stack)?;
    let (Some(first), Some(last)) = (ended.keys().next(), ended.keys().next_back()) else {
        return Err("no run ended".to_owned());
    };
    let planned = (last - first) / EVERY_S + 1;
    let missing: Vec<usize> = (*first..=*last)
        .step_by(EVERY_S)
        .filter(|time| !ended.contains_key(time))
        .collect();
    let again = begun.values().filter(|times| **times > 1).count();
    let twice = ended.values().filter(|times| **times > 1).count();
    let said = format!(
        "{kills} kills; {planned} planned times, {} of them without a run; {again} runs began again, {twice} ended twice",
        missing.len()
    );
    // only a run that is interrupted begins again
    if missing.is_empty() && again <= kills {
        Ok(said)
    } else {
        Err(format!("{said}: {missing:?}, {begun:?}, {ended:?}"))
    }
}

/// Runs by their planned time in seconds, with how often they began or ended.
type Runs = BTreeMap<usize, usize>;

/// The runs that began until now, each of which has ended.
fn last_runs(stack: &Stack) -> Result<(Runs, Runs), String> {
    let now = runs(stack, "begins")?;
    until("each run that began has ended", || {
        let ended = runs(stack, "ends")?;
        Ok(now.keys().all(|time| ended.contains_key(time)))
    })?;
    let last = now.keys().next_back().copied().unwrap_or_default();
    let past = |word| -> Result<Runs, String> {
        let mut runs = runs(stack, word)?;
        runs.retain(|time, _| *time <= last);
        Ok(runs)
    };
    Ok((past("begins")?, past("ends")?))
}

fn runs(stack: &Stack, word: &str) -> Result<Runs, String> {
    let logs = stack.compose(&["logs", "--no-color", "worker"])?;
    let mut runs = Runs::new();
    for line in logs.lines() {
        let words = line.split_once("tick ").map(|(_, said)| said.split(' '));
        let Some((time, said)) = words.and_then(|mut words| Some((words.next()?, words.next()?)))
        else {
            continue;
        };
        if let Ok(time) = time.parse()
            && said.starts_with(word)
        {
            *runs.entry(time).or_default() += 1;
        }
    }
    Ok(runs)
}
