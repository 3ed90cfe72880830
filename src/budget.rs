//! The solved numbers as a table that a person reads before anything is written.

use std::fmt::Write as _;

use crate::assembly::Running;
use crate::capacity::Solution;

/// Connections and memory, a line each.
#[must_use]
pub fn budget(solution: &Solution, services: &[Running]) -> String {
    let web = &solution.web;
    let mut text = format!(
        "Requests     {} x {} processes x {} threads = {} at once\n",
        count(web.replicas, "replica"),
        web.processes,
        web.threads,
        web.replicas * web.processes * web.threads,
    );
    if let Some(worker) = &solution.worker {
        let _ = writeln!(
            text,
            "Tasks        {} x {} = {} at once",
            count(worker.replicas, "worker"),
            worker.concurrency,
            worker.replicas * worker.concurrency
        );
    }
    if let Some(db) = &solution.db {
        let _ = writeln!(
            text,
            "Connections  {} in pools + {} in reserve, of {} that the database allows",
            db.used_connections, db.reserved_connections, db.max_connections,
        );
    }
    let shares: Vec<String> = services
        .iter()
        .filter(|running| !running.ends())
        .filter_map(|running| Some((running, running.service.memory_mb.as_ref()?)))
        .map(|(running, mb)| match running.replicas() {
            1 => format!("{} {mb}", running.service.name),
            replicas => format!("{} {replicas} x {mb}", running.service.name),
        })
        .collect();
    let _ = writeln!(
        text,
        "Memory       {} MiB: {}",
        solution.memory_mb,
        shares.join(", ")
    );
    text
}

fn count(number: u64, thing: &str) -> String {
    if number == 1 {
        format!("1 {thing}")
    } else {
        format!("{number} {thing}s")
    }
}
