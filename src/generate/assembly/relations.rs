//! How the services of a stack relate to each other, for platforms that cannot say it as Compose does: environments
//! without a file of variables, what a service waits for, the jobs that prepare it.

use indexmap::IndexMap;

use crate::generate::running_service::{EnvironmentEntry, Relations, RunningService};
use crate::pack::manifest::{Condition, Setting, Variable};

/// Adds the relations to every service.
pub(super) fn relate(
    services: &mut [RunningService],
    settings: &[Setting],
    variables: &[Variable],
) {
    let all: Vec<Relations> = services
        .iter()
        .map(|running| relations(running, services, settings, variables))
        .collect();
    for (running, relations) in services.iter_mut().zip(all) {
        running.relations = relations;
    }
}

fn relations(
    running: &RunningService,
    services: &[RunningService],
    settings: &[Setting],
    variables: &[Variable],
) -> Relations {
    let waits = |condition| {
        let depends_on = running.service.depends_on.iter();
        depends_on
            .filter(move |(_, wanted)| **wanted == condition)
            .map(|(name, _)| name.clone())
    };
    let jobs = || services.iter().filter(|other| other.ends());
    let is_checked =
        |name: &String| jobs().any(|job| job.service.name == *name && !job.service.done.is_empty());
    let writes_its_volume = |job: &&RunningService| {
        let own = &running.service.volumes;
        let mut written = job.service.volumes.iter();
        job.service.name != running.service.name
            && job.service.done.is_empty()
            && written.any(|mount| own.iter().any(|own| own.volume == mount.volume))
    };
    let prepares = jobs().filter(writes_its_volume);
    Relations {
        env: environment(running, settings, variables),
        waits_for: waits(Condition::Healthy).collect(),
        after: waits(Condition::Completed).filter(is_checked).collect(),
        prepared_by: prepares.map(|job| job.service.name.clone()).collect(),
    }
}

/// What all services of the application have in their environment: the settings that refer to variables.
pub(super) fn application(settings: &[Setting], variables: &[Variable]) -> Vec<EnvironmentEntry> {
    entries(&of_settings(settings), variables)
}

fn environment(
    running: &RunningService,
    settings: &[Setting],
    variables: &[Variable],
) -> Vec<EnvironmentEntry> {
    let mut values = if running.app {
        of_settings(settings)
    } else {
        IndexMap::new()
    };
    let own = running.service.environment.iter();
    values.extend(own.map(|(name, value)| (name.clone(), value.as_str())));
    entries(&values, variables)
}

fn of_settings(settings: &[Setting]) -> IndexMap<String, &str> {
    let values = settings.iter().filter_map(|setting| {
        let value = setting.compose.as_deref()?;
        let refers = value.contains('$');
        refers.then(|| (setting.name.to_uppercase(), value))
    });
    values.collect()
}

/// The variables that the values refer to, and then the values. A value that is nothing but the variable of its own
/// name is that variable.
fn entries(values: &IndexMap<String, &str>, variables: &[Variable]) -> Vec<EnvironmentEntry> {
    let used = variables
        .iter()
        .map(|variable| &variable.name)
        .filter(|name| values.values().any(|value| refers_to(value, name)))
        .filter(|name| values.get(*name).is_none_or(|value| is_just(value, name)));
    let used = used.map(|name| EnvironmentEntry {
        name: name.clone(),
        value: None,
    });
    let values = values.iter().filter(|(name, value)| !is_just(value, name));
    let values = values.map(|(name, value)| EnvironmentEntry {
        name: name.clone(),
        value: Some((*value).to_owned()),
    });
    used.chain(values).collect()
}

/// Whether a value contains `${NAME}` or `${NAME:…}`.
fn refers_to(value: &str, name: &str) -> bool {
    let mut parts = value.split("${").skip(1);
    parts.any(|part| {
        let rest = part.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([':', '}']))
    })
}

/// Whether a value is `${NAME}` or `${NAME:…}` and nothing else.
fn is_just(value: &str, name: &str) -> bool {
    refers_to(value, name)
        && value.starts_with("${")
        && value.find('}').is_some_and(|end| end + 1 == value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_from_names_that_begin_alike() {
        assert!(refers_to("a${DB}b", "DB"));
        assert!(refers_to("${X}${DB:?see .env}", "DB"));
        assert!(!refers_to("${DB_URL}", "DB"));
        assert!(is_just("${DB:-a}", "DB"));
        assert!(!is_just("${DB}${DB}", "DB"));
        assert!(!is_just("x${DB}", "DB"));
    }
}
