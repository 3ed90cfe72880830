//! Solves every number that two tiers must agree on from the few that a person knows.
//! Knows roles, never providers; touches nothing outside its arguments.
//!
//! `inputs` is what a person may know, `processes`, `stores`, `edge` and `timeouts` are the formulas, `load` is the
//! queueing model, `rules` the inequalities that every solution keeps, `repair` what mends inputs that break one.

mod bounds;
mod edge;
mod inequality;
mod input;
mod inputs;
mod load;
mod numbers;
mod processes;
mod repair;
mod rules;
mod solution;
mod solve;
mod stores;
mod timeouts;

use std::collections::{BTreeMap, BTreeSet};

use crate::core::role::Role;

pub use bounds::{Bound, Bounds, Broken};
pub use inequality::{Inequality, Rule};
pub use input::{Input, Inputs};
pub use inputs::INPUTS;
pub use load::{Load, Station};
pub use numbers::{Numbers, SAID, numbers, show};
pub use rules::RULES;
pub use solution::Solution;
pub use solve::{inequalities, solve};

/// The roles that have numbers.
const ROLES: [Role; 6] = [
    Role::Edge,
    Role::RequestWorkers,
    Role::TaskWorkers,
    Role::Broker,
    Role::MemoryStore,
    Role::ConnectionStore,
];

/// What the chosen providers say of the stack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stack {
    pub roles: BTreeSet<Role>,
    pub bounds: Bounds,
    pub costs: BTreeMap<Role, Cost>,
    /// Whether replicas come and go with the load, up to a maximum.
    pub scales: bool,
}

impl Stack {
    /// Whether the number means anything in it.
    #[must_use]
    pub fn uses(&self, input: &Input) -> bool {
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

/// The names of all numbers that any stack has.
#[must_use]
pub fn known() -> BTreeSet<String> {
    let stack = Stack {
        roles: BTreeSet::from(ROLES),
        scales: true,
        ..Stack::default()
    };
    let inputs = Inputs(
        INPUTS
            .iter()
            .map(|input| (input.key, input.default))
            .collect(),
    );
    let numbers = numbers(&inputs, &solve::candidate(&inputs, &stack));
    numbers
        .into_keys()
        .filter(|key| !key.starts_with(SAID))
        .collect()
}

#[cfg(test)]
mod tests;
