//! The user's answers: assignments of dotted keys, each with its origin: an argument, a file or a prompt. Only the text
//! is checked here; `blueprint` checks the values.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::core::error::Problem;
use crate::core::place::Place;
use crate::core::toml_syntax;

/// The prefix of a tier's key.
pub const TIERS: &str = "tiers.";
/// The prefix of a capacity input's key.
pub const CAPACITY: &str = "capacity.";

/// The prefix of the key of a question that a pack asks.
pub const ANSWERS: &str = "answers.";

/// The prefix of the keys of resources: `resources.NAME.FIELD`.
pub const RESOURCES: &str = "resources.";

/// Start of the place of a value that was given with `--set`.
pub const TYPED: &str = "--set ";

/// How messages call a table without keys.
pub const EMPTY_TABLE: &str = "an empty table";

/// A value that the user gave for a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Dotted, e.g. `tiers.db` or `capacity.web.replicas`.
    pub key: String,
    pub value: Value,
    /// Where it was given, for messages.
    pub place: Place,
}

/// A value, typed as far as its origin has types.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Typed on a command line or at a prompt: text, or any type that it can be parsed as.
    Typed(String),
    Text(String),
    Number(f64),
    Flag(bool),
    /// Any other type, by name.
    Other(&'static str),
}

impl Value {
    /// As it is written after `KEY=`; `None` for a value that cannot be written there.
    #[must_use]
    pub fn written(&self) -> Option<String> {
        match self {
            Self::Typed(text) | Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Other(_) => None,
        }
    }
}

/// All assignments. The last one for a key takes precedence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers(pub Vec<Assignment>);

impl Answers {
    /// The last assignment of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Assignment> {
        self.0.iter().rev().find(|assignment| assignment.key == key)
    }

    /// Assigns `value` to `key`, replacing earlier assignments.
    pub fn set(
        &mut self,
        key: impl Into<String>,
        value: impl Into<String>,
        place: impl Into<Place>,
    ) {
        let (key, value) = (key.into(), Value::Typed(value.into()));
        self.0.retain(|assignment| assignment.key != key);
        self.0.push(Assignment {
            key,
            value,
            place: place.into(),
        });
    }

    pub fn remove(&mut self, key: &str) {
        self.0.retain(|assignment| assignment.key != key);
    }

    /// Adds all assignments of `other`; they replace earlier ones at their position.
    pub fn override_with(&mut self, other: Answers) {
        for assignment in other.0 {
            let mut known = self.0.iter_mut();
            match known.rfind(|known| known.key == assignment.key) {
                Some(known) => *known = assignment,
                None => self.0.push(assignment),
            }
        }
    }

    /// Adds the assignments of `other` whose keys have no value yet.
    pub fn fill_from(&mut self, other: Answers) {
        for assignment in other.0 {
            if self.get(&assignment.key).is_none() {
                self.0.push(assignment);
            }
        }
    }

    /// The last value of `key`, if it is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.value {
            Value::Typed(text) | Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The provider of a tier, if it is text.
    #[must_use]
    pub fn tier(&self, id: &str) -> Option<&str> {
        self.text(&format!("{TIERS}{id}"))
    }
}

/// Reads `TIER=PROVIDER` choices and `--set KEY=VALUE` pairs.
///
/// # Errors
/// Every argument that is not of that form, and every key that is given two values.
pub fn from_arguments(choices: &[String], sets: &[String]) -> Result<Answers, Vec<Problem>> {
    let mut answers = Answers::default();
    let mut problems = Vec::new();
    let arguments = choices
        .iter()
        .map(|text| (text, format!("argument `{text}`"), TIERS, "TIER=PROVIDER"))
        .chain(
            sets.iter()
                .map(|text| (text, format!("{TYPED}{text}"), "", "KEY=VALUE")),
        );
    for (text, place, prefix, form) in arguments {
        match text.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
            Some((key, value)) if !key.is_empty() && !value.is_empty() => {
                let key = format!("{prefix}{key}");
                if answers.get(&key).is_some_and(|assignment| assignment.value != Value::Typed(value.to_owned())) {
                    problems.push(conflicting_values(&key, &place));
                }
                answers.set(key, value, &place);
            }
            _ => problems.push(
                Problem::new(format!("`{text}` is not of the form {form}")).at(place).help(match prefix {
                    TIERS => "a choice is a tier and a provider, e.g. `db=postgres`; `tierup list` shows them",
                    _ => "a setting is a dotted key and a value, e.g. `--set capacity.web.replicas=4`",
                }),
            ),
        }
    }
    if problems.is_empty() {
        Ok(answers)
    } else {
        Err(problems)
    }
}

