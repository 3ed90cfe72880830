//! Solves every number that two tiers must agree on from a few inputs. Knows roles, never providers; touches nothing
//! outside its arguments.
//!
//! The formulas and the rules between their numbers are data of a pack. `inputs` contains the values of a selection,
//! `solve` evaluates the formulas, `load` is the queueing model, `repair` searches for inputs that satisfy the rules,
//! `validate` refuses a model that cannot be solved for every selection.

mod bounds;
mod evaluate;
mod inequality;
mod input_rules;
mod inputs;
mod known;
mod load;
mod numbers;
mod profile;
mod range;
mod repair;
mod solution;
mod solve;
mod units;
mod validate;

pub use bounds::{Bound, BoundViolation, Bounds};
pub use inequality::{Inequality, inequality};
pub use inputs::Inputs;
pub use known::known_numbers;
pub use load::{LoadEstimate, Station};
pub use numbers::{Numbers, show};
pub use profile::{Cost, StackProfile};
pub use solution::Solution;
pub use solve::{inequalities, solve};
pub use validate::validate;

#[cfg(test)]
mod tests;
