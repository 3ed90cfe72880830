//! The properties of a stack that the capacity model needs: roles, bounds of providers, costs.

use std::collections::{BTreeMap, BTreeSet};

use super::Bounds;
use crate::core::role::Role;
use crate::pack::formulas::Input;

/// The properties that the chosen providers give to the stack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StackProfile {
    pub roles: BTreeSet<Role>,
    pub bounds: Bounds,
    pub costs: BTreeMap<Role, Cost>,
    /// Whether replicas are added and removed with the load, up to a maximum.
    pub scales: bool,
    /// Choices that would bring a service of a role that the stack has not, as arguments.
    pub offers: BTreeMap<Role, String>,
    /// Inputs that a provider has no use for.
    pub unused: BTreeSet<String>,
}

impl StackProfile {
    /// Whether the stack uses the input.
    #[must_use]
    pub fn needs(&self, input: &Input) -> bool {
        self.roles.contains(&input.role)
            && (self.scales || !input.scaled)
            && !self.unused.contains(&input.key)
    }
}

/// The cost of a request in the service of a role.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Milliseconds of processor time.
    pub cpu_ms: f64,
    /// The processors of the service, if its manifest gives a plain number.
    pub cpus: Option<f64>,
}
