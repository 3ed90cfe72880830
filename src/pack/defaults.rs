//! What a pack says of keys that nobody answered: `[defaults]` of its catalog.

use serde::Deserialize;

use super::Pack;
use super::question::Answer;
use crate::answers::{ANSWERS, Answers, Assignment, CAPACITY, TIERS, Value};
use crate::capacity::Input;

/// Where such answers say they come from.
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
            toml::Value::Integer(number) => Answer::Whole(number).said(),
            toml::Value::Float(number) => Value::Number(number),
            toml::Value::Boolean(flag) => Value::Flag(flag),
            toml::Value::Datetime(_) => Value::Other("a date"),
            toml::Value::Array(_) => Value::Other("an array"),
        };
        answers.0.push(Assignment {
            key,
            value,
            place: PLACE.to_owned(),
        });
    }
}

impl Pack {
    /// What a number is where nobody says it, before the providers' limits.
    #[must_use]
    pub fn default_of(&self, input: &Input) -> f64 {
        let defaults = &self.catalog.defaults.0;
        let said = defaults.0.iter().find(|said| {
            let key = said.key.strip_prefix(CAPACITY);
            key == Some(input.key)
        });
        match said.map(|said| &said.value) {
            Some(Value::Number(number)) => *number,
            _ => input.default,
        }
    }

    /// The providers and answers that count where nobody says others.
    #[must_use]
    pub fn usual(&self) -> Answers {
        let mut usual = self.catalog.defaults.0.clone();
        usual
            .0
            .retain(|said| said.key.starts_with(TIERS) || said.key.starts_with(ANSWERS));
        usual
    }
}
