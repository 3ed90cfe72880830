//! Docker for the tests: whether it is available, and the images of a project.

use std::path::Path;
use std::process::Command;

use super::tools::{Outcome, inside, run};

/// The base image of every project's own image.
const PROBE: &str = "python:3.13-slim";

pub(crate) fn has_compose() -> bool {
    run(Command::new("docker").args(["compose", "version"])).is_ok()
}

/// What is missing to run a project's containers: an engine, or a source of images.
pub(crate) fn lack() -> Option<String> {
    if run(Command::new("docker").arg("info")).is_err() {
        return Some("the Docker engine is not running".to_owned());
    }
    let pulled = || run(Command::new("docker").args(["pull", "--quiet", PROBE])).is_ok();
    let reached = std::env::var_os("TIERUP_IMAGES").is_some() || is_here(PROBE) || pulled();
    (!reached).then(|| format!("the image {PROBE} is not here and no registry has it"))
}

/// Ensures that the `images` are on this machine. `TIERUP_IMAGES` is a command that makes the images that it is given;
/// what it leaves, or everything without it, is pulled.
pub(crate) fn provide(images: &[&str]) -> Result<(), String> {
    let absent: Vec<&str> = images
        .iter()
        .copied()
        .filter(|name| !is_here(name))
        .collect();
    if absent.is_empty() {
        return Ok(());
    }
    if let Ok(command) = std::env::var("TIERUP_IMAGES") {
        let mut words = command.split_whitespace();
        let program = words.next().ok_or("TIERUP_IMAGES is empty")?;
        run(Command::new(program).args(words).args(&absent))?;
    }
    for image in absent.into_iter().filter(|name| !is_here(name)) {
        run(Command::new("docker").args(["pull", "--quiet", image]))?;
    }
    Ok(())
}

/// Makes sure that every image that a project names is on this machine: those of its services and the base images of its
/// Dockerfiles.
pub(crate) fn provide_named(project: &Path) -> Result<(), String> {
    let mut compose = Command::new("docker");
    let of_services = inside(compose.args(["compose", "config", "--images"]), project)?;
    let dockerfiles = dockerfiles(project)?;
    let bases = dockerfiles
        .lines()
        .filter_map(|line| line.strip_prefix("FROM "))
        .filter_map(|line| line.split(' ').next());
    let images: Vec<&str> = of_services
        .lines()
        .filter(|image| image.contains(':'))
        .chain(bases)
        .collect();
    provide(&images)
}

/// The text of all of them, one after the other.
fn dockerfiles(project: &Path) -> Result<String, String> {
    let deploy = std::fs::read_dir(project.join("deploy"));
    let parts = deploy.into_iter().flatten().filter_map(Result::ok);
    let parts = parts.map(|entry| entry.path().join("Dockerfile"));
    std::iter::once(project.join("Dockerfile"))
        .chain(parts.filter(|path| path.exists()))
        .map(|path| {
            std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
        })
        .collect()
}

fn is_here(image: &str) -> bool {
    inspect(image).is_ok()
}

fn inspect(image: &str) -> Outcome {
    run(Command::new("docker").args(["image", "inspect", image]))
}
