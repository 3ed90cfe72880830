//! The services of all chosen folders, combined into one stack.

use std::collections::BTreeSet;

use tera::Context;

use super::numbers;
use super::resolve::{resolve, resolve_all};
use crate::core::error::Problem;
use crate::core::role::Role;
use crate::generate::amounts::Amounts;
use crate::generate::render::TextRenderer;
use crate::generate::running_service::{Relations, RunningService};
use crate::pack::manifest::{Manifest, Mount, Service, Setting, SharedMount};
use crate::pack::{Pack, ReadContent, service_key};

/// Every service, sorted by name, so that services added independently are on different lines of the file.
pub(super) fn services(
    pack: &Pack,
    manifests: &[(&str, &Manifest)],
    context: &Context,
    texts: &TextRenderer,
    read: &ReadContent<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<RunningService> {
    let mut services: Vec<RunningService> = Vec::new();
    let mounts = manifests.iter().flat_map(|(_, m)| m.mounts.clone());
    let mounts = resolve_all(
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
            let amounts = numbers::of_service(service, context, texts);
            let amounts = amounts.unwrap_or_else(|wrong| {
                problems.extend(wrong.into_iter().map(|(key, problem)| {
                    problem.at(service_key::place(pack, read, folder, name, key))
                }));
                Amounts::default()
            });
            match resolve(&service.without_numbers(), context, texts) {
                Ok(mut service) => {
                    mount(&mut service, &mounts);
                    services.push(running(pack, folder, manifest, service, amounts));
                }
                Err(problem) => {
                    problems.push(problem.at(format!("{folder}: service `{name}`")));
                }
            }
        }
    }
    connect(&mut services);
    services.sort_by(|a, b| a.service.name.cmp(&b.service.name));
    services
}

/// Adds settings to the application's services by role, unless they set them themselves.
pub(super) fn add_role_settings(services: &mut [RunningService], settings: &[Setting]) {
    for RunningService { service, .. } in services.iter_mut().filter(|running| running.app) {
        for setting in settings {
            if let Some(value) = setting.compose_of.get(&service.role) {
                let name = setting.name.to_uppercase();
                let own = service.environment.entry(name);
                own.or_insert_with(|| value.clone());
            }
        }
    }
}

/// Limits each service to the processors of the machine, because Docker refuses more; 0 means not known.
pub(super) fn limit_cpus(services: &mut [RunningService], host_cpus: f64) {
    let all = (host_cpus * 100.0).round() / 100.0;
    for RunningService { amounts, .. } in services.iter_mut().filter(|_| all > 0.0) {
        amounts.cpus = amounts.cpus.map(|share| share.min(all));
    }
}

fn declared_twice(name: &str, known: &RunningService) -> Problem {
    Problem::new(format!(
        "the service `{name}` is declared twice, by {} too",
        known.label
    ))
    .help("rename one of them")
}

/// A service of a folder, before it is connected to others.
fn running(
    pack: &Pack,
    folder: &str,
    manifest: &Manifest,
    mut service: Service,
    amounts: Amounts,
) -> RunningService {
    service.uid = service.uid.or_else(|| service.user.as_ref()?.parse().ok());
    let tier = folder.split('/').next();
    let order = pack
        .catalog
        .tiers
        .iter()
        .position(|known| tier == Some(&known.id));
    let label = service.label.as_ref().unwrap_or(&manifest.label);
    RunningService {
        app: service.is_app(),
        published: false,
        label: label.clone(),
        order: order.unwrap_or(usize::MAX),
        service,
        amounts,
        relations: Relations::default(),
    }
}

/// Removes dependencies on services that do not exist, and marks the one that is published.
fn connect(services: &mut [RunningService]) {
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

/// Adds the mounts that folders share with services of this role.
fn mount(service: &mut Service, mounts: &[SharedMount]) {
    let app = service.is_app();
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
