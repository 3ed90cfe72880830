//! Workers and brokers that die, tasks that fail, and tasks that kill their process.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::containers::{self, docker, inspected, package, python};
use super::load::Load;
use super::orders::{all_confirmed, sent_otherwise};
use super::{Told, until};
use crate::boot::contract::{path_of, placed};
use crate::machine::http::get;
use crate::machine::stack::Stack;

const SOME: usize = 100;

/// The maximum number of tasks of a worker's two processes when it dies.
const IN_HAND: usize = 4;

/// A load faster than the worker, so that a kill always interrupts tasks.
const CLIENTS: usize = 24;

/// The time in which a task of a killed worker starts again, with the default settings.
const RESTARTED: Duration = Duration::from_secs(30);

/// Makes the outbox send lost tasks again within the duration of a test.
const IMPATIENT: &str = r#"
services:
  worker:
    environment: &limits
      TASK_PATIENCE_S: "10"
  web:
    environment: *limits
"#;

/// With the project's settings: interrupted tasks of a killed worker must start again in time.
pub(crate) fn worker_killed(stack: &Stack) -> Told {
    let since = now()?;
    let load = Load::of(stack.port, CLIENTS, Duration::ZERO);
    load.more(3 * SOME)?;
    let mut killed = Instant::now();
    for id in containers::of(stack, "worker")? {
        killed = Instant::now();
        containers::kill(&id)?;
        load.more(SOME)?;
    }
    let seen = load.stop();
    seen.none_failed(stack)?;
    let took = all_confirmed(stack, &seen)?;
    let since_kill = killed.elapsed();
    if since_kill > RESTARTED {
        return Err(format!(
            "{seen}; the last order was confirmed {:.1} s after the last kill",
            since_kill.as_secs_f32()
        ));
    }
    let twice = twice_at_most(&sent_otherwise(stack, &seen, &since)?, IN_HAND)?;
    Ok(format!(
        "{seen}; {} orders confirmed {:.1} s after the load, {:.1} s after the last kill; {twice} e-mails twice",
        seen.orders.len(),
        took.as_secs_f32(),
        since_kill.as_secs_f32()
    ))
}

/// Runs something while some services are overridden by `yaml`.
pub(super) fn with_other<T>(
    stack: &Stack,
    services: &[&str],
    yaml: &str,
    harm: impl FnOnce() -> Result<T, String>,
) -> Result<T, String> {
    std::fs::write(stack.folder.join("harm.yaml"), yaml).map_err(|error| error.to_string())?;
    let up = [&["up", "--detach", "--no-deps", "--wait"], services].concat();
    let files = ["--file", "compose.yaml", "--file", "harm.yaml"];
    stack.compose(&[&files, up.as_slice()].concat())?;
    let told = answers(stack).and_then(|()| harm());
    stack.compose(&up)?;
    answers(stack)?;
    told
}

/// Waits until the load balancer uses the new containers.
fn answers(stack: &Stack) -> Result<(), String> {
    until("requests are answered", || {
        Ok((0..20).all(|_| get(stack.port, "/readyz").status == 200))
    })
}

pub(crate) fn broker_killed(stack: &Stack) -> Told {
    with_other(stack, &["web", "worker"], IMPATIENT, || broker_lost(stack))
}

fn broker_lost(stack: &Stack) -> Told {
    let since = now()?;
    let ids = containers::of(stack, "broker")?;
    let id = ids.first().ok_or("no broker")?;
    let load = Load::start(stack.port);
    load.more(SOME)?;
    docker(&["kill", "--signal", "KILL", id])?;
    let gone = load.age();
    let while_gone = load.more(2 * SOME);
    let lost = load.age();
    docker(&["start", id])?;
    containers::healthy(id)?;
    let back = load.age();
    while_gone?;
    load.more(SOME)?;
    let seen = load.stop();
    seen.none_failed(stack)?;
    let took = all_confirmed(stack, &seen)?;
    let twice = twice_at_most(&sent_otherwise(stack, &seen, &since)?, usize::MAX)?;
    containers::start(stack)?;
    Ok(format!(
        "{seen}; gone for {:.1} s, healthy {:.1} s later; {} orders confirmed {:.1} s after the load; {twice} e-mails twice",
        lost.saturating_sub(gone).as_secs_f32(),
        back.saturating_sub(lost).as_secs_f32(),
        seen.orders.len(),
        took.as_secs_f32()
    ))
}

/// Each exactly twice: a lost one is an error, and so are three.
fn twice_at_most(otherwise: &BTreeMap<String, usize>, most: usize) -> Result<usize, String> {
    let twice = otherwise.values().filter(|times| **times == 2).count();
    if twice == otherwise.len() && twice <= most {
        Ok(twice)
    } else {
        Err(format!("e-mails by order, where not one: {otherwise:?}"))
    }
}

/// The engine's time.
fn now() -> Result<String, String> {
    let said = docker(&["info", "--format", "{{.SystemTime}}"])?;
    Ok(said.trim().to_owned())
}

