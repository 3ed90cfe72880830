//! Whether the numbers that were solved are the numbers that are measured: a saturated stack opens no
//! more connections than its budget, and what gives out first is said.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Told;
use crate::containers::docker;
use crate::load::{Latency, Load, Outcome};
use crate::stack::Stack;

/// More than all threads of all web containers together.
const CLIENTS: usize = 64;
const LONG: Duration = Duration::from_secs(10);

const CONNECTIONS: &str = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

pub(crate) fn truth(stack: &Stack) -> Told {
    let budget = budget(stack)?;
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
    crate::orders::all_confirmed(stack, &seen)?;
    if most > budget {
        return Err(format!("{most} connections, of {budget} in the budget"));
    }
    let mut order: Vec<(String, f64)> = busiest.into_iter().collect();
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
         processors used, of what the service may use: {}",
        Latency::of(&seen.outcomes),
        seen.failed().len(),
        order.join(", ")
    ))
}

/// What the project says that its pools hold.
fn budget(stack: &Stack) -> Result<usize, String> {
    let readme = std::fs::read_to_string(stack.folder.join("README.md"));
    let readme = readme.map_err(|error| error.to_string())?;
    let line = readme
        .lines()
        .find_map(|line| line.strip_prefix("| database connections | "));
    let number = line.and_then(|line| line.split(' ').next()?.parse().ok());
    number.ok_or_else(|| "no budget of connections in the README".to_owned())
}

fn connections(stack: &Stack) -> Result<usize, String> {
    let said = stack.compose(&[
        "exec",
        "-T",
        "db",
        "sh",
        "-c",
        "exec psql --tuples-only --no-align --username \"$POSTGRES_USER\" --dbname \"$POSTGRES_DB\" --command \"$0\"",
        CONNECTIONS,
    ])?;
    said.trim().parse().map_err(|_| said)
}

/// In percent of what all containers of a service may use.
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
        let ids = crate::containers::of(stack, &service)?;
        let one = crate::containers::inspected(ids.first().ok_or("no container")?)?;
        let allowed = one["HostConfig"]["NanoCpus"].as_f64().unwrap_or(1e9) / 1e9;
        #[expect(clippy::cast_precision_loss, reason = "a few containers")]
        let containers = percents.len() as f64;
        shares.insert(service, percents.iter().sum::<f64>() / containers / allowed);
    }
    Ok(shares)
}
