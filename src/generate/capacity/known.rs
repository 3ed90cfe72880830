//! The names of all numbers.

use std::collections::BTreeSet;

use crate::pack::formulas::Model;

/// Numbers that the queueing model adds.
pub(super) const OF_LOAD: [&str; 4] = [
    "load.most_requests_per_s",
    "load.most_tasks_per_s",
    "load.response_ms",
    "load.stations",
];

/// Numbers that this program reads from a solution.
pub(super) const READ: [&str; 35] = [
    "db.max_connections",
    "db.release_connections",
    "db.reserved_connections",
    "db.used_connections",
    "broker.data_mb",
    "cache.data_mb",
    "lb.connections",
    "lb.upstream_keepalive_s",
    "load.cpu_ms",
    "load.latency_ms",
    "load.requests_per_s",
    "load.task_s",
    "load.tasks_per_s",
    "memory_mb",
    "request_cpus",
    "timeouts.consumer_s",
    "timeouts.edge_s",
    "timeouts.lease_s",
    "timeouts.request_s",
    "timeouts.restart_s",
    "timeouts.server_s",
    "timeouts.statement_s",
    "timeouts.task_hard_s",
    "timeouts.task_soft_s",
    "timeouts.visibility_s",
    "web.connections",
    "web.drain_s",
    "web.keepalive_s",
    "web.processes",
    "web.replicas",
    "web.stop_grace_s",
    "web.threads",
    "worker.concurrency",
    "worker.soft_shutdown_s",
    "worker.stop_grace_s",
];

/// The names of all numbers that a stack can have and templates can use.
#[must_use]
pub fn known_numbers(model: &Model) -> BTreeSet<String> {
    let numbers = model.numbers.iter().filter(|(_, number)| number.shown);
    let of_load = OF_LOAD.into_iter().take(3).map(str::to_owned);
    numbers
        .map(|(name, _)| name.clone())
        .chain(of_load)
        .collect()
}
