//! What a load saw and what the stack used, as numbers: percentiles, rates, which bound was nearest. Values only.
//! `summarize` adds up, `bounds` says what was full.

mod bounds;
mod summarize;

use serde::Serialize;

use crate::generate::size::TierLoad;

pub use summarize::{since, summarize};

/// What a client is told that asks too often.
pub const LIMITED: u16 = 429;

/// One request and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentRequest {
    /// Which of the drives.
    pub drive: usize,
    /// When it was sent since the load began, and how long it took.
    pub at_us: u64,
    pub took_us: u64,
    /// The status of its answer; nothing where none came.
    pub status: Option<u16>,
    pub well: bool,
    /// Whether its answer began and did not end: nobody can send that again.
    pub cut: bool,
}

impl SentRequest {
    fn ended_us(&self) -> u64 {
        self.at_us + self.took_us
    }
}

/// Part of the load's time, with what was sent in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    pub name: String,
    /// Whether it was to fill the stack.
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

/// What one kind of request took and got.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestStats {
    pub name: String,
    pub requests: usize,
    pub failed: usize,
    /// Refused because one client asked too often.
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

/// Something that was done to the stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub at_s: f64,
    pub what: String,
}

/// What a service used at one time, all of its containers together.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub at_us: u64,
    pub service: String,
    /// Processors, and MiB.
    pub cpus: f64,
    pub memory_mb: f64,
}

/// The service of samples that are about the whole machine.
pub const WHOLE_MACHINE: &str = "";

/// How many connections a service's clients held at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectionCount {
    pub at_us: u64,
    pub service: String,
    pub connections: u64,
}

/// What a service used under full load, and what it may use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServiceUsage {
    pub service: String,
    pub cpus: f64,
    pub cpus_limit: f64,
    pub memory_mb: f64,
    pub memory_limit_mb: f64,
    pub connections: Option<u64>,
    /// Processors, over the whole load: seconds since it began, and how many.
    pub over_time: Vec<(f64, f64)>,
}

/// Something of which there is only so much, and how much of it was in use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoundUsage {
    pub name: String,
    pub used: f64,
    pub most: f64,
    pub share: f64,
    /// When it was so full.
    pub during: String,
    /// At what `tierup size` expects it to be full.
    pub expected_full_at: Option<String>,
}

/// Everything that was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measurements {
    /// Processors of the machine that all of this ran on, the load itself included.
    pub processors: f64,
    pub clients: usize,
    pub requests: Vec<RequestStats>,
    pub seconds: Vec<SecondStats>,
    pub moments: Vec<Event>,
    pub services: Vec<ServiceUsage>,
    /// The fullest first.
    pub bounds: Vec<BoundUsage>,
    /// Whether the first of them was met.
    pub met: bool,
    /// What `tierup size` expected to be full first.
    pub expected: Option<String>,
    /// Both in words.
    pub told: Vec<String>,
}

/// A service with what it may use, and what of the budget it plays.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLimits {
    pub service: String,
    pub cpus: f64,
    pub memory_mb: f64,
}

/// All that was seen, before it is summed up.
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
    /// What `tierup size` says of each thing that can be full.
    pub tiers: Vec<TierLoad>,
}

/// What became of the requests of some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestCounts {
    pub all: usize,
    pub failed: usize,
    /// Those of the failed ones whose answers were cut.
    pub cut: usize,
}

/// Two digits behind the point are more than a measurement knows.
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
