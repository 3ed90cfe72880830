//! The services of all chosen folders, as they will run beside each other.

use std::collections::BTreeSet;

use tera::Context;

use super::resolve::{resolve, resolved};
use crate::core::error::Problem;
use crate::core::role::Role;
use crate::generate::capacity::show;
use crate::generate::render::Texts;
use crate::generate::running::Running;
use crate::pack::Pack;
use crate::pack::manifest::{Manifest, Mount, Service, Setting, SharedMount};

/// The most containers of a service, and the most memory of one.
const MOST_REPLICAS: u64 = 10_000;
const MOST_MEMORY_MB: u64 = 16 * 1024 * 1024;

/// Every service, sorted by name, so that two that are added apart stand apart in the file.
pub(super) fn services(
    pack: &Pack,
    manifests: &[(&str, &Manifest)],
    context: &Context,
    texts: &Texts,
    problems: &mut Vec<Problem>,
) -> Vec<Running> {
    let mut services: Vec<Running> = Vec::new();
    let mounts = manifests.iter().flat_map(|(_, m)| m.mounts.clone());
    let mounts = resolved(
        mounts.collect(),
        context,
        texts,
        problems,
        |m: &SharedMount| format!("mount at `{}`", m.target),
    );
    for (folder, manifest) in manifests {
        for service in &manifest.services {
            let name = &service.name;
            if let Some(known) = services.iter().find(|known| known.service.name == *name) {
                problems.push(declared_twice(name, known).at(*folder));
                continue;
            }
            match resolve(service, context, texts) {
                Ok(mut service) => {
                    problems.extend(
                        too_many(&service)
                            .map(|problem| problem.at(format!("{folder}: service `{name}`"))),
                    );
                    mount(&mut service, &mounts);
                    services.push(running(pack, folder, manifest, service));
                }
                Err(problem) => {
                    problems.push(problem.at(format!("{folder}: service `{name}`")));
                }
            }
        }
    }
    meet(&mut services);
    services.sort_by(|a, b| a.service.name.cmp(&b.service.name));
    services
}

/// Numbers with which no stack is planned; sums of them would have no meaning.
fn too_many(service: &Service) -> Option<Problem> {
    let over = |text: &Option<String>, most: u64| {
        let number: Option<f64> = text.as_ref().and_then(|text| text.parse().ok());
        #[expect(clippy::cast_precision_loss, reason = "bounds are small")]
        number.is_some_and(|number| !(0.0..=most as f64).contains(&number))
    };
    let (what, most) = if over(&service.replicas, MOST_REPLICAS) {
        ("replicas", MOST_REPLICAS)
    } else if over(&service.memory_mb, MOST_MEMORY_MB) {
        ("memory_mb", MOST_MEMORY_MB)
    } else {
        return None;
    };
    Some(
        Problem::new(format!("`{what}` must be from 0 to {most}"))
            .help("take a number of the capacity model"),
    )
}

/// Gives the services of the application what a setting is for their role, where they do not say otherwise.
pub(super) fn tell_roles(services: &mut [Running], settings: &[Setting]) {
    for Running { service, .. } in services.iter_mut().filter(|running| running.app) {
        for setting in settings {
            if let Some(value) = setting.compose_of.get(&service.role) {
                let name = setting.name.to_uppercase();
                let own = service.environment.entry(name);
                own.or_insert_with(|| value.clone());
            }
        }
    }
}

/// No service is given more processors than the machine has, which Docker would refuse; 0 where nobody knows.
pub(super) fn fit(services: &mut [Running], host_cpus: f64) {
    for Running { service, .. } in services.iter_mut() {
        let share = service.cpus.as_ref().and_then(|text| text.parse().ok());
        if host_cpus > 0.0 && share.is_some_and(|share: f64| share > host_cpus) {
            service.cpus = Some(show(host_cpus));
        }
    }
}

fn declared_twice(name: &str, known: &Running) -> Problem {
    Problem::new(format!(
        "the service `{name}` is declared twice, by {} too",
        known.label
    ))
    .help("give one of them another name")
}

/// A service of a folder, as it runs where no other does.
fn running(pack: &Pack, folder: &str, manifest: &Manifest, mut service: Service) -> Running {
    service.uid = service.uid.or_else(|| service.user.as_ref()?.parse().ok());
    let tier = folder.split('/').next();
    let order = pack
        .catalog
        .tiers
        .iter()
        .position(|known| tier == Some(&known.id));
    let label = service.label.as_ref().unwrap_or(&manifest.label);
    Running {
        app: service.image.is_none(),
        published: false,
        label: label.clone(),
        order: order.unwrap_or(usize::MAX),
        service,
    }
}

/// Nothing waits for a service that is not there, and one role is reached from outside.
fn meet(services: &mut [Running]) {
    let names: BTreeSet<String> = services
        .iter()
        .map(|running| running.service.name.clone())
        .collect();
    let edge = services
        .iter()
        .any(|running| running.service.role == Role::Edge);
    let reached = if edge {
        Role::Edge
    } else {
        Role::RequestWorkers
    };
    for running in services {
        running
            .service
            .depends_on
            .retain(|name, _| names.contains(name));
        running.published = running.service.role == reached;
    }
}

/// Adds what folders share with a service of this role.
fn mount(service: &mut Service, mounts: &[SharedMount]) {
    let app = service.image.is_none();
    for shared in mounts {
        let wanted = shared.roles.contains(&service.role) || (shared.roles.is_empty() && app);
        if !wanted {
            continue;
        }
        let target = shared.target.clone();
        if let Some(folder) = &shared.folder {
            service.files.insert(target, folder.clone());
        } else if let Some(volume) = &shared.volume {
            service.volumes.push(Mount {
                volume: volume.clone(),
                target,
                read_only: shared.read_only,
                disposable: shared.disposable,
            });
        }
    }
}
