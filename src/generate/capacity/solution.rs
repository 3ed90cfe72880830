//! Every solved number, as templates see it under `capacity`.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

use super::{LoadEstimate, Numbers};
use crate::pack::formulas::Model;

/// The solved model for some inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    pub model: Arc<Model>,
    /// Every number by its dotted name, including inputs and internal numbers.
    pub numbers: Numbers,
    /// The queueing model's estimate for the expected load.
    pub load: LoadEstimate,
}

impl Solution {
    /// A number; `None` if the stack does not have it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.numbers.get(name).copied()
    }

    /// A whole number; 0 if the stack does not have it.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        self.get(name).map_or(0, whole)
    }

    /// A whole number; `None` if the stack does not have it.
    #[must_use]
    pub fn some(&self, name: &str) -> Option<u64> {
        self.get(name).map(whole)
    }

    /// The numbers by group.
    #[must_use]
    pub fn value(&self) -> Value {
        let mut value = Value::Object(Map::new());
        for (name, number) in self.model.numbers.iter().filter(|(_, n)| n.shown) {
            let Some(solved) = self.get(name) else {
                continue;
            };
            let solved = if number.exact {
                Number::from_f64(solved)
            } else {
                Some(whole(solved).into())
            };
            insert(&mut value, name, solved.map_or(Value::Null, Value::Number));
        }
        // all keys of a load are text, so it can always be serialized
        if let Ok(Value::Object(load)) = serde_json::to_value(&self.load) {
            for (name, found) in load {
                insert(&mut value, &format!("load.{name}"), found);
            }
        }
        value
    }
}

impl Serialize for Solution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

fn insert(into: &mut Value, name: &str, value: Value) {
    let (group, rest) = match name.split_once('.') {
        Some((group, rest)) => (group, Some(rest)),
        None => (name, None),
    };
    let Value::Object(map) = into else {
        return;
    };
    match rest {
        Some(rest) => {
            let inner = map
                .entry(group)
                .or_insert_with(|| Value::Object(Map::new()));
            insert(inner, rest, value);
        }
        None => {
            map.insert(group.to_owned(), value);
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a model is judged: its numbers are never negative and never beyond 2^53"
)]
fn whole(number: f64) -> u64 {
    number as u64
}
