//! The numbers that a person may know, as a table: key, default, range, meaning, and whose they are.

use std::collections::BTreeMap;

use crate::pack::manifest::Role;

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// Below `capacity.` in `tierup.toml`.
    pub key: &'static str,
    pub default: f64,
    pub min: f64,
    pub max: f64,
    /// Counts are whole; shares of a processor are not.
    pub whole: bool,
    /// The role that must be filled for the number to mean anything.
    pub role: Role,
    /// The comment in `tierup.toml` and the description in the schema.
    pub about: &'static str,
}

const fn count(
    key: &'static str,
    role: Role,
    default: f64,
    min: f64,
    max: f64,
    about: &'static str,
) -> Input {
    Input {
        key,
        default,
        min,
        max,
        whole: true,
        role,
        about,
    }
}

const fn cpus(key: &'static str, role: Role, about: &'static str) -> Input {
    Input {
        key,
        default: 1.0,
        min: 0.1,
        max: 256.0,
        whole: false,
        role,
        about,
    }
}

/// Every input, in the order in which `tierup.toml` lists them.
pub const INPUTS: &[Input] = &[
    count(
        "longest_request_s",
        Role::RequestWorkers,
        30.0,
        2.0,
        3600.0,
        "Seconds that the longest request may take.",
    ),
    count(
        "longest_task_s",
        Role::RequestWorkers,
        300.0,
        2.0,
        86_400.0,
        "Seconds that the longest background task may take.",
    ),
    count(
        "web.replicas",
        Role::RequestWorkers,
        2.0,
        1.0,
        1000.0,
        "Containers that serve requests.",
    ),
    cpus(
        "web.cpus",
        Role::RequestWorkers,
        "Processors of one such container; they decide its processes.",
    ),
    count(
        "web.memory_mb",
        Role::RequestWorkers,
        512.0,
        192.0,
        1_048_576.0,
        "Memory of one such container, in MiB.",
    ),
    count(
        "worker.replicas",
        Role::TaskWorkers,
        1.0,
        1.0,
        1000.0,
        "Containers that run background tasks.",
    ),
    cpus(
        "worker.cpus",
        Role::TaskWorkers,
        "Processors of one such container; they decide how many tasks it runs at once.",
    ),
    count(
        "worker.memory_mb",
        Role::TaskWorkers,
        512.0,
        192.0,
        1_048_576.0,
        "Memory of one such container, in MiB.",
    ),
    count(
        "lb.client_requests_per_s",
        Role::Edge,
        1000.0,
        1.0,
        1_000_000.0,
        "Requests a second that one client address may make.",
    ),
    count(
        "broker.memory_mb",
        Role::Broker,
        256.0,
        64.0,
        1_048_576.0,
        "Memory of the broker, in MiB.",
    ),
    count(
        "cache.memory_mb",
        Role::MemoryStore,
        128.0,
        32.0,
        1_048_576.0,
        "Memory of the cache, in MiB.",
    ),
    count(
        "db.max_connections",
        Role::ConnectionStore,
        100.0,
        15.0,
        100_000.0,
        "The most connections that the database may be asked to hold.",
    ),
    count(
        "db.memory_mb",
        Role::ConnectionStore,
        512.0,
        128.0,
        4_194_304.0,
        "Memory of the database, in MiB.",
    ),
];

impl Input {
    #[must_use]
    pub fn find(key: &str) -> Option<&'static Input> {
        INPUTS.iter().find(|input| input.key == key)
    }

    /// The value as `tierup.toml` writes it.
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        if self.whole {
            format!("{value:.0}")
        } else {
            format!("{value:?}")
        }
    }
}

/// A value for each input that the selection has a use for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs(pub BTreeMap<&'static str, f64>);

impl Inputs {
    /// A whole number; 0 where the selection has no use for the input.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the table bounds every value from 0 to 2^32"
    )]
    pub fn count(&self, key: &str) -> u64 {
        self.0.get(key).map_or(0, |value| *value as u64)
    }

    #[must_use]
    pub fn share(&self, key: &str) -> f64 {
        self.0.get(key).copied().unwrap_or(0.0)
    }
}
