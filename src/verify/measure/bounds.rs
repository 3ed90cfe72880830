//! What can be full, how full it was, and what was full first beside what `tierup size` expects.

use std::collections::BTreeMap;

use super::sum::mean_cpus;
use super::{BoundUsed, Kind, LIMITED, Phase, Raw, WHOLE, count, float, round};
use crate::generate::size::Tier;

/// Everything that can be full and was measured, the fullest first.
pub(super) fn bounds(raw: &Raw) -> Vec<BoundUsed> {
    let mut fullest: BTreeMap<String, BoundUsed> = BTreeMap::new();
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
    let mut bounds: Vec<BoundUsed> = fullest.into_values().collect();
    bounds.sort_by(|a, b| b.share.total_cmp(&a.share));
    bounds
}

fn bounds_in(raw: &Raw, phase: &Phase) -> Vec<BoundUsed> {
    let bound = |name: String, used: f64, most: f64, expected: Option<String>| BoundUsed {
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
    // what the model has no station for may be full as well
    for allowed in raw.allowed.iter().filter(|allowed| allowed.cpus > 0.0) {
        let name = format!("{} processors", allowed.service);
        let known = bounds.iter().any(|bound| bound.name == name);
        if let (false, Some(used)) = (known, mean_cpus(raw, phase, &allowed.service)) {
            bounds.push(bound(name, used, allowed.cpus, None));
        }
    }
    let mut services = raw.allowed.iter();
    let sum = || {
        services
            .by_ref()
            .filter_map(|a| mean_cpus(raw, phase, &a.service))
            .sum()
    };
    let all: f64 = mean_cpus(raw, phase, WHOLE).unwrap_or_else(sum);
    if all > 0.0 && raw.processors > 0.0 {
        bounds.push(bound(MACHINE.to_owned(), all, raw.processors, None));
    }
    let limited = raw
        .sent
        .iter()
        .filter(|s| phase.has(s.at_us) && s.status == Some(LIMITED))
        .count();
    if limited > 0 {
        let seconds = phase.seconds().max(0.001);
        let per_s = count(
            raw.sent
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

fn most_held(raw: &Raw, phase: &Phase, service: &str) -> Option<f64> {
    let mine = raw
        .held
        .iter()
        .filter(|held| held.service == service && phase.has(held.at_us));
    mine.map(|held| float(held.connections)).reduce(f64::max)
}

/// Requests that are being answered at once, by Little's law: rate x time.
fn in_flight(raw: &Raw, phase: &Phase) -> f64 {
    let inside = raw.sent.iter().filter(|sent| phase.has(sent.at_us));
    let busy_us: u64 = inside.map(|sent| sent.took_us).sum();
    float(busy_us) / 1e6 / phase.seconds().max(0.001)
}

/// Both in words.
pub(super) fn told(
    bounds: &[BoundUsed],
    met: bool,
    expected: Option<&Tier>,
    kinds: &[Kind],
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
    let share = |bound: &BoundUsed| format!("{:.0} %", bound.share * 100.0);
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
        let here = bounds.iter().find(|bound| bound.name == tier.name);
        let here = match here {
            Some(bound) if bound.name == first.name => "as it was".to_owned(),
            Some(bound) => format!("they were {} full", share(bound)),
            None => "which was not measured".to_owned(),
        };
        lines.push(format!(
            "`tierup size` expects {} first, at {}; {here}.",
            tier.name, tier.full_at
        ));
    }
    lines
}
