//! What the numbers need to know of a stack: its roles, what its providers allow, what they cost.

use std::collections::{BTreeMap, BTreeSet};

use super::Bounds;
use crate::core::role::Role;
use crate::pack::formulas::Input;

/// What the chosen providers say of the stack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StackProfile {
    pub roles: BTreeSet<Role>,
    pub bounds: Bounds,
    pub costs: BTreeMap<Role, Cost>,
    /// Whether replicas come and go with the load, up to a maximum.
    pub scales: bool,
}

impl StackProfile {
    /// Whether the number means anything in it.
    #[must_use]
    pub fn needs(&self, input: &Input) -> bool {
        self.roles.contains(&input.role) && (self.scales || !input.scaled)
    }
}

/// What a request costs the service of a role.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Milliseconds of a processor.
    pub cpu_ms: f64,
    /// The processors that it has, where its manifest says so in plain numbers.
    pub cpus: Option<f64>,
}
