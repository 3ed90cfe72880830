//! The formulas. Each says where it comes from; what cannot be solved is refused with the numbers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Inputs;
use crate::error::Problem;
use crate::pack::manifest::Role;

/// Threads of a request process. Threads wait on the database most of the time; more than eight only queue for
/// the interpreter.
const THREADS: u64 = 8;
/// The most that the inputs let a database hold.
const MOST_CONNECTIONS: u64 = 100_000;
/// Threads of a request process that run tasks where no worker does.
const TASK_THREADS: u64 = 2;
/// Resident memory of one process of the generated service, in MiB, with headroom for a request's own data.
const PROCESS_MB: u64 = 96;
/// Connections kept free for migrations, backups and a person with a shell; the server itself keeps three of
/// them for superusers (`superuser_reserved_connections`).
const RESERVE: u64 = 10;
/// A load balancer's memory, in MiB; it holds buffers, not data.
const EDGE_MB: u64 = 128;
/// What a connection through a load balancer holds at most, in KiB: a buffer of 16 KiB each way.
const CONNECTION_KB: u64 = 32;
/// The fewest web containers that a load balancer has room for, so that scaling needs no change of its file.
const UPSTREAM_SLOTS: u64 = 8;
/// Seconds between the steps of the order statement < request < edge < stop.
const STEP_S: u64 = 5;

/// What chosen providers allow of a number, each end with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bound {
    pub most: Option<(u64, String)>,
    pub least: Option<(u64, String)>,
}

impl Bound {
    /// The allowed value that is nearest to `value`.
    #[must_use]
    pub fn nearest(&self, value: f64) -> f64 {
        self.broken_by(value).map_or(value, |broken| broken.end)
    }

    /// What `value` is beyond.
    #[must_use]
    pub fn broken_by(&self, value: f64) -> Option<Broken<'_>> {
        let above = |(end, _): &&(u64, String)| value > precise(*end);
        let below = |(end, _): &&(u64, String)| value < precise(*end);
        let found = self
            .most
            .as_ref()
            .filter(above)
            .map(|end| (end, "most"))
            .or_else(|| self.least.as_ref().filter(below).map(|end| (end, "least")));
        found.map(|((end, reason), side)| Broken {
            end: precise(*end),
            side,
            reason,
        })
    }
}

/// An end of what is allowed, `at least` or `at most`, and its reason.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Broken<'a> {
    pub end: f64,
    pub side: &'static str,
    pub reason: &'a str,
}

#[expect(clippy::cast_precision_loss, reason = "bounds are small counts")]
fn precise(bound: u64) -> f64 {
    bound as f64
}

/// Bounds by key.
pub type Bounds = BTreeMap<String, Bound>;

/// Every solved number, as templates see it under `capacity`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Solution {
    pub web: Web,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker: Option<Worker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broker: Option<Memory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<Memory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub db: Option<Database>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lb: Option<Edge>,
    pub timeouts: Timeouts,
    /// All containers together, in MiB.
    pub memory_mb: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Web {
    pub replicas: u64,
    pub cpus: f64,
    pub memory_mb: u64,
    pub processes: u64,
    pub threads: u64,
    /// Connections that one process may hold.
    pub pool: u64,
    /// Idle seconds before the server closes a connection; longer than any proxy keeps one.
    pub keepalive_s: u64,
    pub stop_grace_s: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Worker {
    pub replicas: u64,
    pub cpus: f64,
    pub memory_mb: u64,
    /// Tasks at once in one container.
    pub concurrency: u64,
    /// Connections that one process may hold.
    pub pool: u64,
    /// Seconds after a stop signal in which running tasks may end before they are handed back.
    pub soft_shutdown_s: u64,
    pub stop_grace_s: u64,
}

/// A container and the data it may hold: the rest is for the server itself and for fragmentation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Memory {
    pub memory_mb: u64,
    pub data_mb: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Database {
    /// What the service can open at most, all replicas together.
    pub used_connections: u64,
    pub reserved_connections: u64,
    /// What the server is told to allow.
    pub max_connections: u64,
    pub memory_mb: u64,
    pub shared_buffers_mb: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edge {
    pub memory_mb: u64,
    /// Answers that it may keep in its memory.
    pub cache_mb: u64,
    /// Connections of all clients together.
    pub connections: u64,
    /// Connections of one client address.
    pub client_connections: u64,
    pub client_requests_per_s: u64,
    /// Web containers that it has room for where it must know how many.
    pub upstream_slots: u64,
    /// Idle seconds before the proxy drops a connection to a server.
    pub upstream_keepalive_s: u64,
}

/// Seconds, each longer than the one before it where a slower thing waits for a quicker one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "a number without its unit is a trap"
)]
pub struct Timeouts {
    pub statement_s: u64,
    pub request_s: u64,
    pub edge_s: u64,
    pub task_soft_s: u64,
    pub task_hard_s: u64,
    /// After this a broker without acknowledgement by connection hands a task out again.
    pub visibility_s: u64,
}

