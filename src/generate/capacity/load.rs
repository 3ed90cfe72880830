//! A queueing model of the expected load: utilisation of each tier, the bottleneck, response time.
//!
//! Assumptions: Poisson arrivals and exponential service times (M/M/c), each tier is one queue for all its servers, and
//! the waits add up. Real arrivals come in bursts and real service times vary less, so waits are only an order of
//! magnitude. The order of the tiers and the limits are reliable: a limit depends only on the mean times.

use serde::Serialize;

use super::known::OF_LOAD;
use super::{Numbers, StackProfile};
use crate::core::role::Role;

/// With more servers, waits are negligible until nearly all of them are busy.
const MANY: u64 = 1000;

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LoadEstimate {
    /// Requests per second at which the first tier is full.
    pub most_requests_per_s: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_tasks_per_s: Option<f64>,
    /// Mean response time under the expected load, in milliseconds; `None` if a tier is full.
    pub response_ms: Option<f64>,
    /// Limited resources, the bottleneck first.
    pub stations: Vec<Station>,
}

/// A limited resource with a queue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Station {
    pub role: Role,
    pub resource: &'static str,
    /// The unit of work: requests, or tasks.
    pub unit: &'static str,
    /// The number of servers.
    pub servers: f64,
    /// Service time of a request or task, in milliseconds.
    pub busy_ms: f64,
    pub per_s: f64,
    /// The rate at which all servers are busy.
    pub most_per_s: f64,
    /// Utilisation (Little's law: rate x time / servers).
    pub utilisation: f64,
    /// Mean wait for a free server, in milliseconds; `None` if the queue grows without limit.
    pub wait_ms: Option<f64>,
}

const REQUESTS: &str = "requests";
const TASKS: &str = "tasks";

/// Estimates the load from the solved numbers, and adds the results to them.
pub(super) fn estimate(numbers: &mut Numbers, stack: &StackProfile) -> LoadEstimate {
    let latency_ms = number(numbers, "load.latency_ms");
    let mut stations = requests(numbers, stack, latency_ms);
    let waits: Option<f64> = stations.iter().map(|station| station.wait_ms).sum();
    let most_requests_per_s = least(&stations);
    let tasks = tasks(numbers, stack);
    let most_tasks_per_s = tasks.as_ref().map(|station| station.most_per_s);
    stations.extend(tasks);
    stations.sort_by(|a, b| b.utilisation.total_cmp(&a.utilisation));
    let load = LoadEstimate {
        most_requests_per_s,
        most_tasks_per_s,
        response_ms: waits.map(|waits| latency_ms + waits),
        stations,
    };
    let results = [
        Some(load.most_requests_per_s),
        load.most_tasks_per_s,
        load.response_ms,
    ];
    for (name, result) in OF_LOAD.into_iter().zip(results) {
        numbers.extend(result.map(|result| (name.to_owned(), result)));
    }
    load
}

/// The stations that each request passes.
fn requests(numbers: &Numbers, stack: &StackProfile, latency_ms: f64) -> Vec<Station> {
    let number = |name| number(numbers, name);
    let rate = number("load.requests_per_s");
    let request = |role, resource, servers, busy_ms| {
        station(role, resource, REQUESTS, servers, busy_ms, rate)
    };
    let mut stations = Vec::new();
    let edge = numbers.get("load.edge_cpus");
    if let Some((cpus, cpu_ms)) = edge.zip(numbers.get("load.edge_cpu_ms")) {
        stations.push(request(Role::Edge, "processors", *cpus, *cpu_ms));
    }
    let computing = request(
        Role::RequestWorkers,
        "processors",
        number("request_cpus"),
        number("load.cpu_ms"),
    );
    // a thread is also occupied while its request waits for a processor
    let held_ms = latency_ms + computing.wait_ms.unwrap_or_default();
    let threads = number("web.replicas") * number("web.processes") * number("web.threads");
    stations.extend([
        computing,
        Station {
            most_per_s: threads / latency_ms * 1000.0,
            ..request(Role::RequestWorkers, "threads", threads, held_ms)
        },
    ]);
    if stack.roles.contains(&Role::ConnectionStore) {
        let held = number("web.replicas") * number("web.connections");
        let fewer = numbers
            .get("pooler.connections")
            .filter(|shared| **shared < held);
        let servers = fewer.copied().unwrap_or(held);
        let mut station = request(Role::ConnectionStore, "connections", servers, latency_ms);
        if fewer.is_none() {
            // a connection is occupied no longer than its thread
            station.wait_ms = Some(0.0);
        }
        stations.push(station);
    }
    stations
}

