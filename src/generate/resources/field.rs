//! A field of a resource: the parts of its text, checked against its type.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::field_text::FieldText;
use super::names::class_of;
use crate::core::suggest;
use crate::pack::field_type::{Argument, ArgumentKind, FieldType, Measure, Modifier};
use crate::pack::question;

/// The help for a field that cannot be read.
pub(super) const EXAMPLE: &str = "a field is a type and what follows, e.g. `string(120)`, `decimal(12, 2)? min=0`, `enum(draft, sent) = draft index`";

/// The most digits and words of an argument: a test needs a value for each.
const MOST_WORDS: usize = 50;
/// The most characters of a word, of a default and of a bound.
const MOST_CHARACTERS: usize = 60;

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    pub name: String,
    /// As it was written.
    #[serde(skip)]
    pub text: String,
    /// The name of its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// By the names that the type gives them.
    #[serde(flatten)]
    pub arguments: IndexMap<String, Value>,
    pub optional: bool,
    pub default: Option<String>,
    pub unique: bool,
    pub index: bool,
    pub min: Option<String>,
    pub max: Option<String>,
    pub on_delete: Option<OnDelete>,
    /// The name of the resource that it refers to.
    pub target: Option<String>,
}

/// What happens to a record when the one that it refers to is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    /// The other one cannot be deleted.
    Restrict,
    /// It is deleted too.
    Cascade,
    /// It refers to nothing any more.
    SetNull,
}

/// What is wrong, and a help.
type Fault = (String, String);

impl Field {
    /// Checks the parts of a field against the types of the pack and the names of the resources.
    ///
    /// # Errors
    /// The first thing that is wrong, and a help.
    pub(super) fn of(
        name: &str,
        text: &str,
        parts: &FieldText,
        (types, resources): (&IndexMap<String, FieldType>, &BTreeSet<&str>),
    ) -> Result<Self, Fault> {
        let Some(of_type) = types.get(&parts.kind) else {
            let known = types.keys().map(String::as_str);
            return Err((
                format!("there is no type `{}`", parts.kind),
                suggest::help(&parts.kind, known),
            ));
        };
        let mut field = Self {
            name: name.to_owned(),
            text: text.to_owned(),
            kind: parts.kind.clone(),
            arguments: IndexMap::new(),
            optional: parts.optional,
            default: None,
            unique: false,
            index: false,
            min: None,
            max: None,
            on_delete: None,
            target: None,
        };
        field.take_arguments(of_type, &parts.arguments, resources)?;
        field.take_words(of_type, &parts.words)?;
        field.take_default(of_type, parts.default.as_deref())?;
        field.check_bounds(of_type)?;
        Ok(field)
    }

    /// Whether lists can be filtered by it.
    #[must_use]
    pub fn filters(&self) -> bool {
        self.index || self.unique || self.target.is_some()
    }

    /// `InvoiceStatus`: the name of a class for its values.
    #[must_use]
    pub fn class(&self, resource: &str) -> String {
        format!("{}{}", class_of(resource), class_of(&self.name))
    }

    fn take_arguments(
        &mut self,
        of_type: &FieldType,
        given: &[String],
        resources: &BTreeSet<&str>,
    ) -> Result<(), Fault> {
        let takes_words = of_type
            .arguments
            .iter()
            .any(|one| one.kind == ArgumentKind::Words);
        if given.len() > of_type.arguments.len() && !takes_words {
            return Err((
                format!(
                    "`{}` takes {} arguments, not {}",
                    self.kind,
                    of_type.arguments.len(),
                    given.len()
                ),
                EXAMPLE.to_owned(),
            ));
        }
        for (at, argument) in of_type.arguments.iter().enumerate() {
            let value = match argument.kind {
                ArgumentKind::Whole => self.whole(argument, given.get(at))?,
                ArgumentKind::Words => self.words(given.get(at..).unwrap_or_default())?,
                ArgumentKind::Resource => self.resource(given.get(at), resources)?,
            };
            self.arguments.insert(argument.name.clone(), value);
        }
        Ok(())
    }

