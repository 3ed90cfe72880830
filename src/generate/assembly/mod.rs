//! Merges what the chosen folders declare and renders its expressions: the services and the context of the templates.
//! Merges data; draws nothing, knows no provider.

mod context;
mod drives;
mod numbers;
mod pins;
mod relations;
mod resolve;
mod resources;
mod services;
mod settings;
mod slots;

use std::collections::BTreeSet;

use tera::Context;

use crate::core::error::{Error, Problem, Result};
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::locations::{self, NumberLocation};
use crate::generate::render::TextRenderer;
use crate::generate::running_service::{self, RunningService};
use crate::generate::selection::Active;
use crate::pack::manifest::{Manifest, Python, Variable};
use crate::pack::verification::Drive;
use crate::pack::{Pack, ReadContent};

/// Everything that rendering needs.
#[derive(Debug, Clone)]
pub struct Assembly {
    pub context: Context,
    pub services: Vec<RunningService>,
    pub variables: Vec<Variable>,
    /// The pins of the chosen folders, without duplicates.
    pub pins: Python,
    /// Components inside the application, for the diagram.
    pub inside: Vec<String>,
    /// The locations of solved numbers in the files.
    pub locations: Vec<NumberLocation>,
    /// The requests of the resources.
    pub drives: Vec<Drive>,
}

/// Merges what the active folders declare.
///
/// # Errors
/// When two folders declare the same thing differently, an expression does not render, or a number is invalid.
pub fn assemble(
    pack: &Pack,
    blueprint: &Blueprint,
    active: &[Active<'_>],
    read: &ReadContent<'_>,
) -> Result<Assembly> {
    let mut problems = Vec::new();
    let manifests = manifests(pack, active);
    Error::if_any(too_much(&manifests).into_iter().collect())?;
    let mut context = context::of_blueprint(pack, blueprint, active);
    let texts = TextRenderer::default();

    let settings = settings::settings(&manifests, &context, &texts, &mut problems);
    let variables = settings::variables(&manifests, &context, &texts, &mut problems);
    let mut services = services::services(pack, &manifests, &context, &texts, read, &mut problems);
    services::add_role_settings(&mut services, &settings);
    services::limit_cpus(&mut services, blueprint.inputs.share("host.cpus"));
    relations::relate(&mut services, &settings, &variables);
    let of_resources =
        resources::of_resources(pack, &blueprint.resources, &context, &texts, &mut problems);
    let drives = drives::of_resources(pack, &of_resources, &context, &texts, &mut problems);
    let python: Vec<(&str, &Python)> = manifests
        .iter()
        .map(|(folder, manifest)| (*folder, &manifest.python))
        .chain(resources::python(pack, &blueprint.resources))
        .collect();
    let pins = pins::pins(&python, &mut problems);
    let imports: BTreeSet<&String> = python.iter().flat_map(|(_, p)| &p.imports).collect();
    let inside = manifests.iter().filter_map(|(_, m)| m.inside.clone());
    let inside = inside.collect();

    context.insert("settings", &settings);
    context.insert("variables", &variables);
    context.insert("services", &services);
    let application = relations::application(&settings, &variables);
    context.insert("application_env", &application);
    context.insert("volumes", &running_service::volumes(&services));
    context.insert("networks", &running_service::networks(pack, &services));
    context.insert("dependencies", &pins.dependencies);
    context.insert("dev_dependencies", &pins.dev);
    context.insert("build_dependencies", &pins.build);
    context.insert("load_dependencies", &pins.load);
    context.insert("imports", &imports);
    context.insert("resources", &of_resources);
    context.insert("blueprint", &blueprint::to_toml(pack, blueprint));
    let standing = locations::locations(&pack.catalog.base, active, &services, &context, &texts);
    let standing = standing.unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    Error::if_any(problems)?;
    Ok(Assembly {
        context,
        services,
        variables,
        pins,
        inside,
        locations: standing,
        drives,
    })
}

/// Adds the slot texts to the context, rendered with it.
///
/// # Errors
/// When a slot text does not render.
pub fn fill_slots(pack: &Pack, active: &[Active<'_>], context: &mut Context) -> Result<()> {
    let mut problems = Vec::new();
    let manifests = manifests(pack, active);
    let slots = slots::slots(
        pack,
        &manifests,
        context,
        &TextRenderer::default(),
        &mut problems,
    );
    Error::if_any(problems)?;
    context.insert("slots", &slots);
    Ok(())
}

/// The manifest of `[base]` and those of the active folders.
fn manifests<'a>(pack: &'a Pack, active: &[Active<'a>]) -> Vec<(&'a str, &'a Manifest)> {
    std::iter::once(("catalog.toml", &pack.catalog.base))
        .chain(active.iter().map(|a| (a.folder, a.manifest)))
        .collect()
}

/// Limit on the product: every setting, variable and mount may be added to every service.
const MOST_TOGETHER: usize = 1_000_000;
/// The maximum number of services of a stack.
const MOST_SERVICES: usize = 1_000;

fn too_much(manifests: &[(&str, &Manifest)]) -> Option<Problem> {
    let sum =
        |count: fn(&Manifest) -> usize| manifests.iter().map(|(_, m)| count(m)).sum::<usize>();
    let services = sum(|m| m.services.len());
    let shared = sum(|m| m.settings.len() + m.variables.len() + m.mounts.len());
    let what = if services > MOST_SERVICES {
        format!("the choices declare {services} services, at most {MOST_SERVICES} are allowed")
    } else if services * shared > MOST_TOGETHER {
        format!(
            "the choices declare {services} services with {shared} settings, variables and mounts: too many together"
        )
    } else {
        return None;
    };
    Some(
        Problem::new(what)
            .at("tiers")
            .help("choose fewer tiers, or make two projects"),
    )
}
