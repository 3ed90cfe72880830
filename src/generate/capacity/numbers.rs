//! Numbers by their dotted names: what is given to the formulas, and how a number is shown.

use std::collections::BTreeMap;

use super::{Inputs, Stack};
use crate::core::role::Role;
use crate::pack::formulas::{HAS, Model, SAID, STATED};

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
pub(super) fn given(model: &Model, inputs: &Inputs, stack: &Stack) -> Numbers {
    let mut numbers = Numbers::new();
    for input in model.inputs.values().filter(|input| stack.uses(input)) {
        let value = inputs.0.get(&input.key).copied();
        let known = value.filter(|value| Some(*value) != input.unknown);
        numbers.extend(known.map(|value| (format!("{SAID}{}", input.key), value)));
    }
    for (role, name) in ROLES {
        let there = stack.roles.contains(&role);
        numbers.insert(format!("{HAS}{name}"), f64::from(u8::from(there)));
        if let Some(cost) = stack.costs.get(&role) {
            numbers.insert(format!("{STATED}{name}.cpu_ms"), cost.cpu_ms);
            let cpus = cost.cpus.map(|cpus| (format!("{STATED}{name}.cpus"), cpus));
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
