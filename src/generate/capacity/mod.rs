//! Solves every number that two tiers must agree on from the few that a person knows.
//! Knows roles, never providers; touches nothing outside its arguments.
//!
//! The formulas and the rules between their numbers are data of a pack. `inputs` are the values of a selection, `solve`
//! works the formulas out, `load` is the queueing model, `repair` searches inputs that keep the rules, `judge` refuses a
//! model that cannot be worked out for every selection.

mod bounds;
mod evaluate;
mod inequality;
mod inputs;
mod judge;
mod known;
mod load;
mod numbers;
mod range;
mod repair;
mod solution;
mod solve;
mod stack;
mod units;

pub use bounds::{Bound, Bounds, Broken};
pub use inequality::{Inequality, inequality};
pub use inputs::Inputs;
pub use judge::judge;
pub use known::known;
pub use load::{Load, Station};
pub use numbers::{Numbers, show};
pub use solution::Solution;
pub use solve::{inequalities, solve};
pub use stack::{Cost, Stack};

#[cfg(test)]
mod tests;
