//! Consequences of a change besides files: data that remain, containers that are removed, migrations to run. Derived
//! from the services, their roles and volumes; knows no provider.

use std::collections::BTreeMap;

use crate::core::role::Role;
use crate::generate::names;
use crate::generate::running_service::RunningService;
use crate::project::merge::{Action, Step};

/// The name of folders with migrations.
const MIGRATIONS: &str = "migrations";

/// Consequences to report before a change is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consequences {
    pub notes: Vec<String>,
    /// Data that the stack no longer uses; the user must agree.
    pub data: Vec<String>,
}

/// The services of a stack, and its package, which is the prefix of its volumes.
#[derive(Debug, Clone, Copy)]
pub struct StackServices<'a> {
    pub package: &'a str,
    pub services: &'a [RunningService],
}

/// The consequences of changing one stack to another.
#[must_use]
pub fn between(old: StackServices<'_>, new: StackServices<'_>, steps: &[Step]) -> Consequences {
    let mut consequences = Consequences::default();
    volumes(old, new, &mut consequences);
    services(old, new, &mut consequences.notes);
    consequences.notes.extend(migrations(new, steps));
    consequences
}

/// The services of a stack by the volumes that they mount.
fn by_volume(stack: StackServices<'_>) -> BTreeMap<&str, Vec<&RunningService>> {
    let mut volumes: BTreeMap<&str, Vec<&RunningService>> = BTreeMap::new();
    for running in stack.services {
        for mount in &running.service.volumes {
            volumes.entry(&mount.volume).or_default().push(running);
        }
    }
    volumes
}

fn volumes(old: StackServices<'_>, new: StackServices<'_>, consequences: &mut Consequences) {
    let (was, is) = (by_volume(old), by_volume(new));
    let project = |stack: StackServices<'_>| names::slug_of(stack.package);
    let renamed = project(old) != project(new);
    for (volume, users) in &was {
        let full = format!("{}_{volume}", project(old));
        let kept = users.iter().any(|user| keeps_data(user, volume));
        let user = users
            .iter()
            .find(|user| keeps_data(user, volume))
            .or(users.first());
        let name = user.map_or("", |user| user.service.name.as_str());
        let same = |one: &RunningService| {
            let others = is.get(volume).into_iter().flatten();
            others
                .into_iter()
                .any(|other| software(one) == software(other))
        };
        if !is.contains_key(volume) || renamed {
            let remove = format!("`docker volume rm {full}` removes it");
            if kept {
                consequences.data.push(format!(
                    "the data of `{name}` is in the volume `{full}`, which is no longer used: it is kept but not migrated; {remove}"
                ));
            } else {
                consequences
                    .notes
                    .push(format!("the volume `{full}` is no longer used; {remove}"));
            }
        } else if kept && !users.iter().any(|user| same(user)) {
            consequences.data.push(format!(
                "the volume `{full}` contains data of `{}`; other software will use it and may not be able to read it",
                user.map_or("", |user| user.label.as_str())
            ));
        }
    }
}

/// Whether the data it writes to the volume cannot be recreated.
fn keeps_data(running: &RunningService, volume: &str) -> bool {
    let mut mounts = running.service.volumes.iter();
    if mounts.any(|mount| mount.volume == volume && mount.disposable) {
        return false;
    }
    running.app
        || !matches!(
            running.service.role,
            Role::Edge | Role::ConnectionPool | Role::MemoryStore | Role::Job
        )
}

/// The image without its version, or the folder that makes it; a constant for the project's own image.
fn software(running: &RunningService) -> Option<&str> {
    let service = &running.service;
    let image = service.image.as_deref().or(service.build.as_deref())?;
    Some(image.rsplit_once(':').map_or(image, |(name, _)| name))
}

fn services(old: StackServices<'_>, new: StackServices<'_>, notes: &mut Vec<String>) {
    let has = |stack: StackServices<'_>, name: &str| {
        stack.services.iter().any(|s| s.service.name == name)
    };
    let gone: Vec<&RunningService> = old
        .services
        .iter()
        .filter(|running| !has(new, &running.service.name))
        .collect();
    for running in &gone {
        let heir = new.services.iter().find(|other| {
            other.service.role == running.service.role && !has(old, &other.service.name)
        });
        if let Some(heir) = heir {
            notes.push(format!(
                "the service `{}` is renamed to `{}`",
                running.service.name, heir.service.name
            ));
        }
    }
    if !gone.is_empty() {
        let names: Vec<String> = gone
            .iter()
            .map(|running| format!("`{}`", running.service.name))
            .collect();
        notes.push(format!(
            "containers of {} may still run: `docker compose up --build --wait --remove-orphans` removes them",
            names.join(", ")
        ));
    }
}

/// How new migrations are run: by the job before the application, or by hand.
fn migrations(new: StackServices<'_>, steps: &[Step]) -> Option<String> {
    let moved = steps.iter().find(|step| {
        let wrote = matches!(
            step.action,
            Action::Created | Action::Updated | Action::Merged
        );
        let path = step.path.as_str();
        wrote && path.contains('.') && path.split('/').rev().skip(1).any(|part| part == MIGRATIONS)
    })?;
    let job = new
        .services
        .iter()
        .find(|running| running.app && running.ends());
    Some(match job {
        Some(job) => format!(
            "`{}` is a migration or runs them: the service `{}` brings the database up to date at the next start of the stack",
            moved.path, job.service.name
        ),
        None => format!(
            "`{}` is a migration or runs them: bring the database up to date before the new code runs",
            moved.path
        ),
    })
}
