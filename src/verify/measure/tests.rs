//! Aggregation of made-up loads.

use super::bounds::MACHINE;
use super::*;

fn sent(drive: usize, at_us: u64, took_us: u64, status: u16) -> SentRequest {
    SentRequest {
        drive,
        at_us,
        took_us,
        status: Some(status),
        well: status == 200,
        cut: false,
    }
}

fn raw() -> RawMeasurements {
    let tier = |name: &str, servers: f64| TierLoad {
        name: name.to_owned(),
        unit: "requests",
        servers,
        utilisation: 0.1,
        most_per_s: 100.0,
        busy: "10 %".to_owned(),
        full_at: "100 requests/s".to_owned(),
    };
    let sample = |at_us, service: &str, cpus| Sample {
        at_us,
        service: service.to_owned(),
        cpus,
        memory_mb: 10.0,
    };
    let limits = |service: &str| ServiceLimits {
        service: service.to_owned(),
        cpus: 1.0,
        memory_mb: 64.0,
    };
    RawMeasurements {
        processors: 4.0,
        clients: 2,
        drives: vec!["read".to_owned()],
        requests: (0..100)
            .map(|n| sent(0, n * 20_000, (n + 1) * 1000, 200))
            .collect(),
        phases: vec![Phase {
            name: "read".to_owned(),
            full: true,
            from_us: 0,
            to_us: 2_000_000,
        }],
        events: Vec::new(),
        samples: vec![
            sample(500_000, "web", 0.1),
            sample(1_500_000, "web", 0.5),
            sample(1_500_000, "db", 0.95),
        ],
        connections: vec![ConnectionCount {
            at_us: 1,
            service: "db".to_owned(),
            connections: 3,
        }],
        limits: vec![limits("web"), limits("db")],
        tiers: vec![
            tier("web processors", 1.0),
            tier("web threads", 16.0),
            tier("db connections", 30.0),
        ],
    }
}

#[test]
fn percentiles_are_times_that_so_many_do_not_exceed() {
    let kind = &summarize(&raw()).requests[0];
    assert_eq!((kind.p50_ms, kind.p95_ms, kind.p99_ms), (50.0, 95.0, 99.0));
    assert_eq!(
        (kind.requests, kind.failed, kind.limited, kind.per_s),
        (100, 0, 0, 50.0)
    );
}

#[test]
fn the_fullest_bound_is_first_also_where_the_model_has_none() {
    let measurements = summarize(&raw());
    let shares: Vec<(&str, f64)> = measurements
        .bounds
        .iter()
        .map(|bound| (bound.name.as_str(), bound.share))
        .collect();
    assert_eq!(
        shares,
        [
            ("db processors", 0.95),
            ("web processors", 0.5),
            (MACHINE, 0.363),
            ("web threads", 0.158),
            ("db connections", 0.1),
        ]
    );
    assert_eq!(
        measurements.told,
        [
            "First limit reached: db processors, 95 % at 50 requests/s (read).",
            "`tierup size` expects web processors first, at 100 requests/s; they were 50 % full.",
        ]
    );
}

#[test]
fn a_rate_limited_request_is_not_a_failure() {
    let mut raw = raw();
    raw.requests
        .extend([sent(0, 5, 5, 429), sent(0, 6, 5, 500)]);
    let measurements = summarize(&raw);
    assert_eq!(
        (
            measurements.requests[0].limited,
            measurements.requests[0].failed
        ),
        (1, 1)
    );
    assert_eq!(
        measurements.bounds[0].name,
        "requests that one client may make"
    );
    let ends = RequestCounts {
        all: 102,
        failed: 2,
        cut: 0,
    };
    assert_eq!(since(&raw.requests, 0), ends);
}