    fn whole(&self, argument: &Argument, given: Option<&String>) -> Result<Value, Fault> {
        let Argument {
            name,
            min,
            max,
            default,
            ..
        } = argument;
        let number = match (given, default) {
            (Some(given), _) => given.parse::<u32>().ok(),
            (None, default) => *default,
        };
        let shown = given.map_or("nothing", String::as_str);
        number
            .filter(|number| (min..=max).contains(&number))
            .map(|number| json!(number))
            .ok_or_else(|| {
                (
                    format!("the {name} of `{}` must be a whole number from {min} to {max}, not {shown}", self.kind),
                    EXAMPLE.to_owned(),
                )
            })
    }

    fn words(&self, given: &[String]) -> Result<Value, Fault> {
        let is_word = |word: &&String| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.len() <= MOST_CHARACTERS
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let different: BTreeSet<&String> = given.iter().collect();
        if different.len() < 2 || different.len() != given.len() || given.len() > MOST_WORDS {
            return Err((
                format!(
                    "`{}` takes from 2 to {MOST_WORDS} different words",
                    self.kind
                ),
                "e.g. `enum(draft, sent, paid)`".to_owned(),
            ));
        }
        match given.iter().find(|word| !is_word(word)) {
            Some(word) => Err((
                format!("`{word}` is not a word of lower-case letters, digits and `_`"),
                "e.g. `enum(draft, sent, paid)`".to_owned(),
            )),
            None => Ok(json!(given)),
        }
    }

    fn resource(&mut self, given: Option<&String>, known: &BTreeSet<&str>) -> Result<Value, Fault> {
        let name = given.map_or("", String::as_str);
        if !known.contains(name) {
            return Err((
                format!("there is no resource `{name}`"),
                suggest::help(name, known.iter().copied()),
            ));
        }
        self.target = Some(name.to_owned());
        Ok(json!(name))
    }

    fn take_words(
        &mut self,
        of_type: &FieldType,
        words: &[(String, Option<String>)],
    ) -> Result<(), Fault> {
        for (word, value) in words {
            let allowed = of_type
                .modifiers
                .iter()
                .find(|modifier| modifier.word() == word);
            let Some(modifier) = allowed else {
                let known: Vec<&str> = of_type.modifiers.iter().map(|one| one.word()).collect();
                return Err((
                    format!("`{word}` does not go with `{}`", self.kind),
                    format!("what goes with it: ?, {}", known.join(", ")),
                ));
            };
            let needs = !matches!(modifier, Modifier::Unique | Modifier::Index);
            match (needs, value) {
                (true, None) => {
                    return Err((
                        format!("`{word}` has no value"),
                        format!("write `{word}=VALUE`"),
                    ));
                }
                (false, Some(_)) => {
                    return Err((
                        format!("`{word}` takes no value"),
                        format!("write `{word}`"),
                    ));
                }
                _ => {}
            }
            match modifier {
                Modifier::Unique => self.unique = true,
                Modifier::Index => self.index = true,
                Modifier::Min => self.min = value.clone(),
                Modifier::Max => self.max = value.clone(),
                Modifier::OnDelete => self.on_delete = Some(self.on_delete(value.as_deref())?),
                Modifier::Default => {}
            }
        }
        if self.target.is_some() {
            self.on_delete.get_or_insert(OnDelete::Restrict);
        }
        Ok(())
    }

    fn on_delete(&self, value: Option<&str>) -> Result<OnDelete, Fault> {
        let found = match value.unwrap_or_default() {
            "restrict" => OnDelete::Restrict,
            "cascade" => OnDelete::Cascade,
            "set_null" => OnDelete::SetNull,
            other => {
                return Err((
                    format!("`on_delete` cannot be `{other}`"),
                    "one of: restrict, cascade, set_null".to_owned(),
                ));
            }
        };
        if found == OnDelete::SetNull && !self.optional {
            return Err((
                "`on_delete=set_null` needs a field that may be empty".to_owned(),
                format!(
                    "write `{}({})? on_delete=set_null`",
                    self.kind,
                    self.target.as_deref().unwrap_or_default()
                ),
            ));
        }
        Ok(found)
    }

