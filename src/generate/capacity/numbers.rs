//! Numbers by dotted name: the formulas' inputs, and how a number is shown.

use std::collections::BTreeMap;

use super::{Inputs, StackProfile};
use crate::core::role::Role;
use crate::pack::formulas::{COST_PREFIX, INPUT_PREFIX, Model, ROLE_PREFIX};

/// The roles that formulas can use, with their names.
pub(super) const ROLES: [(Role, &str); 8] = [
    (Role::Edge, "edge"),
    (Role::RequestWorkers, "request_workers"),
    (Role::TaskWorkers, "task_workers"),
    (Role::Broker, "broker"),
    (Role::MemoryStore, "memory_store"),
    (Role::ConnectionPool, "connection_pool"),
    (Role::ConnectionStore, "connection_store"),
    (Role::Monitor, "monitor"),
];

pub type Numbers = BTreeMap<String, f64>;

/// The formulas' inputs: known inputs that the stack uses, its roles, and the costs that services state.
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

/// A number for display: without a fraction if it is whole, otherwise with at most two decimals.
#[must_use]
pub fn show(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded}")
}
