//! What the user said: assignments of dotted keys, each with its origin, from arguments, a file or prompts.
//! Text only is checked here; what the words mean is for `blueprint`.

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

/// What the place of a value begins with that was typed after the flag for it.
pub const TYPED: &str = "--set ";

/// What a table without keys is called.
pub const EMPTY_TABLE: &str = "an empty table";

/// One thing that was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Dotted, e.g. `tiers.db` or `capacity.web.replicas`.
    pub key: String,
    pub value: Value,
    /// Where it was said, for messages.
    pub place: Place,
}

/// A value with as much type as its origin gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Typed on a command line or at a prompt: text, or whatever it can be read as.
    Typed(String),
    Text(String),
    Number(f64),
    Flag(bool),
    /// Anything else, by the name of its type.
    Other(&'static str),
}

/// Everything that was said; the last word on a key counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers(pub Vec<Assignment>);

impl Answers {
    /// The last word on `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Assignment> {
        self.0.iter().rev().find(|assignment| assignment.key == key)
    }

    /// Says `value` for `key`, over whatever was said before.
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

    /// Says everything that `other` says, over whatever was said before.
    pub fn override_with(&mut self, other: Answers) {
        for assignment in other.0 {
            self.remove(&assignment.key);
            self.0.push(assignment);
        }
    }

    /// Says what `other` says of keys that nobody said anything of.
    pub fn fill_from(&mut self, other: Answers) {
        for assignment in other.0 {
            if self.get(&assignment.key).is_none() {
                self.0.push(assignment);
            }
        }
    }

    /// The last word on `key`, where it is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.value {
            Value::Typed(text) | Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The provider named for a tier, where it is text at all.
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

/// The problem with a key that was said twice, and differently.
#[must_use]
pub fn conflicting_values(key: &str, place: &str) -> Problem {
    let key = key.strip_prefix(TIERS).unwrap_or(key);
    Problem::new(format!("`{key}` is given two values"))
        .at(place)
        .help("keep one of them")
}

/// Reads answers from the text of a `tierup.toml`; `name` stands in its places.
///
/// # Errors
/// Where the text is not TOML.
pub fn from_toml(name: &str, text: &str) -> Result<Answers, Vec<Problem>> {
    // some editors begin a file with a mark of its encoding
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

/// A key as it stands in a dotted one: a dot inside it is no dot between two.
fn named(key: &str) -> std::borrow::Cow<'_, str> {
    if key.is_empty() || key.contains('.') {
        format!("{key:?}").into()
    } else {
        key.into()
    }
}

/// The place of a key and its value; of a table's header, the key.
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
