//! A field of a resource: the parts of its text, checked against its type.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::field_text::FieldText;
use super::names::class_of;
use crate::core::suggest;
use crate::pack::field_type::{Argument, ArgumentKind, FieldType};

/// The help for a field that cannot be read.
pub(super) const EXAMPLE: &str = "a field is a type and what follows, e.g. `string(120)`, `decimal(12, 2)? min=0`, `enum(draft, sent) = draft index`";

/// The most words of an argument: a test needs a value for each.
const MOST_WORDS: usize = 50;
/// The most characters of a word.
const MOST_CHARACTERS: usize = 60;

/// A field.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "words of a field, which do not exclude each other"
)]
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
    /// Whether it says whose a record is.
    #[serde(skip)]
    pub owns: bool,
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
pub(super) type Fault = (String, String);

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
            optional: parts.optional,
            owns: of_type.owner,
            ..Self::default()
        };
        if field.owns && field.optional {
            return Err((
                "every record has an owner, so it cannot be optional".to_owned(),
                format!("write `{}`", parts.kind),
            ));
        }
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

    /// Its text, if it could be empty.
    #[must_use]
    pub fn optional_text(&self) -> String {
        let text = &self.text;
        let end = text
            .find(')')
            .map_or_else(|| text.find([' ', '=']).unwrap_or(text.len()), |at| at + 1);
        let (kind, rest) = text.split_at(end);
        format!("{kind}?{rest}")
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
            let most = match of_type.arguments.len() {
                0 => "no arguments".to_owned(),
                1 => "one argument".to_owned(),
                more => format!("at most {more} arguments"),
            };
            return Err((format!("`{}` takes {most}", self.kind), EXAMPLE.to_owned()));
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
        if name.is_empty() {
            return Err((
                format!("`{}` needs the name of a resource", self.kind),
                suggest::help(name, known.iter().copied()),
            ));
        }
        if !known.contains(name) {
            return Err((
                format!("there is no resource `{name}`"),
                suggest::help(name, known.iter().copied()),
            ));
        }
        self.target = Some(name.to_owned());
        Ok(json!(name))
    }
}
