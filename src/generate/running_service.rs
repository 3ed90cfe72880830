//! A running service, and what several of them share.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use crate::core::role::Role;
use crate::generate::amounts::Amounts;
use crate::pack::Pack;
use crate::pack::manifest::Service;

#[derive(Debug, Clone, Serialize)]
pub struct RunningService {
    /// Its declaration, except for its numbers.
    #[serde(flatten)]
    pub service: Service,
    #[serde(flatten)]
    pub amounts: Amounts,
    #[serde(flatten)]
    pub relations: Relations,
    /// Whether it runs the project's own image.
    pub app: bool,
    /// Whether clients reach it from outside.
    pub published: bool,
    /// The provider's label.
    pub label: String,
    /// The position of its tier, for the order in the diagram.
    #[serde(skip)]
    pub order: usize,
}

/// How a service relates to the others.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Relations {
    /// Its environment without a file of variables; each name once.
    pub env: Vec<EnvironmentEntry>,
    /// Services that must accept connections before it starts.
    pub waits_for: Vec<String>,
    /// Jobs that must be done before it starts, and that can be asked whether they are.
    pub after: Vec<String>,
    /// Jobs that write the files of a volume that it mounts.
    pub prepared_by: Vec<String>,
}

/// A variable of the environment of a service.
#[derive(Debug, Clone, Serialize)]
pub struct EnvironmentEntry {
    pub name: String,
    /// As Compose has it; nothing where it is the variable of the same name in the private file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl RunningService {
    /// The number of its containers.
    #[must_use]
    pub fn replicas(&self) -> u64 {
        self.amounts.replicas.unwrap_or(1)
    }

    /// Whether dependents wait for its end (a job).
    #[must_use]
    pub fn ends(&self) -> bool {
        self.service.role == Role::Job
    }
}

/// The names of the services' volumes.
pub(crate) fn volumes(services: &[RunningService]) -> BTreeSet<&str> {
    services
        .iter()
        .flat_map(|running| &running.service.volumes)
        .map(|mount| mount.volume.as_str())
        .collect()
}

/// The networks of the services, by name.
pub(crate) fn networks(pack: &Pack, services: &[RunningService]) -> Vec<serde_json::Value> {
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
