//! The numbers that a person may know, as a table: key, default, range, meaning, and whose they are.

use super::Input;
use crate::core::role::Role;

/// More MiB than a thousand of the largest containers have.
const MOST_MB: f64 = 4_294_967_295.0;

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
        scaled: false,
        about,
    }
}

const fn most(key: &'static str, role: Role, default: f64, about: &'static str) -> Input {
    Input {
        scaled: true,
        ..count(key, role, default, 1.0, 1000.0, about)
    }
}

const fn cpus(key: &'static str, role: Role, about: &'static str) -> Input {
    Input {
        whole: false,
        ..count(key, role, 1.0, 0.1, 256.0, about)
    }
}

const fn amount(
    key: &'static str,
    role: Role,
    default: f64,
    max: f64,
    about: &'static str,
) -> Input {
    Input {
        whole: false,
        ..count(key, role, default, 0.01, max, about)
    }
}

const fn amount_from_zero(
    key: &'static str,
    role: Role,
    default: f64,
    max: f64,
    about: &'static str,
) -> Input {
    Input {
        whole: false,
        ..count(key, role, default, 0.0, max, about)
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
        "Maximum duration of a request, in seconds.",
    ),
    count(
        "longest_task_s",
        Role::RequestWorkers,
        300.0,
        2.0,
        86_400.0,
        "Maximum duration of a background task, in seconds.",
    ),
    count(
        "largest_body_kb",
        Role::RequestWorkers,
        1024.0,
        16.0,
        1_048_576.0,
        "Maximum size of a request body, in KiB.",
    ),
    amount(
        "expected.requests_per_s",
        Role::RequestWorkers,
        10.0,
        1_000_000.0,
        "Expected peak load, in requests per second.",
    ),
    amount(
        "expected.latency_ms",
        Role::RequestWorkers,
        20.0,
        3_600_000.0,
        "Average duration of a request on an idle system, in milliseconds.",
    ),
    amount(
        "expected.tasks_per_s",
        Role::TaskWorkers,
        1.0,
        1_000_000.0,
        "Expected peak load, in tasks per second.",
    ),
    amount(
        "expected.task_s",
        Role::TaskWorkers,
        0.5,
        86_400.0,
        "Average duration of a task, in seconds.",
    ),
    count(
        "host.memory_mb",
        Role::RequestWorkers,
        0.0,
        0.0,
        MOST_MB,
        "Memory of the host, in MiB; 0 if unknown.",
    ),
    amount_from_zero(
        "host.cpus",
        Role::RequestWorkers,
        0.0,
        4096.0,
        "Processors of the host; 0 if unknown.",
    ),
    count(
        "web.replicas",
        Role::RequestWorkers,
        2.0,
        1.0,
        1000.0,
        "Number of web containers.",
    ),
    most(
        "web.max_replicas",
        Role::RequestWorkers,
        3.0,
        "Maximum number of web containers; connections and buffers are sized for all of them.",
    ),
    cpus(
        "web.cpus",
        Role::RequestWorkers,
        "Processors of a web container; they determine its number of processes.",
    ),
    count(
        "web.memory_mb",
        Role::RequestWorkers,
        512.0,
        192.0,
        1_048_576.0,
        "Memory of one container, in MiB.",
    ),
    count(
        "worker.replicas",
        Role::TaskWorkers,
        1.0,
        1.0,
        1000.0,
        "Number of worker containers.",
    ),
    most(
        "worker.max_replicas",
        Role::TaskWorkers,
        3.0,
        "Maximum number of worker containers.",
    ),
    cpus(
        "worker.cpus",
        Role::TaskWorkers,
        "Processors of a worker container; they determine its concurrency.",
    ),
    count(
        "worker.memory_mb",
        Role::TaskWorkers,
        512.0,
        288.0,
        1_048_576.0,
        "Memory of one container, in MiB.",
    ),
    count(
        "lb.client_requests_per_s",
        Role::Edge,
        1000.0,
        1.0,
        1_000_000.0,
        "Rate limit per client address, in requests per second.",
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
        "Limit of `max_connections` of the database.",
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
    /// The number of a key.
    #[must_use]
    pub fn find(key: &str) -> Option<&'static Input> {
        INPUTS.iter().find(|input| input.key == key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn keys_stand_once_and_defaults_lie_in_their_range() {
        let keys: BTreeSet<_> = INPUTS.iter().map(|input| input.key).collect();
        assert_eq!(keys.len(), INPUTS.len());
        for input in INPUTS {
            assert!(
                input.min <= input.default && input.default <= input.max,
                "{}",
                input.key
            );
        }
    }
}
