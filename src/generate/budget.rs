//! The solved numbers as a table that a person reads before anything is written.

use std::fmt::Write as _;

use crate::generate::capacity::{Solution, show};
use crate::generate::running::Running;

/// The columns of the names at the start of the lines.
pub const NAMES: usize = 13;
/// Services whose memory is listed; the rest is summed up.
const LISTED: usize = 4;

/// Connections and memory, a line each.
#[must_use]
pub fn budget(solution: &Solution, services: &[Running]) -> String {
    let number = |name| solution.count(name);
    let (replicas, processes, threads) = (
        number("web.replicas"),
        number("web.processes"),
        number("web.threads"),
    );
    let load = &solution.load;
    let mut text = format!(
        "Requests     {} x {processes} processes x {threads} threads = {} at once, {}/s at most\n",
        count(replicas, "replica"),
        replicas * processes * threads,
        show(load.most_requests_per_s.floor()),
    );
    if let Some(workers) = solution.some("worker.replicas") {
        let concurrency = number("worker.concurrency");
        let _ = writeln!(
            text,
            "Tasks        {} x {concurrency} = {} at once, {}/s at most",
            count(workers, "worker"),
            workers * concurrency,
            show(load.most_tasks_per_s.unwrap_or_default()),
        );
    }
    if let Some(used) = solution.some("db.used_connections") {
        let _ = writeln!(
            text,
            "Connections  {used} in pools + {} in reserve, of {} that the database allows",
            number("db.reserved_connections"),
            number("db.max_connections"),
        );
    }
    let _ = writeln!(
        text,
        "Memory       {} MiB: {}",
        number("memory_mb"),
        shares(services).join(", ")
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

/// Who takes most of the memory.
fn shares(services: &[Running]) -> Vec<String> {
    let mut shares: Vec<(u64, u64, &str)> = services
        .iter()
        .filter(|running| !running.ends())
        .filter_map(|running| {
            let memory_mb = running.amounts.memory_mb?;
            Some((memory_mb, running.replicas(), running.service.name.as_str()))
        })
        .collect();
    shares.sort_by_key(|(memory_mb, replicas, _)| std::cmp::Reverse(memory_mb * replicas));
    // one that is left over is as short as its sum
    let listed = if shares.len() > LISTED + 1 {
        LISTED
    } else {
        shares.len()
    };
    let rest = shares.split_off(listed);
    let mut words: Vec<String> = shares
        .iter()
        .map(|(memory_mb, replicas, name)| match replicas {
            1 => format!("{name} {memory_mb}"),
            _ => format!("{name} {replicas} x {memory_mb}"),
        })
        .collect();
    if !rest.is_empty() {
        let sum: u64 = rest
            .iter()
            .map(|(memory_mb, replicas, _)| memory_mb * replicas)
            .sum();
        words.push(format!("{} others {sum}", rest.len()));
    }
    words
}
