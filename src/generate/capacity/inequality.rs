//! A rule between numbers: whether it holds, and for which numbers.

use serde::Serialize;

use super::evaluate::{describe, value};
use super::numbers::Numbers;
use crate::pack::formulas::Rule;

/// A rule with its numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inequality {
    pub name: String,
    pub left: f64,
    pub right: f64,
    /// Whether both sides may be equal.
    pub or_equal: bool,
    pub holds: bool,
    /// Both sides with their numbers.
    pub text: String,
    /// Inputs that affect it.
    pub inputs: Vec<String>,
}

/// Whether a rule holds; true if one of its numbers does not exist.
pub(super) fn holds(rule: &Rule, numbers: &Numbers) -> bool {
    let sides = value(&rule.left, numbers).zip(value(&rule.right, numbers));
    sides.is_none_or(|(left, right)| fits(left, rule.or_equal, right))
}

/// The inequality of a rule; `None` if one of its numbers does not exist.
#[must_use]
pub fn inequality(rule: &Rule, numbers: &Numbers) -> Option<Inequality> {
    let (left, left_text) = describe(&rule.left, numbers)?;
    let (right, right_text) = describe(&rule.right, numbers)?;
    let holds = fits(left, rule.or_equal, right);
    let sign = match (holds, rule.or_equal) {
        (true, true) => "<=",
        (true, false) => "<",
        (false, true) => ">",
        (false, false) => ">=",
    };
    Some(Inequality {
        name: rule.name.clone(),
        left,
        right,
        or_equal: rule.or_equal,
        holds,
        text: format!("{left_text} {sign} {right_text}"),
        inputs: rule
            .remedies
            .iter()
            .map(|remedy| remedy.key.clone())
            .collect(),
    })
}

fn fits(left: f64, or_equal: bool, right: f64) -> bool {
    if or_equal {
        left <= right
    } else {
        left < right
    }
}
