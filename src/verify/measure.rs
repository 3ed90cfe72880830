//! Measurements of a load test as numbers: percentiles, rates, the bottleneck. Values only. `summarize` aggregates,
//! `bounds` finds the bottleneck.

mod bounds;
mod summarize;

use serde::Serialize;

use crate::generate::size::TierLoad;

pub use summarize::{since, summarize};

/// Status of rate-limited requests.
pub const LIMITED: u16 = 429;

/// A request and its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentRequest {
    /// Index of its drive.
    pub drive: usize,
    /// Time since the start of the load, and duration.
    pub at_us: u64,
    pub took_us: u64,
    /// The status of its response; `None` without one.
    pub status: Option<u16>,
    pub well: bool,
    /// Whether its response was incomplete: such a request cannot be repeated safely.
    pub cut: bool,
}

impl SentRequest {
    fn ended_us(&self) -> u64 {
        self.at_us + self.took_us
    }
}

/// A phase of the load, with its requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    pub name: String,
    /// Whether it was full load.
    pub full: bool,
    pub from_us: u64,
    pub to_us: u64,
}

impl Phase {
    fn has(&self, at_us: u64) -> bool {
        (self.from_us..self.to_us).contains(&at_us)
    }

    fn seconds(&self) -> f64 {
        float(self.to_us.saturating_sub(self.from_us)) / 1e6
    }
}

/// Statistics of a kind of request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestStats {
    pub name: String,
    pub requests: usize,
    pub failed: usize,
    /// Rejected by the rate limit.
    pub limited: usize,
    pub per_s: f64,
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
}

/// A second of the load.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SecondStats {
    pub at_s: u64,
    pub well: usize,
    pub failed: usize,
    pub p95_ms: f64,
}

/// A fault that was injected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub at_s: f64,
    pub what: String,
}

/// The usage of a service at a time, over all of its containers.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub at_us: u64,
    pub service: String,
    /// Processors, and MiB.
    pub cpus: f64,
    pub memory_mb: f64,
}

/// The service name of samples of the whole machine.
pub const WHOLE_MACHINE: &str = "";

/// The number of a service's client connections at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectionCount {
    pub at_us: u64,
    pub service: String,
    pub connections: u64,
}

/// A service's usage under full load, and its limits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServiceUsage {
    pub service: String,
    pub cpus: f64,
    pub cpus_limit: f64,
    pub memory_mb: f64,
    pub memory_limit_mb: f64,
    pub connections: Option<u64>,
    /// Processors over the whole load: seconds since its start, and usage.
    pub over_time: Vec<(f64, f64)>,
}

/// A limited resource, and its utilisation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoundUsage {
    pub name: String,
    pub used: f64,
    pub most: f64,
    pub share: f64,
    /// The phase with this utilisation.
    pub during: String,
    /// The rate at which `tierup size` expects it to be full.
    pub expected_full_at: Option<String>,
}

/// All measurements.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measurements {
    /// Processors of the machine, including the load generator's share.
    pub processors: f64,
    pub clients: usize,
    pub requests: Vec<RequestStats>,
    pub seconds: Vec<SecondStats>,
    pub moments: Vec<Event>,
    pub services: Vec<ServiceUsage>,
    /// The fullest first.
    pub bounds: Vec<BoundUsage>,
    /// Whether the first of them was full.
    pub met: bool,
    /// The bottleneck that `tierup size` expected.
    pub expected: Option<String>,
    /// Both in words.
    pub told: Vec<String>,
}

/// A service with its limits, and its names in the budget.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLimits {
    pub service: String,
    pub cpus: f64,
    pub memory_mb: f64,
}

/// Measurements before aggregation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawMeasurements {
    pub processors: f64,
    pub clients: usize,
    pub drives: Vec<String>,
    pub requests: Vec<SentRequest>,
    pub phases: Vec<Phase>,
    pub events: Vec<Event>,
    pub samples: Vec<Sample>,
    pub connections: Vec<ConnectionCount>,
    pub limits: Vec<ServiceLimits>,
    /// The limited resources from `tierup size`.
    pub tiers: Vec<TierLoad>,
}

/// Results of the requests of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestCounts {
    pub all: usize,
    pub failed: usize,
    /// Failed requests with an incomplete response.
    pub cut: usize,
}

/// More than two decimals exceed the precision of the measurement.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[expect(
    clippy::cast_precision_loss,
    reason = "microseconds of minutes, counts of requests"
)]
fn float(value: u64) -> f64 {
    value as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts of requests")]
fn count(value: usize) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests;