    fn take_default(&mut self, of_type: &FieldType, default: Option<&str>) -> Result<(), Fault> {
        let Some(default) = default else {
            return Ok(());
        };
        if !of_type.modifiers.contains(&Modifier::Default) {
            return Err((
                format!("`{}` cannot have a default", self.kind),
                "leave it out".to_owned(),
            ));
        }
        if self.unique {
            return Err((
                "a unique field cannot have a default: only one record could have it".to_owned(),
                "leave out one of the two".to_owned(),
            ));
        }
        self.check_value(of_type, "the default", default)?;
        self.default = Some(default.to_owned());
        Ok(())
    }

    /// Whether a value of the type has the right form.
    fn check_value(&self, of_type: &FieldType, what: &str, value: &str) -> Result<(), Fault> {
        let words = self.arguments.values().find_map(Value::as_array);
        let fits = match (words, &of_type.value) {
            (Some(words), _) => words.iter().any(|word| word == value),
            (None, Some(pattern)) => {
                question::compiled(pattern).is_ok_and(|pattern| pattern.is_match(value))
            }
            (None, None) => true,
        };
        let printable =
            !value.chars().any(crate::core::tree::unprintable) && !value.contains(['\\', '"']);
        if fits && printable && value.chars().count() <= MOST_CHARACTERS {
            return Ok(());
        }
        Err((
            format!("{what} `{value}` is not a value of `{}`", self.kind),
            of_type.about.clone(),
        ))
    }

    fn check_bounds(&self, of_type: &FieldType) -> Result<(), Fault> {
        let (mut least, mut most) = self.limits(of_type);
        for (what, bound) in [("the minimum", &self.min), ("the maximum", &self.max)] {
            let Some(bound) = bound else { continue };
            if of_type.measure == Measure::Value {
                self.check_value(of_type, what, bound)?;
            }
            let Some(number) = decimal(bound) else {
                return Err((
                    format!("{what} `{bound}` is not a number"),
                    EXAMPLE.to_owned(),
                ));
            };
            self.check_range(what, bound, number, (least, most))?;
            if what == "the minimum" {
                least = Some(number);
            } else {
                most = Some(number);
            }
        }
        if let Some(default) = &self.default {
            let size = match of_type.measure {
                Measure::Length => i64::try_from(default.chars().count()).ok().map(scaled),
                Measure::Value => decimal(default),
            };
            if let Some(size) = size {
                self.check_range("the default", default, size, (least, most))?;
            }
        }
        Ok(())
    }

    /// The smallest and the largest number that a bound can be.
    fn limits(&self, of_type: &FieldType) -> (Option<i128>, Option<i128>) {
        match of_type.measure {
            Measure::Value => {
                let (least, most) = of_type.range.unzip();
                (least.map(scaled), most.map(scaled))
            }
            Measure::Length => {
                let longest = self.arguments.values().find_map(Value::as_i64);
                (Some(0), longest.map(scaled))
            }
        }
    }

    fn check_range(
        &self,
        what: &str,
        shown: &str,
        number: i128,
        (least, most): (Option<i128>, Option<i128>),
    ) -> Result<(), Fault> {
        let fits =
            least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
        if fits {
            return Ok(());
        }
        Err((
            format!(
                "{what} `{shown}` is outside of what `{}` and its other bound allow",
                self.text
            ),
            "change one of them".to_owned(),
        ))
    }
}

/// Places behind the point that a comparison of bounds respects.
const PLACES: u32 = 18;

fn scaled(number: i64) -> i128 {
    i128::from(number).saturating_mul(10_i128.pow(PLACES))
}

/// A decimal number, in units of its last place that counts.
fn decimal(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let places = u32::try_from(part.len())
        .ok()
        .filter(|places| *places <= PLACES)?;
    let whole: i128 = whole.parse().ok()?;
    let part: i128 = if part.is_empty() {
        0
    } else {
        part.parse().ok()?
    };
    let part = part * 10_i128.pow(PLACES - places);
    Some(sign * whole.checked_mul(10_i128.pow(PLACES))?.checked_add(part)?)
}
