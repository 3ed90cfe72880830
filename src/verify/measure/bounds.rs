//! The utilisation of limited resources, and the bottleneck compared with that of `tierup size`.

use std::collections::BTreeMap;

use super::summarize::mean_cpus;
use super::{
    BoundUsage, LIMITED, Phase, RawMeasurements, RequestStats, WHOLE_MACHINE, count, float, round,
};
use crate::generate::size::TierLoad;

/// All measured resources, the fullest first.
pub(super) fn bounds(raw: &RawMeasurements) -> Vec<BoundUsage> {
    let mut fullest: BTreeMap<String, BoundUsage> = BTreeMap::new();
    for phase in raw.phases.iter().filter(|phase| phase.full) {
        for bound in bounds_in(raw, phase) {
            match fullest.get(&bound.name) {
                Some(known) if known.share >= bound.share => {}
                _ => {
                    fullest.insert(bound.name.clone(), bound);
                }
            }
        }
    }
    let mut bounds: Vec<BoundUsage> = fullest.into_values().collect();
    bounds.sort_by(|a, b| b.share.total_cmp(&a.share));
    bounds
}

fn bounds_in(raw: &RawMeasurements, phase: &Phase) -> Vec<BoundUsage> {
    let bound = |name: String, used: f64, most: f64, expected: Option<String>| BoundUsage {
        name,
        used: round(used),
        most: round(most),
        share: (used / most.max(0.001) * 1000.0).round() / 1000.0,
        during: phase.name.clone(),
        expected_full_at: expected,
    };
    let mut bounds = Vec::new();
    for tier in &raw.tiers {
        let (service, resource) = tier.name.split_once(' ').unwrap_or((&tier.name, ""));
        let used = match resource {
            "processors" => mean_cpus(raw, phase, service),
            "connections" => most_held(raw, phase, service),
            "threads" => Some(in_flight(raw, phase)),
            _ => None,
        };
        if let Some(used) = used {
            bounds.push(bound(
                tier.name.clone(),
                used,
                tier.servers,
                Some(tier.full_at.clone()),
            ));
        }
    }
    // resources without a station in the model may be full as well
    for limits in raw.limits.iter().filter(|limits| limits.cpus > 0.0) {
        let name = format!("{} processors", limits.service);
        let known = bounds.iter().any(|bound| bound.name == name);
        if let (false, Some(used)) = (known, mean_cpus(raw, phase, &limits.service)) {
            bounds.push(bound(name, used, limits.cpus, None));
        }
    }
    let mut services = raw.limits.iter();
    let sum = || {
        services
            .by_ref()
            .filter_map(|a| mean_cpus(raw, phase, &a.service))
            .sum()
    };
    let all: f64 = mean_cpus(raw, phase, WHOLE_MACHINE).unwrap_or_else(sum);
    if all > 0.0 && raw.processors > 0.0 {
        bounds.push(bound(MACHINE.to_owned(), all, raw.processors, None));
    }
    let limited = raw
        .requests
        .iter()
        .filter(|s| phase.has(s.at_us) && s.status == Some(LIMITED))
        .count();
    if limited > 0 {
        let seconds = phase.seconds().max(0.001);
        let per_s = count(
            raw.requests
                .iter()
                .filter(|s| phase.has(s.at_us) && s.well)
                .count(),
        ) / seconds;
        bounds.push(bound(
            "requests that one client may make".to_owned(),
            per_s,
            per_s,
            None,
        ));
    }
    bounds
}

pub(super) const MACHINE: &str = "this machine's processors";

fn most_held(raw: &RawMeasurements, phase: &Phase, service: &str) -> Option<f64> {
    let matching = raw
        .connections
        .iter()
        .filter(|held| held.service == service && phase.has(held.at_us));
    matching
        .map(|held| float(held.connections))
        .reduce(f64::max)
}

/// Concurrent requests, by Little's law: rate x time.
fn in_flight(raw: &RawMeasurements, phase: &Phase) -> f64 {
    let inside = raw.requests.iter().filter(|sent| phase.has(sent.at_us));
    let busy_us: u64 = inside.map(|sent| sent.took_us).sum();
    float(busy_us) / 1e6 / phase.seconds().max(0.001)
}

/// Both in words.
pub(super) fn describe(
    bounds: &[BoundUsage],
    met: bool,
    expected: Option<&TierLoad>,
    kinds: &[RequestStats],
) -> Vec<String> {
    let Some(first) = bounds.first() else {
        return Vec::new();
    };
    let rate = |phase: &str| {
        let kind = kinds.iter().find(|kind| kind.name == phase);
        kind.map_or(String::new(), |kind| {
            format!(" at {:.0} requests/s ({phase})", kind.per_s)
        })
    };
    let share = |bound: &BoundUsage| format!("{:.0} %", bound.share * 100.0);
    let mut lines = vec![if met {
        format!(
            "First limit reached: {}, {}{}.",
            first.name,
            share(first),
            rate(&first.during)
        )
    } else {
        format!(
            "No limit was reached; nearest: {}, {}{}.",
            first.name,
            share(first),
            rate(&first.during)
        )
    }];
    if let Some(tier) = expected {
        let measured = bounds.iter().find(|bound| bound.name == tier.name);
        let measured = match measured {
            Some(bound) if bound.name == first.name => "as it was".to_owned(),
            Some(bound) => format!("they were {} full", share(bound)),
            None => "which was not measured".to_owned(),
        };
        lines.push(format!(
            "`tierup size` expects {} first, at {}; {measured}.",
            tier.name, tier.full_at
        ));
    }
    lines
}
