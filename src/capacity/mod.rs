//! Solves every number that two tiers must agree on from the few that a person knows.
//! Knows roles, never providers; touches nothing outside its arguments.

mod inputs;
mod solve;

pub use inputs::{INPUTS, Input, Inputs};
pub use solve::{Bound, Bounds, Broken, Solution, solve};

#[cfg(test)]
mod tests;
