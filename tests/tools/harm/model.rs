//! The solved numbers match the measured ones: a saturated stack opens no more connections than its budget, and its
//! bottlenecks are those of the model.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::Told;
use super::containers::docker;
use super::load::{Latency, Load, Outcome};
use crate::machine::stack::Stack;
use crate::support;

/// More than all threads of all web containers together.
const CLIENTS: usize = 64;
const LONG: Duration = Duration::from_secs(10);

/// The services that handle requests, by role.
const SERVICES: [(&str, &str); 2] = [("request-workers", "web"), ("edge", "lb")];

const CONNECTIONS: &str = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

const MARIADB_CONNECTIONS: &str = "SELECT count(*) FROM information_schema.processlist WHERE user NOT IN ('system user', 'event_scheduler') AND id <> connection_id()";

pub(crate) fn truth(stack: &Stack) -> Told {
    let solved = solved(stack);
    let budget = solved["db"]["used_connections"]
        .as_u64()
        .ok_or("no budget")?;
    let load = Load::of(stack.port, CLIENTS, Duration::ZERO);
    let mut most = 0;
    let mut busiest: BTreeMap<String, f64> = BTreeMap::new();
    while load.age() < LONG {
        most = most.max(connections(stack)?);
        for (service, percent) in processors(stack)? {
            let seen = busiest.entry(service).or_default();
            *seen = seen.max(percent);
        }
    }
    let seen = load.stop();
    let lasted = seen.outcomes.iter().map(Outcome::ended).max();
    super::orders::all_confirmed(stack, &seen)?;
    if most > budget {
        return Err(format!("{most} connections, of {budget} in the budget"));
    }
    let expected = expected(&solved);
    let used = |(service, _): &(&str, f64)| busiest.get(*service).copied().unwrap_or_default();
    if expected.len() != SERVICES.len() || !expected.is_sorted_by(|a, b| used(a) >= used(b)) {
        return Err(format!("expected {expected:?}, but it was {busiest:?}"));
    }
    let mut order: Vec<(&String, &f64)> = busiest.iter().collect();
    order.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let order: Vec<String> = order
        .into_iter()
        .map(|(service, percent)| format!("{service} {percent:.0} %"))
        .collect();
    let seconds = lasted.unwrap_or(LONG).as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let rate = seen.outcomes.len() as f64 / seconds;
    Ok(format!(
        "{CLIENTS} clients without pause: {rate:.0} requests a second, {}, {} failed; at most {most} connections of {budget}; \
         processors used, of what the service may use: {}; the model expects, on processors of their own, {expected:?}",
        Latency::of(&seen.outcomes),
        seen.failed().len(),
        order.join(", ")
    ))
}

/// The output of `tierup size` for the project.
fn solved(stack: &Stack) -> Value {
    support::run(&stack.folder, ["size", "--json"]).ok().json()["capacity"].take()
}

/// The processors that the model expects to be full, in order: a service, and its maximum requests per second.
fn expected(solved: &Value) -> Vec<(&'static str, f64)> {
    let stations = solved["load"]["stations"].as_array();
    let processors = stations
        .into_iter()
        .flatten()
        .filter(|station| station["resource"] == "processors");
    let mut expected: Vec<(&str, f64)> = processors
        .filter_map(|station| {
            let (_, service) = SERVICES.iter().find(|(role, _)| station["role"] == *role)?;
            Some((*service, station["most_per_s"].as_f64()?))
        })
        .collect();
    expected.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    expected
}

fn connections(stack: &Stack) -> Result<u64, String> {
    let said = stack.sql(stack.dialect(CONNECTIONS, MARIADB_CONNECTIONS))?;
    said.trim().parse().map_err(|_| said)
}

/// Percent of the limit of all containers of a service.
fn processors(stack: &Stack) -> Result<BTreeMap<String, f64>, String> {
    let said = docker(&["stats", "--no-stream", "--format", "{{.Name}} {{.CPUPerc}}"])?;
    let mut used: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for line in said
        .lines()
        .filter_map(|line| line.strip_prefix(stack.name()))
    {
        let parts: Option<(&str, &str)> = line.trim_start_matches('-').split_once(' ');
        let Some((name, percent)) = parts else {
            continue;
        };
        let service = name.split('-').next().unwrap_or(name).to_owned();
        let percent = percent.trim_end_matches('%').parse().unwrap_or_default();
        used.entry(service).or_default().push(percent);
    }
    let mut shares = BTreeMap::new();
    for (service, percents) in used {
        let ids = super::containers::of(stack, &service)?;
        let one = super::containers::inspected(ids.first().ok_or("no container")?)?;
        let allowed = one["HostConfig"]["NanoCpus"].as_f64().unwrap_or(1e9) / 1e9;
        #[expect(clippy::cast_precision_loss, reason = "a few containers")]
        let containers = percents.len() as f64;
        shares.insert(service, percents.iter().sum::<f64>() / containers / allowed);
    }
    Ok(shares)
}
