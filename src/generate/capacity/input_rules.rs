//! Whether an input of a model is valid by itself: its name, its limits, its default.

use super::numbers::show;
use crate::core::error::Problem;
use crate::pack::formulas::{Input, Model, is_name};

/// The largest input: more MiB than a thousand of the largest containers have.
const MOST_INPUT: f64 = 4_294_967_295.0;

/// The problem of an input, if it has one.
pub(super) fn problem(model: &Model, input: &Input) -> Option<Problem> {
    let key = &input.key;
    let group = format!("{key}.");
    let (message, help) = if !is_name(key) || key.split('.').count() > 2 {
        (
            format!("`{key}` is not a valid name of an input"),
            "use lower-case letters, digits and `_`, with at most one dot",
        )
    } else if model.inputs.keys().any(|other| other.starts_with(&group)) {
        (
            format!("`{key}` is an input and a group of inputs"),
            "rename one of them",
        )
    } else if !(0.0..=MOST_INPUT).contains(&input.min)
        || !(input.min..=MOST_INPUT).contains(&input.max)
    {
        (
            format!("the limits of `{key}` are not in order"),
            "`min` and `max` are numbers from 0 to 4294967295, `max` not below `min`",
        )
    } else if !input.fits(input.default) {
        (
            format!("the default of `{key}` is {}", show(input.default)),
            "it must lie from `min` to `max`, and be whole unless the input is `exact`",
        )
    } else {
        return None;
    };
    Some(Problem::new(message).at(input.place.at(0)).help(help))
}
