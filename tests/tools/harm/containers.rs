//! Container operations for fault injection.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::until;
use crate::machine::stack::Stack;
use crate::machine::tools::{Outcome, run};

pub(crate) fn docker(arguments: &[&str]) -> Outcome {
    run(Command::new("docker").args(arguments))
}

/// The ids of a service's containers, also of those that have stopped.
pub(crate) fn of(stack: &Stack, service: &str) -> Result<Vec<String>, String> {
    let said = stack.compose(&["ps", "--all", "--quiet", "--no-trunc", service])?;
    Ok(said.lines().map(str::to_owned).collect())
}

pub(crate) fn inspected(id: &str) -> Result<Value, String> {
    let said = docker(&["inspect", id])?;
    let mut found: Value = serde_json::from_str(&said).map_err(|error| error.to_string())?;
    Ok(found[0].take())
}

/// Part of the state of a container, such as its `Health.Status`.
fn is_healthy(id: &str) -> Result<bool, String> {
    let state = &inspected(id)?["State"];
    Ok(state["Running"] == true && state["Health"]["Status"] == "healthy")
}

pub(crate) fn healthy(id: &str) -> Result<(), String> {
    until("a container is healthy", || is_healthy(id))
}

/// Kills every process of a container at once; Compose's restart policy starts it again.
pub(crate) fn kill(id: &str) -> Result<(), String> {
    let count = || -> Result<Value, String> { Ok(inspected(id)?["RestartCount"].take()) };
    let before = count()?;
    let started = inspected(id)?["State"]["StartedAt"].take();
    // the shell's own `kill`: not every image has the program
    let _ = docker(&["exec", id, "sh", "-c", "kill -9 -1"]);
    until("a killed container is started anew", || {
        let anew = inspected(id)?["State"]["StartedAt"] != started;
        Ok(count()? != before && anew)
    })
}

/// The output of a Python program in a container of the service.
pub(crate) fn python(stack: &Stack, service: &str, program: &str, arguments: &[&str]) -> Outcome {
    let command = ["exec", "-T", service, "python", "-c", program];
    stack.compose(&[&command, arguments].concat())
}

/// Starts what is not running, and waits until everything is healthy.
pub(crate) fn start(stack: &Stack) -> Result<Duration, String> {
    let start = Instant::now();
    let up = [
        "up",
        "--detach",
        "--no-recreate",
        "--wait",
        "--wait-timeout",
        "120",
    ];
    stack.compose(&up)?;
    Ok(start.elapsed())
}

/// The name of the project's package.
pub(crate) fn package(stack: &Stack) -> Result<String, String> {
    let text = std::fs::read_to_string(stack.folder.join("tierup.toml"))
        .map_err(|error| error.to_string())?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("package = "));
    let name = line.ok_or("no package in tierup.toml")?;
    Ok(name.trim_matches('"').to_owned())
}