/// The problem of a key that was given two different values.
#[must_use]
pub fn conflicting_values(key: &str, place: &str) -> Problem {
    let key = key.strip_prefix(TIERS).unwrap_or(key);
    Problem::new(format!("`{key}` is given two values"))
        .at(place)
        .help("keep one of them")
}

/// Reads answers from the text of a `tierup.toml`; places use `name` as the file's name.
///
/// # Errors
/// When the text is not TOML.
pub fn from_toml(name: &str, text: &str) -> Result<Answers, Vec<Problem>> {
    // some editors write a byte order mark
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let help = "answers are a TOML file; `tierup schema` describes it";
    let table = toml_syntax::parse(name, text).map_err(|problems| -> Vec<Problem> {
        let problems = problems.into_iter();
        problems.map(|problem| problem.help(help)).collect()
    })?;
    let mut answers = Answers::default();
    flatten(name, text, "", table.get_ref(), &mut answers);
    Ok(answers)
}

fn flatten(name: &str, text: &str, prefix: &str, table: &DeTable<'_>, answers: &mut Answers) {
    for (key, value) in table {
        let path = format!("{prefix}{}", named(key.get_ref()));
        let assignment = match value.get_ref() {
            DeValue::Table(inner) if inner.is_empty() => Value::Other(EMPTY_TABLE),
            DeValue::Table(inner) => {
                flatten(name, text, &format!("{path}."), inner, answers);
                continue;
            }
            DeValue::String(string) => Value::Text(string.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or(Value::Other("a number out of range"), |n| {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "every input lies far below 2^52"
                    )]
                    Value::Number(n as f64)
                }),
            DeValue::Float(number) => number
                .as_str()
                .parse()
                .map_or(Value::Other("a number"), Value::Number),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(_) => Value::Other("a date"),
            DeValue::Array(_) => Value::Other("an array"),
        };
        answers.0.push(Assignment {
            key: path,
            value: assignment,
            place: assigned(name, text, key.span(), value.span()),
        });
    }
}

/// A key quoted for use in a dotted key: a dot inside it is not a separator.
fn named(key: &str) -> std::borrow::Cow<'_, str> {
    if key.is_empty() || key.contains('.') {
        format!("{key:?}").into()
    } else {
        key.into()
    }
}

/// The place of a key with its value; for the header of a table, of the key alone.
fn assigned(name: &str, text: &str, key: Range<usize>, value: Range<usize>) -> Place {
    let end = if value.start < key.end {
        key.end
    } else {
        value.end
    };
    Place::in_text(name, text, key.start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_the_place_of_every_key() {
        let answers = from_toml(
            "a.toml",
            "[tiers]\ndb = \"sqlite\"\n[capacity.web]\n  replicas = 4\ncpus=0.5\n",
        )
        .unwrap();
        let assignment: Vec<_> = answers
            .0
            .iter()
            .map(|a| (a.key.as_str(), a.place.to_string()))
            .collect();
        assert_eq!(
            assignment,
            [
                ("tiers.db", "a.toml:2:1".to_owned()),
                ("capacity.web.replicas", "a.toml:4:3".to_owned()),
                ("capacity.web.cpus", "a.toml:5:1".to_owned()),
            ]
        );
        assert_eq!(
            answers.get("capacity.web.cpus").unwrap().value,
            Value::Number(0.5)
        );
    }

    #[test]
    fn every_malformed_argument_is_reported() {
        let problems = from_arguments(&["db".into(), "=x".into()], &["a".into()]).unwrap_err();
        assert_eq!(problems.len(), 3);
        assert!(from_arguments(&["db=a".into(), "db=b".into()], &[]).is_err());
        assert!(from_arguments(&["db=a".into(), "db=a".into()], &[]).is_ok());
    }
}
