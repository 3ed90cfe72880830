//! A service as it runs, and what several of them share.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use crate::core::role::Role;
use crate::generate::amounts::Amounts;
use crate::pack::Pack;
use crate::pack::manifest::Service;

/// A service as it will run.
#[derive(Debug, Clone, Serialize)]
pub struct RunningService {
    /// What it declares, but for its numbers.
    #[serde(flatten)]
    pub service: Service,
    #[serde(flatten)]
    pub amounts: Amounts,
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

impl RunningService {
    /// Containers of it.
    #[must_use]
    pub fn replicas(&self) -> u64 {
        self.amounts.replicas.unwrap_or(1)
    }

    /// Whether it is waited for until it has ended.
    #[must_use]
    pub fn ends(&self) -> bool {
        self.service.role == Role::Job
    }
}

/// The volumes that services keep data in, by name.
pub(crate) fn volumes(services: &[RunningService]) -> BTreeSet<&str> {
    services
        .iter()
        .flat_map(|running| &running.service.volumes)
        .map(|mount| mount.volume.as_str())
        .collect()
}

/// The networks that services are in, by name.
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
