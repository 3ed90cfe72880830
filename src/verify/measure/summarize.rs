//! Aggregates requests and samples.

use std::collections::BTreeMap;

use super::bounds::{bounds, describe};
use super::{
    LIMITED, Measurements, Phase, RawMeasurements, RequestCounts, RequestStats, Sample,
    SecondStats, SentRequest, ServiceUsage, count, float, round,
};

/// The utilisation from which a resource is called full.
const NEARLY_FULL: f64 = 0.9;

/// Aggregates measurements.
#[must_use]
pub fn summarize(raw: &RawMeasurements) -> Measurements {
    let bounds = bounds(raw);
    let met = bounds
        .first()
        .is_some_and(|bound| bound.share >= NEARLY_FULL);
    let expected = raw.tiers.iter().find(|tier| tier.unit == "requests");
    let requests = kinds(raw);
    let told = describe(&bounds, met, expected, &requests);
    Measurements {
        processors: raw.processors,
        clients: raw.clients,
        requests,
        seconds: seconds(&raw.requests),
        moments: raw.events.clone(),
        services: service_usage(raw),
        met,
        expected: expected.map(|tier| tier.name.clone()),
        bounds,
        told,
    }
}

/// Statistics of each drive under full load.
fn kinds(raw: &RawMeasurements) -> Vec<RequestStats> {
    let full = raw.phases.iter().filter(|phase| phase.full);
    full.filter_map(|phase| {
        let drive = raw.drives.iter().position(|name| *name == phase.name)?;
        let selected = |sent: &&SentRequest| sent.drive == drive && phase.has(sent.at_us);
        let sent: Vec<&SentRequest> = raw.requests.iter().filter(selected).collect();
        let well: Vec<u64> = sent.iter().filter(|s| s.well).map(|s| s.took_us).collect();
        let limited = sent.iter().filter(|s| s.status == Some(LIMITED)).count();
        let times = Times::of(well);
        Some(RequestStats {
            name: phase.name.clone(),
            requests: sent.len(),
            failed: sent.len() - times.0.len() - limited,
            limited,
            per_s: round(count(times.0.len()) / phase.seconds().max(0.001)),
            p50_ms: times.at(50),
            p95_ms: times.at(95),
            p99_ms: times.at(99),
        })
    })
    .collect()
}

/// Durations in ascending order.
struct Times(Vec<u64>);

impl Times {
    fn of(mut times: Vec<u64>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// A percentile, in milliseconds.
    fn at(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        round(self.0.get(rank - 1).map_or(0.0, |us| float(*us) / 1000.0))
    }
}

/// By the second in which they ended.
fn seconds(sent: &[SentRequest]) -> Vec<SecondStats> {
    let mut by_second: BTreeMap<u64, (Vec<u64>, usize)> = BTreeMap::new();
    for one in sent {
        let (well, failed) = by_second.entry(one.ended_us() / 1_000_000).or_default();
        if one.well {
            well.push(one.took_us);
        } else {
            *failed += 1;
        }
    }
    let last = by_second.keys().next_back().map_or(0, |last| last + 1);
    (0..last)
        .map(|at_s| {
            let (well, failed) = by_second.remove(&at_s).unwrap_or_default();
            let times = Times::of(well);
            SecondStats {
                at_s,
                well: times.0.len(),
                failed,
                p95_ms: times.at(95),
            }
        })
        .collect()
}

/// Results of the requests that ended after a time.
#[must_use]
pub fn since(sent: &[SentRequest], from_us: u64) -> RequestCounts {
    let since = || sent.iter().filter(|sent| sent.ended_us() >= from_us);
    RequestCounts {
        all: since().count(),
        failed: since().filter(|sent| !sent.well).count(),
        cut: since().filter(|sent| sent.cut).count(),
    }
}

fn service_usage(raw: &RawMeasurements) -> Vec<ServiceUsage> {
    let peak = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max);
    raw.limits
        .iter()
        .map(|limits| {
            let selected = || raw.samples.iter().filter(|s| s.service == limits.service);
            let cpus = raw.phases.iter().filter(|phase| phase.full);
            let cpus = cpus.filter_map(|phase| mean_cpus(raw, phase, &limits.service));
            let held = raw
                .connections
                .iter()
                .filter(|held| held.service == limits.service);
            ServiceUsage {
                service: limits.service.clone(),
                cpus: round(peak(&mut cpus.into_iter())),
                cpus_limit: limits.cpus,
                memory_mb: round(peak(&mut selected().map(|sample| sample.memory_mb))),
                memory_limit_mb: limits.memory_mb,
                connections: held.map(|held| held.connections).max(),
                over_time: selected()
                    .map(|s| (round(float(s.at_us) / 1e6), round(s.cpus)))
                    .collect(),
            }
        })
        .collect()
}

/// A service's average processor usage in a phase, without its first second, which still includes the phase before.
pub(super) fn mean_cpus(raw: &RawMeasurements, phase: &Phase, service: &str) -> Option<f64> {
    let inner = Phase {
        from_us: phase.from_us + 1_000_000,
        to_us: phase.to_us + 500_000,
        ..phase.clone()
    };
    let selected = |sample: &&Sample| sample.service == service && inner.has(sample.at_us);
    let cpus: Vec<f64> = raw
        .samples
        .iter()
        .filter(selected)
        .map(|sample| sample.cpus)
        .collect();
    (!cpus.is_empty()).then(|| cpus.iter().sum::<f64>() / count(cpus.len()))
}
