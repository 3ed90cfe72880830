//! The budget as data: the content of the table, the bars and the README.

use serde::Serialize;

use super::timeouts::{Timeout, timeouts};
use crate::core::role::Role;
use crate::generate::blueprint::Blueprint;
use crate::generate::capacity::{Solution, Station, show};
use crate::generate::running_service::RunningService;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    pub name: String,
    /// Every long-running service, in the order in which a request passes them.
    pub services: Vec<ServiceRow>,
    pub memory_mb: u64,
    pub cpus: f64,
    /// Both with the maximum number of replicas.
    pub max_memory_mb: u64,
    pub max_cpus: f64,
    /// Maximum number of database connections per client; the last one is the remainder.
    pub connections: Vec<ConnectionShare>,
    pub max_connections: Option<u64>,
    /// The queueing model's results, in words.
    pub told: Vec<String>,
    /// Limited resources, the bottleneck first.
    pub tiers: Vec<TierLoad>,
    /// Timeouts, each longer than the preceding one.
    pub timeouts: Vec<Vec<Timeout>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServiceRow {
    pub service: String,
    pub label: String,
    pub replicas: u64,
    /// The replicas under the highest load; equal to `replicas` without autoscaling.
    pub max_replicas: u64,
    /// Processes and threads of a replica.
    pub runs: String,
    pub memory_mb: u64,
    pub cpus: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConnectionShare {
    pub name: String,
    pub count: u64,
}

/// A limited resource.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierLoad {
    pub name: String,
    pub unit: &'static str,
    pub servers: f64,
    pub utilisation: f64,
    pub most_per_s: f64,
    /// Utilisation under the expected load, and the rate at which it is full, as text.
    pub busy: String,
    pub full_at: String,
}

impl Sheet {
    #[must_use]
    pub fn of(blueprint: &Blueprint, running: &[RunningService]) -> Self {
        let solution = &blueprint.solution;
        let mut staying: Vec<&RunningService> = running.iter().filter(|r| !r.ends()).collect();
        staying.sort_by_key(|r| {
            (
                request_order(r.service.role),
                r.order,
                r.service.name.clone(),
            )
        });
        let services: Vec<ServiceRow> = staying.iter().map(|r| row(r, solution)).collect();
        let memory_mb = |replicas: fn(&ServiceRow) -> u64| {
            let all = services.iter().map(|row| replicas(row) * row.memory_mb);
            all.sum()
        };
        let cpus = |replicas: fn(&ServiceRow) -> u64| {
            let all = services.iter().map(|row| float(replicas(row)) * row.cpus);
            all.sum()
        };
        let load = &solution.load;
        let tiers: Vec<TierLoad> = load.stations.iter().map(|s| tier(s, &staying)).collect();
        Self {
            name: blueprint.name.clone(),
            memory_mb: memory_mb(|row| row.replicas),
            cpus: cpus(|row| row.replicas),
            max_memory_mb: memory_mb(|row| row.max_replicas),
            max_cpus: cpus(|row| row.max_replicas),
            connections: connections(solution, &staying),
            max_connections: solution.some("db.max_connections"),
            told: load_notes(solution, &tiers),
            tiers,
            timeouts: timeouts(solution),
            services,
        }
    }
}

fn row(running: &RunningService, solution: &Solution) -> ServiceRow {
    let service = &running.service;
    let number = |name| solution.count(name);
    let runs = match service.role {
        Role::RequestWorkers => format!(
            "{} x {} threads",
            number("web.processes"),
            number("web.threads")
        ),
        Role::TaskWorkers => format!("{} tasks", number("worker.concurrency")),
        Role::Edge => format!("{} connections", number("lb.connections")),
        Role::ConnectionPool => format!("{} connections", number("pooler.connections")),
        Role::ConnectionStore => format!("{} connections", number("db.max_connections")),
        Role::Broker => format!("{} MiB of data", number("broker.data_mb")),
        Role::MemoryStore => format!("{} MiB of data", number("cache.data_mb")),
        Role::Job | Role::Store | Role::Monitor => String::new(),
    };
    let most = match service.role {
        Role::RequestWorkers => number("web.max_replicas"),
        Role::TaskWorkers => number("worker.max_replicas"),
        _ => 0,
    };
    ServiceRow {
        service: service.name.clone(),
        label: running.label.clone(),
        replicas: running.replicas(),
        max_replicas: most.max(running.replicas()),
        runs,
        memory_mb: running.amounts.memory_mb.unwrap_or(0),
        cpus: running.amounts.cpus.unwrap_or(0.0),
    }
}

