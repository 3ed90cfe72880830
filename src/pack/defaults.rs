//! Defaults of a pack: `[defaults]` of its catalog.

use serde::Deserialize;

use super::question::Answer;
use crate::core::answers::{Answers, Assignment, Value};

/// The place of these answers in messages.
pub const PLACE: &str = "a default of the pack";

/// Dotted keys with their values.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "toml::Table")]
pub struct Defaults(pub Answers);

impl From<toml::Table> for Defaults {
    fn from(table: toml::Table) -> Self {
        let mut answers = Answers::default();
        flatten("", table, &mut answers);
        Self(answers)
    }
}

fn flatten(prefix: &str, table: toml::Table, answers: &mut Answers) {
    for (key, value) in table {
        let key = format!("{prefix}{key}");
        let value = match value {
            toml::Value::Table(inner) => {
                flatten(&format!("{key}."), inner, answers);
                continue;
            }
            toml::Value::String(text) => Value::Text(text),
            toml::Value::Integer(number) => Answer::Whole(number).value(),
            toml::Value::Float(number) => Value::Number(number),
            toml::Value::Boolean(flag) => Value::Flag(flag),
            toml::Value::Datetime(_) => Value::Other("a date"),
            toml::Value::Array(_) => Value::Other("an array"),
        };
        answers.0.push(Assignment {
            key,
            value,
            place: PLACE.into(),
        });
    }
}
