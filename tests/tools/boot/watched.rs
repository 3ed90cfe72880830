//! The monitoring of a stack: what Prometheus reaches, its rules, and the data behind the dashboard.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Selection, contract};
use crate::machine::http::get;
use crate::machine::stack::Stack;

/// Several scrapes, and two of each counter.
const PATIENCE: Duration = Duration::from_mins(3);

/// It has metrics only once there was a backup.
const BACKUPS: &str = "backup-metrics";

/// Until the first one.
const NO_BACKUP: &str = "BackupMissing";

pub(crate) fn is_watched(selection: &Selection) -> bool {
    let mut names = selection.containers.iter();
    names.any(|(name, _)| *name == "prometheus")
}

/// Every replica of the service, every store that has metrics, and the monitoring itself.
pub(crate) fn every_target_is_up(stack: &Stack, selection: &Selection) -> Result<(), String> {
    let port = port(stack)?;
    let replicas: usize = selection
        .containers
        .iter()
        .filter(|(name, _)| ["web", "worker"].contains(name))
        .map(|(_, count)| count)
        .sum();
    eventually(|| {
        let targets = asked(port, "targets", "")?;
        let targets = list(&targets["activeTargets"]);
        let of = |target: &Value| {
            target["labels"]["job"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let down: Vec<String> = targets
            .iter()
            .filter(|target| target["health"] != "up" && of(target) != BACKUPS)
            .map(|target| format!("{}: {}", of(target), target["lastError"]))
            .collect();
        let service = targets
            .iter()
            .filter(|target| ["web", "worker"].contains(&of(target).as_str()));
        let jobs: BTreeSet<String> = targets.iter().map(of).collect();
        let exporters = selection
            .containers
            .iter()
            .filter(|(name, _)| name.ends_with("-metrics") || *name == "alertmanager");
        let missing: Vec<&str> = exporters
            .map(|(name, _)| *name)
            .filter(|name| !jobs.contains(*name))
            .collect();
        let count = service.count();
        if down.is_empty() && missing.is_empty() && count == replicas {
            Ok(())
        } else {
            Err(format!(
                "down: {down:?}, not asked: {missing:?}, {count} replicas of {replicas}"
            ))
        }
    })
}

/// Every rule can be evaluated, and no alert is about to fire in a healthy stack.
pub(crate) fn no_alert_fires(stack: &Stack, _: &Selection) -> Result<(), String> {
    let port = port(stack)?;
    eventually(|| {
        let rules = asked(port, "rules", "")?;
        let rules = list(&rules["groups"])
            .iter()
            .flat_map(|group| list(&group["rules"]));
        let wrong: Vec<String> = rules
            .filter(|rule| {
                let quiet = rule["state"] == "inactive" || rule["name"] == NO_BACKUP;
                rule["health"] != "ok" || (rule["type"] == "alerting" && !quiet)
            })
            .map(|rule| format!("{}: {} {}", rule["name"], rule["health"], rule["state"]))
            .collect();
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(wrong.join("\n"))
        }
    })
}

/// Every query of the dashboard returns something, once the service was used.
pub(crate) fn the_dashboard_has_data(stack: &Stack, _: &Selection) -> Result<(), String> {
    let port = port(stack)?;
    let path = stack.folder.join("deploy/grafana/dashboard.json");
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let dashboard: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let queries: Vec<&str> = list(&dashboard["panels"])
        .iter()
        .flat_map(|panel| list(&panel["targets"]))
        .filter_map(|target| target["expr"].as_str())
        .collect();
    if queries.len() < list(&dashboard["panels"]).len() {
        return Err(format!("only {queries:?}"));
    }
    eventually(|| {
        contract::an_order_is_confirmed_and_stays_so(stack.port);
        let empty: Vec<&str> = queries
            .iter()
            .copied()
            .filter(|query| {
                let found = asked(port, "query", query);
                found.map_or(true, |found| list(&found["result"]).is_empty())
            })
            .collect();
        if empty.is_empty() {
            Ok(())
        } else {
            Err(format!("no data: {empty:#?}"))
        }
    })
}

pub(crate) fn port(stack: &Stack) -> Result<u16, String> {
    let said = stack.compose(&["port", "prometheus", "9090"])?;
    let port = said
        .trim()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok());
    port.ok_or(said)
}

/// An answer of Prometheus' API.
pub(crate) fn asked(port: u16, what: &str, query: &str) -> Result<Value, String> {
    let mut escaped = String::new();
    for byte in query.bytes() {
        let _written = write!(escaped, "%{byte:02X}");
    }
    let response = get(port, &format!("/api/v1/{what}?query={escaped}"));
    if response.status == 200 {
        Ok(response.json()["data"].take())
    } else {
        Err(format!("{query}: {response:?}"))
    }
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn eventually(mut look: impl FnMut() -> Result<(), String>) -> Result<(), String> {
    let start = Instant::now();
    loop {
        match look() {
            Err(_) if start.elapsed() < PATIENCE => std::thread::sleep(Duration::from_secs(2)),
            ended => return ended,
        }
    }
}
