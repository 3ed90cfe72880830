//! Solved numbers and inputs by their dotted names, for inequalities and for places in files.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Inputs, Solution};

/// Before the name of what was said: `said.db.max_connections` is the most that the database may be asked for,
/// `db.max_connections` what it is told to allow.
pub const SAID: &str = "said.";
/// Inputs of which 0 says that nobody knows.
const UNKNOWN: [&str; 2] = ["host.memory_mb", "host.cpus"];

pub type Numbers = BTreeMap<String, f64>;

/// Every number that `solution` has, and every input that somebody knows.
#[must_use]
pub fn numbers(inputs: &Inputs, solution: &Solution) -> Numbers {
    let mut numbers = Numbers::new();
    // a solution has no key that is not text, so that it always is a value
    let solved = serde_json::to_value(solution).unwrap_or_default();
    flatten("", &solved, &mut numbers);
    for (key, value) in &inputs.0 {
        if *value > 0.0 || !UNKNOWN.contains(key) {
            numbers.insert(format!("{SAID}{key}"), *value);
        }
    }
    numbers
}

fn flatten(prefix: &str, value: &Value, numbers: &mut Numbers) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let path = if prefix.is_empty() {
                    key.clone()
                } else {
                    format!("{prefix}.{key}")
                };
                flatten(&path, inner, numbers);
            }
        }
        Value::Number(number) => {
            numbers.extend(number.as_f64().map(|number| (prefix.to_owned(), number)));
        }
        _ => {}
    }
}

/// A number as people write it: whole where it is, with two digits at most.
#[must_use]
pub fn show(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded}")
}