/// Overrides the worker: no mail server responds, and one kind of task kills its process.
const OVERRIDE: &str = r#"
services:
  worker:
    environment:
      SMTP_HOST: 127.0.0.1
      SMTP_PORT: "9"
      TASK_TRIES: "3"
      TASK_BACKOFF_S: "0.1"
      RELAY_EVERY_S: "0.5"
      TASK_LEASE_S: "3"
      PYTHONPATH: /poison
    volumes:
      - ./poisoned_worker.py:/poison/poisoned_worker.py:ro
"#;

const POISONED: &str = r#"import importlib
import os
import signal

def poison(_services):
    os.kill(os.getpid(), signal.SIGKILL)

importlib.import_module("PACKAGE.tasks").TASKS["poison"] = poison
celery = importlib.import_module("PACKAGE.worker").celery
"#;

/// A task of a kind that only the overridden worker has.
const SEND: &str = "
import sys
from importlib import import_module
from uuid import uuid4
package = sys.argv[1]
container = import_module(package + '.container').build_container(import_module(package + '.settings').get_settings())
message = import_module(package + '.infrastructure.entities').TaskMessage(uuid4(), 'poison', {})
with container.storage.begin() as uow:
    container.dispatcher.store(uow, message)
container.dispatcher.publish(message)
print(message.id)
";

pub(crate) fn always_failing(stack: &Stack) -> Told {
    let package = package(stack)?;
    let module = POISONED.replace("PACKAGE", &package);
    std::fs::write(stack.folder.join("poisoned_worker.py"), module)
        .map_err(|error| error.to_string())?;
    let command = worker_command(stack, &package, "poisoned_worker")?;
    let yaml = format!("{OVERRIDE}    command: {command}\n");
    let (orders, told) = with_other(stack, &["worker"], &yaml, || {
        fails_and_dies(stack, &package)
    })?;
    let ids: Vec<String> = letters(stack, &package)?
        .into_iter()
        .filter(|(_, name)| name != "poison")
        .map(|(id, _)| id)
        .collect();
    let mut replay = vec!["replay"];
    replay.extend(ids.iter().map(String::as_str));
    dead_letters(stack, &package, &replay)?;
    for path in &orders {
        until("a replayed task confirms its order", || {
            Ok(get(stack.port, path).json()["status"] == "confirmed")
        })?;
    }
    if letters(stack, &package)?
        .iter()
        .any(|(_, name)| name != "poison")
    {
        return Err("a replayed letter is still there".to_owned());
    }
    Ok(told)
}

/// The command of the worker, as JSON, with another module as the application.
pub(super) fn worker_command(stack: &Stack, package: &str, module: &str) -> Result<String, String> {
    let config = stack.compose(&["config", "--format", "json"])?;
    let config: serde_json::Value =
        serde_json::from_str(&config).map_err(|error| error.to_string())?;
    let command = config["services"]["worker"]["command"].to_string();
    Ok(command.replace(&format!("{package}.worker"), module))
}

fn fails_and_dies(stack: &Stack, package: &str) -> Result<(Vec<String>, String), String> {
    let orders: Vec<String> = (0..3)
        .map(|_| path_of(&placed(stack.port, "dead@example.com")))
        .collect();
    let start = Instant::now();
    python(stack, "web", SEND, &[package])?;
    let mut said = Vec::new();
    until("four tasks are given up", || {
        said = letters(stack, package)?;
        Ok(said.len() == 4)
    })
    .map_err(|waited| format!("{waited}: {said:?}"))?;
    let took = start.elapsed();
    let worker = containers::of(stack, "worker")?;
    let worker = inspected(worker.first().ok_or("no worker")?)?;
    if worker["State"]["Running"] != true || worker["RestartCount"] != 0 {
        return Err(format!("the worker: {}", worker["State"]));
    }
    let logs = stack.compose(&["logs", "--no-color", "worker"])?;
    let died = logs
        .lines()
        .filter(|line| line.contains("signal 9 (SIGKILL)"));
    let died = died
        .filter(|line| line.contains("exited prematurely"))
        .count();
    let told = format!(
        "3 orders and 1 poison given up {:.1} s after they came; {died} processes of the worker killed",
        took.as_secs_f32()
    );
    Ok((orders, told))
}

/// Id and name of each task that was given up.
fn letters(stack: &Stack, package: &str) -> Result<Vec<(String, String)>, String> {
    let said = dead_letters(stack, package, &["list"])?;
    let lines = said
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    Ok(lines
        .filter(|line| line["died_at"].is_string())
        .map(|line| (text(&line["id"]), text(&line["task"])))
        .collect())
}

fn dead_letters(stack: &Stack, package: &str, arguments: &[&str]) -> Result<String, String> {
    let module = format!("{package}.dead_letters");
    let command = ["exec", "-T", "web", "python", "-m", &module];
    stack.compose(&[&command, arguments].concat())
}
