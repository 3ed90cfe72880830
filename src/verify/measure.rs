//! What a load saw and what the stack used, as numbers: percentiles, rates, which bound was nearest. Values only.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::size::Tier;

/// How full a bound is when it is called met.
const MET: f64 = 0.9;
/// What a client is told that asks too often.
pub const LIMITED: u16 = 429;

/// One request and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
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

impl Sent {
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
pub struct Kind {
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
pub struct Second {
    pub at_s: u64,
    pub well: usize,
    pub failed: usize,
    pub p95_ms: f64,
}

/// Something that was done to the stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moment {
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
pub const WHOLE: &str = "";

/// How many connections a service's clients held at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    pub at_us: u64,
    pub service: String,
    pub connections: u64,
}

/// What a service used under full load, and what it may use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Used {
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
pub struct BoundUsed {
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
pub struct Measured {
    /// Processors of the machine that all of this ran on, the load itself included.
    pub processors: f64,
    pub clients: usize,
    pub requests: Vec<Kind>,
    pub seconds: Vec<Second>,
    pub moments: Vec<Moment>,
    pub services: Vec<Used>,
    /// The fullest first.
    pub bounds: Vec<BoundUsed>,
    /// Whether the first of them was met.
    pub met: bool,
    /// What `tierup size` expected to be full first.
    pub expected: Option<String>,
    /// Both in words.
    pub told: Vec<String>,
}

/// A service with what it may use, and what of the budget it plays.
#[derive(Debug, Clone, PartialEq)]
pub struct Allowed {
    pub service: String,
    pub cpus: f64,
    pub memory_mb: f64,
}

/// All that was seen, before it is summed up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Raw {
    pub processors: f64,
    pub clients: usize,
    pub drives: Vec<String>,
    pub sent: Vec<Sent>,
    pub phases: Vec<Phase>,
    pub moments: Vec<Moment>,
    pub samples: Vec<Sample>,
    pub held: Vec<Held>,
    pub allowed: Vec<Allowed>,
    /// What `tierup size` says of each thing that can be full.
    pub tiers: Vec<Tier>,
}

/// Sums up what was seen.
#[must_use]
pub fn measured(raw: &Raw) -> Measured {
    let bounds = bounds(raw);
    let met = bounds.first().is_some_and(|bound| bound.share >= MET);
    let expected = raw.tiers.iter().find(|tier| tier.unit == "requests");
    let requests = kinds(raw);
    let told = told(&bounds, met, expected, &requests);
    Measured {
        processors: raw.processors,
        clients: raw.clients,
        requests,
        seconds: seconds(&raw.sent),
        moments: raw.moments.clone(),
        services: used(raw),
        met,
        expected: expected.map(|tier| tier.name.clone()),
        bounds,
        told,
    }
}

/// Each drive by itself under full load.
fn kinds(raw: &Raw) -> Vec<Kind> {
    let full = raw.phases.iter().filter(|phase| phase.full);
    full.filter_map(|phase| {
        let drive = raw.drives.iter().position(|name| *name == phase.name)?;
        let mine = |sent: &&Sent| sent.drive == drive && phase.has(sent.at_us);
        let sent: Vec<&Sent> = raw.sent.iter().filter(mine).collect();
        let well: Vec<u64> = sent.iter().filter(|s| s.well).map(|s| s.took_us).collect();
        let limited = sent.iter().filter(|s| s.status == Some(LIMITED)).count();
        let times = Times::of(well);
        Some(Kind {
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

/// Times in order.
struct Times(Vec<u64>);

impl Times {
    fn of(mut times: Vec<u64>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The smallest time that so many percent do not exceed, in milliseconds.
    fn at(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        round(self.0.get(rank - 1).map_or(0.0, |us| float(*us) / 1000.0))
    }
}

/// By the second in which they ended.
fn seconds(sent: &[Sent]) -> Vec<Second> {
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
            Second {
                at_s,
                well: times.0.len(),
                failed,
                p95_ms: times.at(95),
            }
        })
        .collect()
}

/// What became of the requests of some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    pub all: usize,
    pub failed: usize,
    /// Those of the failed ones whose answers were cut.
    pub cut: usize,
}

/// What became of the requests that ended from one time on.
#[must_use]
pub fn since(sent: &[Sent], from_us: u64) -> Ends {
    let since = || sent.iter().filter(|sent| sent.ended_us() >= from_us);
    Ends {
        all: since().count(),
        failed: since().filter(|sent| !sent.well).count(),
        cut: since().filter(|sent| sent.cut).count(),
    }
}

fn used(raw: &Raw) -> Vec<Used> {
    let peak = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max);
    raw.allowed
        .iter()
        .map(|allowed| {
            let mine = || raw.samples.iter().filter(|s| s.service == allowed.service);
            let cpus = raw.phases.iter().filter(|phase| phase.full);
            let cpus = cpus.filter_map(|phase| mean_cpus(raw, phase, &allowed.service));
            let held = raw
                .held
                .iter()
                .filter(|held| held.service == allowed.service);
            Used {
                service: allowed.service.clone(),
                cpus: round(peak(&mut cpus.into_iter())),
                cpus_limit: allowed.cpus,
                memory_mb: round(peak(&mut mine().map(|sample| sample.memory_mb))),
                memory_limit_mb: allowed.memory_mb,
                connections: held.map(|held| held.connections).max(),
                over_time: mine()
                    .map(|s| (round(float(s.at_us) / 1e6), round(s.cpus)))
                    .collect(),
            }
        })
        .collect()
}

/// Processors that a service used on average in a phase; its first second counts for the one before.
fn mean_cpus(raw: &Raw, phase: &Phase, service: &str) -> Option<f64> {
    let inner = Phase {
        from_us: phase.from_us + 1_000_000,
        to_us: phase.to_us + 500_000,
        ..phase.clone()
    };
    let mine = |sample: &&Sample| sample.service == service && inner.has(sample.at_us);
    let cpus: Vec<f64> = raw
        .samples
        .iter()
        .filter(mine)
        .map(|sample| sample.cpus)
        .collect();
    (!cpus.is_empty()).then(|| cpus.iter().sum::<f64>() / count(cpus.len()))
}

/// Everything that can be full and was measured, the fullest first.
fn bounds(raw: &Raw) -> Vec<BoundUsed> {
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

const MACHINE: &str = "this machine's processors";

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

fn told(bounds: &[BoundUsed], met: bool, expected: Option<&Tier>, kinds: &[Kind]) -> Vec<String> {
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
            "Full first: {}, {}{}.",
            first.name,
            share(first),
            rate(&first.during)
        )
    } else {
        format!(
            "Nothing was full; nearest: {}, {}{}.",
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