/// Solves the model.
///
/// # Errors
/// Every inequality that does not hold, with its numbers and the inputs that would satisfy it.
pub fn solve(
    inputs: &Inputs,
    roles: &BTreeSet<Role>,
    bounds: &Bounds,
) -> Result<Solution, Vec<Problem>> {
    let has = |role| roles.contains(&role);
    let timeouts = timeouts(inputs);
    let web = web(inputs, &timeouts, bounds, !has(Role::TaskWorkers));
    let worker = has(Role::TaskWorkers).then(|| worker(inputs, &timeouts));
    let memory = |key: &str| {
        let memory_mb = inputs.count(key);
        Memory {
            memory_mb,
            data_mb: memory_mb * 3 / 4,
        }
    };
    let broker = has(Role::Broker).then(|| memory("broker.memory_mb"));
    let cache = has(Role::MemoryStore).then(|| memory("cache.memory_mb"));
    let lb = has(Role::Edge).then_some(Edge {
        memory_mb: EDGE_MB,
        // an eighth for answers, half for buffers, and the rest for the program itself
        cache_mb: EDGE_MB / 8,
        connections: EDGE_MB * 1024 / 2 / CONNECTION_KB,
        // half of them, so that one client alone cannot shut out all others
        client_connections: EDGE_MB * 1024 / 4 / CONNECTION_KB,
        client_requests_per_s: inputs.count("lb.client_requests_per_s"),
        // twice as many as run, so that old and new ones may stand side by side
        upstream_slots: (2 * web.replicas).max(UPSTREAM_SLOTS),
        upstream_keepalive_s: web.keepalive_s - 15,
    });
    let db = has(Role::ConnectionStore).then(|| database(inputs, &web, worker.as_ref()));

    let memory_mb = web.replicas * web.memory_mb
        + worker.as_ref().map_or(0, |w| w.replicas * w.memory_mb)
        + broker.as_ref().map_or(0, |b| b.memory_mb)
        + cache.as_ref().map_or(0, |c| c.memory_mb)
        + db.as_ref().map_or(0, |d| d.memory_mb)
        + lb.as_ref().map_or(0, |l| l.memory_mb);
    let problems: Vec<Problem> = db
        .iter()
        .filter_map(|db| too_many_connections(inputs, db, &web))
        .collect();
    if problems.is_empty() {
        Ok(Solution {
            web,
            worker,
            broker,
            cache,
            db,
            lb,
            timeouts,
            memory_mb,
        })
    } else {
        Err(problems)
    }
}

fn timeouts(inputs: &Inputs) -> Timeouts {
    let request_s = inputs.count("longest_request_s");
    let task_soft_s = inputs.count("longest_task_s");
    let task_hard_s = task_soft_s + 30;
    Timeouts {
        statement_s: request_s.saturating_sub(STEP_S).max(1),
        request_s,
        edge_s: request_s + STEP_S,
        task_soft_s,
        task_hard_s,
        visibility_s: task_hard_s + 60,
    }
}

/// Two processes a processor, so that one computes while the other waits; no more than memory holds.
fn web(inputs: &Inputs, timeouts: &Timeouts, bounds: &Bounds, tasks_inside: bool) -> Web {
    let memory_mb = inputs.count("web.memory_mb");
    let processes = doubled(inputs.share("web.cpus")).min((memory_mb / PROCESS_MB).max(1));
    Web {
        replicas: inputs.count("web.replicas"),
        cpus: inputs.share("web.cpus"),
        memory_mb,
        processes: bounds
            .get("web.processes")
            .and_then(|bound| bound.most.as_ref())
            .map_or(processes, |(most, _)| processes.min(*most)),
        threads: THREADS,
        // one a thread, or requests queue for the pool; one for the relay of the outbox, one for the readiness
        // check, and one for each thread that runs tasks where there is no task worker
        pool: THREADS + 2 + if tasks_inside { TASK_THREADS } else { 0 },
        keepalive_s: 75,
        stop_grace_s: timeouts.request_s + 2 * STEP_S,
    }
}

fn worker(inputs: &Inputs, timeouts: &Timeouts) -> Worker {
    let memory_mb = inputs.count("worker.memory_mb");
    // the parent process takes its share too
    let fitting = (memory_mb / PROCESS_MB).saturating_sub(1).max(1);
    let soft_shutdown_s = timeouts.task_soft_s.min(20);
    Worker {
        replicas: inputs.count("worker.replicas"),
        cpus: inputs.share("worker.cpus"),
        memory_mb,
        concurrency: doubled(inputs.share("worker.cpus")).min(fitting),
        pool: 2,
        soft_shutdown_s,
        stop_grace_s: soft_shutdown_s + 2 * STEP_S,
    }
}

fn database(inputs: &Inputs, web: &Web, worker: Option<&Worker>) -> Database {
    // a worker's parent process holds a pool too, for the relay of the outbox
    let workers = worker.map_or(0, |w| w.replicas * (w.concurrency + 1) * w.pool);
    let used_connections = web.replicas * web.processes * web.pool + workers;
    let memory_mb = inputs.count("db.memory_mb");
    Database {
        used_connections,
        reserved_connections: RESERVE,
        max_connections: (used_connections + RESERVE).next_multiple_of(10),
        memory_mb,
        // a quarter of the memory: PostgreSQL's manual, 19.4.1
        shared_buffers_mb: memory_mb / 4,
    }
}

fn too_many_connections(inputs: &Inputs, db: &Database, web: &Web) -> Option<Problem> {
    let limit = inputs.count("db.max_connections");
    let needed = db.used_connections + db.reserved_connections;
    (needed > limit).then(|| {
        let workers = db.used_connections - web.replicas * web.processes * web.pool;
        Problem::new(format!(
            "the pools outgrow the database: {} replicas x {} processes x {} connections + {workers} of the workers + {} in reserve = {needed} > {limit}",
            web.replicas, web.processes, web.pool, db.reserved_connections,
        ))
        .at("capacity.db.max_connections")
        .help(if needed <= MOST_CONNECTIONS {
            format!("allow more with `--set capacity.db.max_connections={needed}`, or lower capacity.web.replicas or capacity.web.cpus")
        } else {
            "lower capacity.web.replicas or capacity.web.cpus: no database holds as many".to_owned()
        })
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the table of inputs bounds processors to 256"
)]
fn doubled(cpus: f64) -> u64 {
    (cpus * 2.0).round().max(1.0) as u64
}