/// The station that each task passes.
fn tasks(numbers: &Numbers, stack: &StackProfile) -> Option<Station> {
    let number = |name| number(numbers, name);
    stack.roles.contains(&Role::TaskWorkers).then(|| {
        station(
            Role::TaskWorkers,
            "processes",
            TASKS,
            number("worker.replicas") * number("worker.concurrency"),
            number("load.task_s") * 1000.0,
            number("load.tasks_per_s"),
        )
    })
}

/// A number of the model; validation ensures that it exists.
fn number(numbers: &Numbers, name: &str) -> f64 {
    numbers.get(name).copied().unwrap_or_default()
}

fn least(stations: &[Station]) -> f64 {
    stations
        .iter()
        .map(|station| station.most_per_s)
        .fold(f64::INFINITY, f64::min)
}

fn station(
    role: Role,
    resource: &'static str,
    unit: &'static str,
    servers: f64,
    busy_ms: f64,
    per_s: f64,
) -> Station {
    let busy = per_s * busy_ms / 1000.0;
    Station {
        role,
        resource,
        unit,
        servers,
        busy_ms,
        per_s,
        most_per_s: servers / busy_ms * 1000.0,
        utilisation: busy / servers,
        wait_ms: wait(servers, busy, busy_ms),
    }
}

/// Mean wait in M/M/c: `C(c, a) x S / (c - a)` with Erlang's C (Erlang 1917; Gross & Harris, "Fundamentals of Queueing
/// Theory", 2.3). A fraction of a server takes proportionally longer.
fn wait(servers: f64, busy: f64, busy_ms: f64) -> Option<f64> {
    if busy >= servers {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and far below 2^52"
    )]
    let whole = servers.floor().max(1.0) as u64;
    if whole > MANY {
        return Some(0.0);
    }
    let count = float(whole);
    let offered = busy * count / servers;
    let slower_ms = busy_ms * count / servers;
    Some(erlang_c(whole, offered) * slower_ms / (count - offered))
}

/// The share of arrivals that wait, from the recursion of Erlang's B, which does not overflow.
fn erlang_c(servers: u64, offered: f64) -> f64 {
    let blocked = (1..=servers).fold(1.0, |blocked, n| {
        offered * blocked / (float(n) + offered * blocked)
    });
    let utilisation = offered / float(servers);
    blocked / (1.0 - utilisation * (1.0 - blocked))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of processes and threads lie far below 2^52"
)]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erlangs_c_is_that_of_the_tables() {
        // one server: the share that waits equals the utilisation; the others are from tables of Erlang's C
        for (servers, offered, expected) in [(1, 0.5, 0.5), (2, 1.0, 0.3333), (10, 7.0, 0.2217)] {
            assert!((erlang_c(servers, offered) - expected).abs() < 5e-4);
        }
    }

    #[test]
    fn one_server_waits_as_in_the_textbook() {
        // M/M/1: W = rho / (1 - rho) x S
        let waited = wait(1.0, 0.8, 10.0).unwrap();
        assert!((waited - 40.0).abs() < 1e-9);
        assert_eq!(wait(1.0, 1.0, 10.0), None);
        // half a server with half the load equals one server that is twice as slow
        assert!((wait(0.5, 0.4, 10.0).unwrap() - 80.0).abs() < 1e-9);
    }
}
