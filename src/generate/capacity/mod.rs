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
mod known;
mod load;
mod numbers;
mod processes;
mod repair;
mod rules;
mod solution;
mod solve;
mod stack;
mod stores;
mod timeouts;

pub use bounds::{Bound, Bounds, Broken};
pub use inequality::{Inequality, Rule};
pub use input::{Input, Inputs};
pub use inputs::INPUTS;
pub use known::known;
pub use load::{Load, Station};
pub use numbers::{Numbers, SAID, numbers, show};
pub use rules::RULES;
pub use solution::Solution;
pub use solve::{inequalities, solve};
pub use stack::{Cost, Stack};

#[cfg(test)]
mod tests;
