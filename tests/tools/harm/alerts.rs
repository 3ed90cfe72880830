//! Each fault raises its alert and no other, and the alert ends with the fault. `pace` makes the time of the rules short.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tierup::verify::boot::http::{Client, ExchangeError};

use super::Told;
use super::containers::{self, docker, package};
use crate::machine::http::get;
use crate::machine::stack::Stack;
use crate::machine::tools::Outcome;

/// The longest time of an alert until it fires, with that of the samples that it needs.
const RAISED: Duration = Duration::from_mins(5);
/// Until the samples of the fault are out of the window of every rule, and alerts that stay a while have ended.
const ENDED: Duration = Duration::from_mins(6);
/// What else the fault causes is seen soon after its alert.
const AFTER: Duration = Duration::from_secs(20);
/// Until every container is healthy again.
const RESTORED: Duration = Duration::from_mins(3);
/// Between two looks, which take time of the processors that the stack runs on.
const PAUSE: Duration = Duration::from_secs(3);

pub(crate) fn replica_stopped(stack: &Stack) -> Told {
    let webs = containers::of(stack, "web")?;
    let web = webs.first().ok_or("no web")?;
    raises(
        stack,
        "WebMissing",
        || docker(&["stop", web]),
        || Ok(String::new()),
    )
}

pub(crate) fn worker_stopped(stack: &Stack) -> Told {
    stops(stack, "worker", "WorkersMissing")
}

pub(crate) fn database_stopped(stack: &Stack) -> Told {
    stops(stack, "db", "DatabaseDown")
}

pub(crate) fn broker_stopped(stack: &Stack) -> Told {
    stops(stack, "broker", "BrokerDown")
}

pub(crate) fn cache_stopped(stack: &Stack) -> Told {
    stops(stack, "cache", "CacheDown")
}

pub(crate) fn exporter_stopped(stack: &Stack) -> Told {
    stops(stack, "cache-metrics", "TargetDown")
}

/// Another client locks the table of orders most of the time: requests are slow, and none fails.
pub(crate) fn database_slow(stack: &Stack) -> Told {
    let package = package(stack)?;
    let hold = "BEGIN; LOCK TABLE orders; SELECT pg_sleep(3); COMMIT; SELECT pg_sleep(0.2);";
    let script = format!(
        "for n in $(seq 300); do echo \"{hold}\"; done | psql --quiet --username postgres --dbname {package} >/dev/null"
    );
    let lock = || stack.compose(&["exec", "--detach", "-T", "db", "bash", "-c", &script]);
    let free = || stack.compose(&["restart", "db"]);
    raises(stack, "LatencyHigh", lock, free)
}

/// The last one: it ends only after an hour.
pub(crate) fn task_given_up(stack: &Stack) -> Told {
    let package = package(stack)?;
    let row = "INSERT INTO dead_letters VALUES (gen_random_uuid(), 'none', '{}', 1, NULL, 'failed', now())";
    let start = Instant::now();
    stack.compose(&[
        "exec",
        "-T",
        "db",
        "psql",
        "--username",
        "postgres",
        "--dbname",
        &package,
        "--command",
        row,
    ])?;
    raised(stack, "DeadLetters")?;
    Ok(format!("after {:.0} s", start.elapsed().as_secs_f32()))
}

fn stops(stack: &Stack, service: &str, alert: &str) -> Told {
    let stop = || stack.compose(&["stop", "--timeout", "5", service]);
    raises(stack, alert, stop, || Ok(String::new()))
}

/// Under light traffic the fault raises this alert alone, which ends once the fault does and everything runs again.
fn raises(
    stack: &Stack,
    alert: &str,
    fault: impl FnOnce() -> Outcome,
    end: impl FnOnce() -> Outcome,
) -> Told {
    let traffic = Traffic::start(stack.port);
    let told = (|| {
        ended(stack, "before")?;
        let start = Instant::now();
        fault()?;
        raised(stack, alert)?;
        let raised = start.elapsed();
        end()?;
        restored(stack)?;
        let start = Instant::now();
        ended(stack, "after")?;
        Ok(format!(
            "{alert} after {:.0} s, ended {:.0} s after the fault",
            raised.as_secs_f32(),
            start.elapsed().as_secs_f32()
        ))
    })();
    traffic.stop();
    told
}

/// Starts what is not running. Compose gives up at once while a container is still unhealthy for the lack of another.
fn restored(stack: &Stack) -> Result<(), String> {
    let start = Instant::now();
    while let Err(said) = containers::start(stack) {
        if start.elapsed() > RESTORED {
            return Err(said);
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// Waits for the alert, and a while longer for others.
fn raised(stack: &Stack, alert: &str) -> Result<(), String> {
    let start = Instant::now();
    let mut since: Option<Instant> = None;
    while since.is_none_or(|since| since.elapsed() < AFTER) {
        let active = active(stack)?;
        if let Some(other) = active.iter().find(|name| *name != alert) {
            return Err(format!("{other} beside {alert}: {}", pending(stack)));
        }
        if active.contains(alert) {
            since.get_or_insert_with(Instant::now);
        } else if start.elapsed() > RAISED {
            return Err(format!("{alert} did not fire: {}", pending(stack)));
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

fn ended(stack: &Stack, when: &str) -> Result<(), String> {
    let start = Instant::now();
    loop {
        let active = active(stack)?;
        if active.is_empty() {
            return Ok(());
        }
        if start.elapsed() > ENDED {
            return Err(format!("{when}: {active:?}"));
        }
        std::thread::sleep(PAUSE);
    }
}

/// Alerts of which a receiver would be told.
fn active(stack: &Stack) -> Result<BTreeSet<String>, String> {
    let container = format!("{}-alertmanager-1", stack.name());
    let query = [
        "exec",
        &container,
        "amtool",
        "--alertmanager.url=http://127.0.0.1:9093",
        "--output=json",
        "alert",
        "query",
        "--active",
    ];
    let said = docker(&query)?;
    let alerts: Value = serde_json::from_str(&said).map_err(|error| format!("{error}\n{said}"))?;
    let alerts = alerts.as_array().into_iter().flatten();
    Ok(alerts
        .filter(|alert| alert["status"]["state"] == "active")
        .filter_map(|alert| alert["labels"]["alertname"].as_str())
        .map(str::to_owned)
        .collect())
}

/// For a person: every alert that Prometheus has.
fn pending(stack: &Stack) -> String {
    let said = stack.compose(&["port", "prometheus", "9090"]);
    let port = said
        .as_deref()
        .ok()
        .and_then(|said| said.trim().rsplit(':').next()?.parse().ok());
    port.map_or_else(String::new, |port| {
        get(port, "/api/v1/alerts").json()["data"].to_string()
    })
}

/// A few requests a second, as of people.
struct Traffic {
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Traffic {
    fn start(port: u16) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&over);
        let thread = std::thread::spawn(move || {
            while !told.load(Ordering::Relaxed) {
                let _answers = ask(port);
                std::thread::sleep(Duration::from_millis(500));
            }
        });
        Self { over, thread }
    }

    fn stop(self) {
        self.over.store(true, Ordering::Relaxed);
        let _ended = self.thread.join();
    }
}

/// Lost answers are what a fault causes.
fn ask(port: u16) -> Result<(), ExchangeError> {
    let item = json!({"sku": "tea", "quantity": 1, "unit_price_cents": 450});
    let order = json!({"customer_email": "alerts@example.com", "items": [item]}).to_string();
    let head = format!(
        "POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        order.len()
    );
    Client::new(port).raw(format!("{head}{order}").as_bytes())?;
    Ok(())
}
