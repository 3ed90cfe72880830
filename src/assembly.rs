//! What the chosen folders add, merged and with its expressions resolved: the context that templates see, and
//! the graph that diagrams show. Merges data; knows no provider.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::json;
use tera::Context;

use crate::blueprint::{self, Blueprint};
use crate::diagram::{self, Graph};
use crate::error::{Error, Problem, Result};
use crate::names;
use crate::pack::Pack;
use crate::pack::manifest::{
    Manifest, Mount, Python, Role, Service, Setting, SharedMount, Variable,
};
use crate::pack::question::Answer;
use crate::places::{self, Spot};
use crate::render;
use crate::selection::{self, Active};
use crate::size::Sheet;

/// Everything that rendering needs.
#[derive(Debug, Clone)]
pub struct Assembly {
    pub context: Context,
    pub services: Vec<Running>,
    pub variables: Vec<Variable>,
    /// What the chosen folders pin, each list without repetitions.
    pub pins: Python,
    pub graph: Graph,
    /// Where solved numbers stand in the files.
    pub spots: Vec<Spot>,
}

/// A service as it will run.
#[derive(Debug, Clone, Serialize)]
pub struct Running {
    #[serde(flatten)]
    pub service: Service,
    /// Whether it runs the project's own image.
    pub app: bool,
    /// Whether it is the one that a client reaches.
    pub published: bool,
    /// What the provider is called.
    pub label: String,
    /// Of the tier that brought it, for the diagram's order.
    #[serde(skip)]
    pub order: usize,
}

