//! Numbers by their dotted names: what is given to the formulas, and how a number is shown.

use std::collections::BTreeMap;

use super::{Inputs, StackProfile};
use crate::core::role::Role;
use crate::pack::formulas::{COST_PREFIX, INPUT_PREFIX, Model, ROLE_PREFIX};

/// The roles that formulas may ask for, as they name them.
pub(super) const ROLES: [(Role, &str); 6] = [
    (Role::Edge, "edge"),
    (Role::RequestWorkers, "request_workers"),
    (Role::TaskWorkers, "task_workers"),
    (Role::Broker, "broker"),
    (Role::MemoryStore, "memory_store"),
    (Role::ConnectionStore, "connection_store"),
];

pub type Numbers = BTreeMap<String, f64>;

/// Every input that somebody knows and the stack has a use for, which roles there are, and what their services state.
pub(super) fn given_numbers(model: &Model, inputs: &Inputs, stack: &StackProfile) -> Numbers {
    let mut numbers = Numbers::new();
    for input in model.inputs.values().filter(|input| stack.needs(input)) {
        let value = inputs.0.get(&input.key).copied();
        let known = value.filter(|value| Some(*value) != input.unknown);
        numbers.extend(known.map(|value| (format!("{INPUT_PREFIX}{}", input.key), value)));
    }
    for (role, name) in ROLES {
        let there = stack.roles.contains(&role);
        numbers.insert(format!("{ROLE_PREFIX}{name}"), f64::from(u8::from(there)));
        if let Some(cost) = stack.costs.get(&role) {
            numbers.insert(format!("{COST_PREFIX}{name}.cpu_ms"), cost.cpu_ms);
            let cpus = cost
                .cpus
                .map(|cpus| (format!("{COST_PREFIX}{name}.cpus"), cpus));
            numbers.extend(cpus);
        }
    }
    numbers
}

/// A number as people write it: whole where it is, with two digits at most.
#[must_use]
pub fn show(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded}")
}
