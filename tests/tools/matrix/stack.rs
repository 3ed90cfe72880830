//! A project's stack as Compose parses it, with variables substituted.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::workshop::Workshop;
use crate::machine::tools::inside;

pub(crate) struct Stack {
    pub(crate) services: BTreeMap<String, Service>,
}

pub(crate) struct Service {
    /// Whether it runs the project's own image.
    pub(crate) app: bool,
    pub(crate) image: String,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) command: Vec<String>,
    pub(crate) healthcheck: Vec<String>,
    pub(crate) networks: BTreeSet<String>,
    /// Exposed and published ports.
    pub(crate) ports: BTreeSet<u16>,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) depends_on: BTreeMap<String, String>,
    pub(crate) restarts: bool,
}

pub(crate) struct Mount {
    /// A path in the project; `None` for a volume.
    pub(crate) file: Option<String>,
    pub(crate) target: String,
}

impl Stack {
    /// A warning of Compose is a finding too.
    pub(crate) fn read(workshop: &Workshop) -> Result<Self, String> {
        let project = &workshop.project;
        let quiet = inside(
            Command::new("docker").args(["compose", "config", "--quiet"]),
            project,
        )?;
        if !quiet.is_empty() {
            return Err(quiet);
        }
        let said = inside(
            Command::new("docker").args(["compose", "config", "--format", "json"]),
            project,
        )?;
        let config: Value =
            serde_json::from_str(&said).map_err(|error| format!("{error}\n{said}"))?;
        let root = format!("{}/", project.display());
        let own = format!("{}-app", text(&config["name"]));
        let services = config["services"]
            .as_object()
            .ok_or("Compose names no service")?;
        Ok(Self {
            services: services
                .iter()
                .map(|(name, service)| (name.clone(), Service::of(service, &own, &root)))
                .collect(),
        })
    }
}

impl Service {
    fn of(service: &Value, own: &str, root: &str) -> Self {
        let image = text(&service["image"]);
        let ports = list(&service["ports"])
            .iter()
            .filter_map(|port| port["target"].as_u64());
        let exposed = words(&service["expose"]);
        Self {
            app: image == own,
            image,
            environment: pairs(&service["environment"], text),
            command: words(&service["command"]),
            healthcheck: words(&service["healthcheck"]["test"]),
            networks: pairs(&service["networks"], text).into_keys().collect(),
            ports: ports
                .filter_map(|port| u16::try_from(port).ok())
                .chain(exposed.iter().filter_map(|port| port.parse().ok()))
                .collect(),
            mounts: list(&service["volumes"])
                .iter()
                .map(|mount| Mount {
                    file: (mount["type"] == "bind")
                        .then(|| text(&mount["source"]).replacen(root, "", 1)),
                    target: text(&mount["target"]),
                })
                .collect(),
            depends_on: pairs(&service["depends_on"], |on| text(&on["condition"])),
            restarts: service["restart"] != "no",
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn words(value: &Value) -> Vec<String> {
    list(value).iter().map(text).collect()
}

fn pairs(value: &Value, read: impl Fn(&Value) -> String) -> BTreeMap<String, String> {
    let pairs = value.as_object().into_iter().flatten();
    pairs
        .map(|(key, value)| (key.clone(), read(value)))
        .collect()
}
