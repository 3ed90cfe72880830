//! Locations in Compose's file of the numbers that settings and services declare.

use super::number_format::{NumberFormat, TextUnit};
use super::{Finder, NumberLocation};
use crate::core::role::Role;
use crate::generate::running_service::RunningService;
use crate::pack::manifest::{Manifest, Service, Setting};

/// The Compose file of the stack.
const COMPOSE: &str = "compose.yaml";

/// The locations from settings and services.
pub(super) fn locations(
    manifest: &Manifest,
    running: &[RunningService],
    locations: &mut Vec<NumberLocation>,
) {
    for setting in &manifest.settings {
        of_setting(setting, running, locations);
    }
    for service in &manifest.services {
        of_service(service, locations);
    }
    for service in &manifest.services {
        for (at, raw) in service.command.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| service.command.get(at));
            locations.extend(word(&service.name, before, raw));
        }
    }
}

fn of_setting(setting: &Setting, running: &[RunningService], locations: &mut Vec<NumberLocation>) {
    let mut add = |path: &[&str], raw: &str, optional: bool| {
        locations.extend(key(path, raw, TextUnit::Plain, optional));
    };
    let name = setting.name.to_uppercase();
    if let Some(raw) = &setting.compose {
        add(&["x-app-environment", &name], raw, false);
    }
    for RunningService { service, app, .. } in running {
        let of = ["services", &service.name, "environment", &name];
        match (setting.compose_of.get(&service.role), &setting.compose) {
            (Some(raw), _) if *app => add(&of, raw, false),
            // a user may override it for one service
            (None, Some(raw)) if *app && service.role != Role::Job => add(&of, raw, true),
            _ => {}
        }
    }
}

fn of_service(service: &Service, locations: &mut Vec<NumberLocation>) {
    let fields = [
        (&service.replicas, "deploy.replicas", TextUnit::Plain),
        (
            &service.memory_mb,
            "deploy.resources.limits.memory",
            TextUnit::Mebibytes,
        ),
        (
            &service.cpus,
            "deploy.resources.limits.cpus",
            TextUnit::Plain,
        ),
        (
            &service.stop_grace_s,
            "stop_grace_period",
            TextUnit::Seconds,
        ),
    ];
    let of = ["services", &service.name];
    for (raw, below, unit) in fields {
        if let Some(raw) = raw {
            let path: Vec<&str> = of.into_iter().chain(below.split('.')).collect();
            locations.extend(key(&path, raw.as_str(), unit, false));
        }
    }
    for (variable, raw) in &service.environment {
        let path = ["services", &service.name, "environment", variable];
        locations.extend(key(&path, raw, TextUnit::Plain, false));
    }
}

fn key(path: &[&str], raw: &str, unit: TextUnit, optional: bool) -> Option<NumberLocation> {
    let (number, form) = NumberFormat::of(raw, unit)?;
    Some(NumberLocation {
        number,
        file: COMPOSE.to_owned(),
        finder: Finder::Key {
            path: path.iter().map(|&part| part.to_owned()).collect(),
            form,
        },
        optional,
    })
}

fn word(service: &str, before: Option<&String>, raw: &str) -> Option<NumberLocation> {
    let (number, form) = NumberFormat::of(raw, TextUnit::Plain)?;
    Some(NumberLocation {
        number,
        file: COMPOSE.to_owned(),
        finder: Finder::Word {
            path: ["services", service, "command"].map(str::to_owned).to_vec(),
            before: before.filter(|_| form.is_bare()).cloned(),
            form,
        },
        optional: false,
    })
}