fn request_order(role: Role) -> usize {
    match role {
        Role::Edge => 0,
        Role::RequestWorkers => 1,
        Role::Broker => 2,
        Role::TaskWorkers => 3,
        Role::MemoryStore => 4,
        Role::ConnectionPool => 5,
        Role::ConnectionStore => 6,
        Role::Store | Role::Job => 7,
        Role::Monitor => 8,
    }
}

fn connections(solution: &Solution, staying: &[&RunningService]) -> Vec<ConnectionShare> {
    let Some(used) = solution.some("db.used_connections") else {
        return Vec::new();
    };
    let number = |name| solution.count(name);
    let name = |role| service(role, staying);
    let mut shares = Vec::new();
    if solution.get("pooler.connections").is_some() {
        shares.push((name(Role::ConnectionPool), used));
    } else {
        shares.extend(of_processes(solution, staying));
    }
    let reserved = number("db.reserved_connections");
    shares.push(("reserve".to_owned(), reserved));
    let free = number("db.max_connections").saturating_sub(used + reserved);
    shares.push(("free".to_owned(), free));
    shares
        .into_iter()
        .map(|(name, count)| ConnectionShare { name, count })
        .collect()
}

/// What the processes hold themselves, with the maximum number of replicas and with one container more for a release.
fn of_processes(solution: &Solution, staying: &[&RunningService]) -> Vec<(String, u64)> {
    let number = |name| solution.count(name);
    let held = |role, replicas, most, connections| {
        let most = number(replicas).max(number(most));
        (service(role, staying), most * number(connections))
    };
    let mut shares = vec![held(
        Role::RequestWorkers,
        "web.replicas",
        "web.max_replicas",
        "web.connections",
    )];
    if solution.get("worker.replicas").is_some() {
        shares.push(held(
            Role::TaskWorkers,
            "worker.replicas",
            "worker.max_replicas",
            "worker.connections",
        ));
    }
    shares.push(("release".to_owned(), number("db.release_connections")));
    shares
}

/// The name of a role's service in the project.
fn service(role: Role, staying: &[&RunningService]) -> String {
    staying
        .iter()
        .find(|r| r.service.role == role)
        .map_or_else(String::new, |r| r.service.name.clone())
}

fn tier(station: &Station, staying: &[&RunningService]) -> TierLoad {
    TierLoad {
        name: format!("{} {}", service(station.role, staying), station.resource),
        unit: station.unit,
        servers: station.servers,
        utilisation: station.utilisation,
        most_per_s: station.most_per_s,
        busy: format!("{:.0} %", station.utilisation * 100.0),
        full_at: format!("{} {}/s", rate(station.most_per_s), station.unit),
    }
}

/// Three digits: the model is not more precise.
fn rate(per_s: f64) -> String {
    let digits = if per_s < 100.0 { 10.0 } else { 1.0 };
    show((per_s * digits).floor() / digits)
}

/// The queueing model's results, in words.
fn load_notes(solution: &Solution, tiers: &[TierLoad]) -> Vec<String> {
    let mut lines = Vec::new();
    let first = |unit: &str| tiers.iter().find(|tier| tier.unit == unit);
    if let Some(tier) = first("requests") {
        let response = solution
            .load
            .response_ms
            .map_or("for ever".to_owned(), |ms| format!("{} ms", show(ms)));
        lines.push(format!(
            "At {} requests/s, a request takes {response} on average; {} reach their limit first, at {}.",
            show(solution.get("load.requests_per_s").unwrap_or_default()),
            tier.name,
            tier.full_at
        ));
    }
    let tasks = solution.get("load.tasks_per_s");
    let tasks = tasks.zip(solution.get("load.task_s"));
    if let (Some(tier), Some((per_s, task_s))) = (first("tasks"), tasks) {
        lines.push(format!(
            "At {} tasks/s, a task takes {} s; {} reach their limit at {}.",
            show(per_s),
            show(task_s),
            tier.name,
            tier.full_at
        ));
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "replicas are few")]
fn float(count: u64) -> f64 {
    count as f64
}
