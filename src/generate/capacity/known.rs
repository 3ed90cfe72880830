//! The numbers that there are.

use std::collections::BTreeSet;

use super::numbers::{SAID, numbers};
use super::{INPUTS, Inputs, Stack, solve};
use crate::core::role::Role;

/// The roles that have numbers.
pub(super) const ROLES: [Role; 6] = [
    Role::Edge,
    Role::RequestWorkers,
    Role::TaskWorkers,
    Role::Broker,
    Role::MemoryStore,
    Role::ConnectionStore,
];

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