/// Merges what the active folders add.
///
/// # Errors
/// Where two folders add the same thing differently, or an expression does not resolve.
pub fn assemble(pack: &Pack, blueprint: &Blueprint, active: &[Active<'_>]) -> Result<Assembly> {
    let mut problems = Vec::new();
    let manifests: Vec<(&str, &Manifest)> = std::iter::once(("catalog.toml", &pack.catalog.base))
        .chain(active.iter().map(|a| (a.folder, a.manifest)))
        .collect();
    let mut context = base_context(pack, blueprint, active);

    let mut settings = once(
        &manifests,
        |m| &m.settings,
        |s: &Setting| &s.name,
        &mut problems,
    );
    let roles: BTreeSet<Role> = manifests
        .iter()
        .flat_map(|(_, m)| &m.services)
        .map(|service| service.role)
        .collect();
    // A role that nothing plays has no numbers in the capacity model either.
    for setting in &mut settings {
        setting.compose_of.retain(|role, _| roles.contains(role));
    }
    let settings = resolved(settings, &context, &mut problems, |s| {
        format!("setting `{}`", s.name)
    });
    let variables = once(
        &manifests,
        |m| &m.variables,
        |v: &Variable| &v.name,
        &mut problems,
    );
    let mut variables = resolved(variables, &context, &mut problems, |v| {
        format!("variable `{}`", v.name)
    });
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    let mut services = services(pack, &manifests, &context, &mut problems);
    tell_roles(&mut services, &settings);
    let pins = Python {
        dependencies: pins(&manifests, |m| &m.python.dependencies, &mut problems),
        dev: pins(&manifests, |m| &m.python.dev, &mut problems),
        build: pins(&manifests, |m| &m.python.build, &mut problems),
        load: pins(&manifests, |m| &m.python.load, &mut problems),
        imports: Vec::new(),
    };
    let imports: BTreeSet<&String> = manifests
        .iter()
        .flat_map(|(_, m)| &m.python.imports)
        .collect();
    let graph = crate::architecture::graph(blueprint, &manifests, &services, &variables);

    context.insert("settings", &settings);
    context.insert("variables", &variables);
    context.insert("services", &services);
    context.insert("budget", &Sheet::of(blueprint, &services));
    context.insert("volumes", &volumes(&services));
    context.insert("networks", &networks(pack, &services));
    context.insert("dependencies", &pins.dependencies);
    context.insert("dev_dependencies", &pins.dev);
    context.insert("build_dependencies", &pins.build);
    context.insert("load_dependencies", &pins.load);
    context.insert("imports", &imports);
    context.insert("blueprint", &blueprint::to_toml(pack, blueprint));
    context.insert(
        "diagram",
        &json!({
            "unicode": diagram::unicode(&graph),
            "mermaid": diagram::mermaid(&graph),
            "svg": diagram::svg(&graph),
        }),
    );
    let slots = slots(pack, &manifests, &context, &mut problems);
    context.insert("slots", &slots);
    let standing = places::spots(&pack.catalog.base, active, &services, &context);
    let standing = standing.unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    Error::unless_none(problems)?;
    Ok(Assembly {
        context,
        services,
        variables,
        pins,
        graph,
        spots: standing,
    })
}

fn base_context(pack: &Pack, blueprint: &Blueprint, active: &[Active<'_>]) -> Context {
    let mut context = Context::new();
    context.insert(
        "project",
        &json!({
            "name": blueprint.name,
            "package": blueprint.package,
            "slug": names::slug_of(&blueprint.package),
        }),
    );
    context.insert(
        "pack",
        &json!({"name": pack.catalog.name, "version": pack.catalog.version}),
    );
    context.insert("capacity", &blueprint.solution);
    context.insert("facts", &selection::facts(active));
    let answers: IndexMap<&String, Answer> = pack
        .catalog
        .questions
        .iter()
        .map(|question| {
            let said = blueprint.answers.get(&question.id).cloned();
            let answer = said.unwrap_or_else(|| pack.usual_answer(question));
            (&question.id, answer)
        })
        .collect();
    context.insert("answers", &answers);
    let labels: IndexMap<&String, &str> = blueprint
        .selection
        .iter()
        .filter_map(|(tier, provider)| Some((tier, pack.provider(tier, provider)?.label.as_str())))
        .collect();
    context.insert("labels", &labels);
    context
}

/// Items of all manifests; one that stands twice must be the same. What a chosen folder says counts over what every
/// selection adds, which comes first.
fn once<'a, T: Clone + PartialEq + 'a>(
    manifests: &[(&str, &'a Manifest)],
    items: impl Fn(&'a Manifest) -> &'a Vec<T>,
    name: impl Fn(&T) -> &String,
    problems: &mut Vec<Problem>,
) -> Vec<T> {
    let mut merged: IndexMap<String, (usize, T)> = IndexMap::new();
    for (number, (folder, manifest)) in manifests.iter().enumerate() {
        for item in items(manifest) {
            match merged.get(name(item)) {
                Some((of, known)) if *of > 0 && known != item => problems.push(
                    Problem::new(format!("`{}` is declared twice, differently", name(item)))
                        .at(*folder),
                ),
                _ => {
                    merged.insert(name(item).clone(), (number, item.clone()));
                }
            }
        }
    }
    merged.into_values().map(|(_, item)| item).collect()
}

/// The items with every expression in their text rendered.
fn resolved<T>(
    items: Vec<T>,
    context: &Context,
    problems: &mut Vec<Problem>,
    place: impl Fn(&T) -> String,
) -> Vec<T>
where
    T: Serialize + serde::de::DeserializeOwned,
{
    items
        .into_iter()
        .filter_map(|item| match resolve(&item, context) {
            Ok(item) => Some(item),
            Err(problem) => {
                problems.push(problem.at(place(&item)));
                None
            }
        })
        .collect()
}

fn resolve<T>(item: &T, context: &Context) -> Result<T, Problem>
where
    T: Serialize + serde::de::DeserializeOwned,
{
    let internal = |error: serde_json::Error| Problem::new(error.to_string());
    let value = serde_json::to_value(item).map_err(internal)?;
    serde_json::from_value(resolve_value(value, context)?).map_err(internal)
}

fn resolve_value(
    value: serde_json::Value,
    context: &Context,
) -> Result<serde_json::Value, Problem> {
    use serde_json::Value;
    Ok(match value {
        Value::String(text) if text.contains("{{") || text.contains("{%") => {
            Value::String(render::text("a manifest's text", &text, context)?)
        }
        Value::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|item| resolve_value(item, context))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, item)| Ok((key, resolve_value(item, context)?)))
                .collect::<Result<_, Problem>>()?,
        ),
        other => other,
    })
}

/// Every service, sorted by name, so that two that are added apart stand apart in the file.
fn services(
    pack: &Pack,
    manifests: &[(&str, &Manifest)],
    context: &Context,
    problems: &mut Vec<Problem>,
) -> Vec<Running> {
    let mut services: Vec<Running> = Vec::new();
    let mounts = manifests.iter().flat_map(|(_, m)| m.mounts.clone());
    let mounts = resolved(mounts.collect(), context, problems, |m: &SharedMount| {
        format!("mount at `{}`", m.target)
    });
    for (folder, manifest) in manifests {
        for service in &manifest.services {
            if let Some(known) = services
                .iter()
                .find(|known| known.service.name == service.name)
            {
                problems.push(
                    Problem::new(format!(
                        "the service `{}` is declared twice, by {} too",
                        service.name, known.label
                    ))
                    .at(*folder)
                    .help("give one of them another name"),
                );
                continue;
            }
            match resolve(service, context) {
                Ok(mut service) => {
                    let app = service.image.is_none();
                    mount(&mut service, &mounts);
                    service.uid = service.uid.or_else(|| service.user.as_ref()?.parse().ok());
                    let order = pack
                        .catalog
                        .tiers
                        .iter()
                        .position(|tier| folder.split('/').next() == Some(&tier.id));
                    services.push(Running {
                        app,
                        published: false,
                        label: service
                            .label
                            .clone()
                            .unwrap_or_else(|| manifest.label.clone()),
                        order: order.unwrap_or(usize::MAX),
                        service,
                    });
                }
                Err(problem) => {
                    problems.push(problem.at(format!("{folder}: service `{}`", service.name)));
                }
            }
        }
    }
    let names: BTreeSet<String> = services
        .iter()
        .map(|running| running.service.name.clone())
        .collect();
    let edge = services
        .iter()
        .any(|running| running.service.role == Role::Edge);
    for running in &mut services {
        running
            .service
            .depends_on
            .retain(|name, _| names.contains(name));
        running.published = running.service.role
            == if edge {
                Role::Edge
            } else {
                Role::RequestWorkers
            };
    }
    services.sort_by(|a, b| a.service.name.cmp(&b.service.name));
    services
}

/// Gives the services of the application what a setting is for their role.
fn tell_roles(services: &mut [Running], settings: &[Setting]) {
    for Running { service, .. } in services.iter_mut().filter(|running| running.app) {
        for setting in settings {
            if let Some(value) = setting.compose_of.get(&service.role) {
                service
                    .environment
                    .insert(setting.name.to_uppercase(), value.clone());
            }
        }
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

fn pins<'a>(
    manifests: &[(&str, &'a Manifest)],
    items: impl Fn(&'a Manifest) -> &'a Vec<String>,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let mut pins: BTreeSet<&String> = BTreeSet::new();
    for (folder, manifest) in manifests {
        for pin in items(manifest) {
            let name = |pin: &str| pin.split(['=', '[']).next().unwrap_or(pin).to_lowercase();
            if let Some(known) = pins
                .iter()
                .find(|known| name(known) == name(pin) && **known != pin)
            {
                problems.push(
                    Problem::new(format!("two folders pin `{known}` and `{pin}`")).at(*folder),
                );
            }
            pins.insert(pin);
        }
    }
    let mut pins: Vec<String> = pins.into_iter().cloned().collect();
    pins.sort_by_key(|pin| pin.to_lowercase());
    pins
}

fn volumes(services: &[Running]) -> BTreeSet<&str> {
    services
        .iter()
        .flat_map(|running| &running.service.volumes)
        .map(|mount| mount.volume.as_str())
        .collect()
}

/// Networks by name.
fn networks(pack: &Pack, services: &[Running]) -> Vec<serde_json::Value> {
    let all: BTreeSet<&String> = services
        .iter()
        .flat_map(|running| &running.service.networks)
        .collect();
    all.into_iter()
        .map(
            |name| json!({"name": name, "internal": pack.catalog.internal_networks.contains(name)}),
        )
        .collect()
}

fn slots(
    pack: &Pack,
    manifests: &[(&str, &Manifest)],
    context: &Context,
    problems: &mut Vec<Problem>,
) -> IndexMap<String, String> {
    let mut slots: IndexMap<String, String> = pack
        .catalog
        .slots
        .keys()
        .map(|slot| (slot.clone(), String::new()))
        .collect();
    for (folder, manifest) in manifests {
        for (slot, source) in &manifest.slots {
            match render::text(&format!("{folder}: slot {slot}"), source, context) {
                Ok(text) => slots.entry(slot.clone()).or_default().push_str(&text),
                Err(problem) => problems.push(problem),
            }
        }
    }
    slots
}

impl Running {
    /// Containers of it.
    #[must_use]
    pub fn replicas(&self) -> u64 {
        self.service
            .replicas
            .as_ref()
            .and_then(|text| text.parse().ok())
            .unwrap_or(1)
    }

    /// Whether it is waited for until it has ended.
    #[must_use]
    pub fn ends(&self) -> bool {
        self.service.role == Role::Job
    }
}
