//! Types of fields: what a field of a resource may be, as data of the pack (`types/NAME.toml`). Knows no type, no ORM and
//! no language of a template.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::manifest::Python;
use super::{Files, ReadContent, toml_file};
use crate::core::error::{Problem, Result};

/// The folder of the types.
pub const FOLDER: &str = "types/";

/// `types/NAME.toml`. Text in it may contain template expressions with `field`, `resource` and `project`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FieldType {
    /// One line of help beside the choice.
    pub about: String,
    /// What is in the parentheses behind its name, in order.
    pub arguments: Vec<Argument>,
    /// What may follow, beside `?` for optional fields.
    pub modifiers: Vec<Modifier>,
    /// A regular expression that a default, a minimum and a maximum match as a whole; without one there is no default.
    pub value: Option<String>,
    /// What `min` and `max` limit.
    pub measure: Measure,
    /// The smallest and the largest value, for numbers.
    pub range: Option<(i64, i64)>,
    /// Whether it says whose a record is: its creator's. No request sets it, and no response shows it.
    pub owner: bool,
    /// Facts that the choices must state for a project with such a field.
    pub when: IndexMap<String, String>,
    /// The name of the field's column, if it is not the name of the field.
    pub column: Option<String>,
    /// Distributions that a project with such a field needs.
    pub python: Python,
    /// Other types that keep every value of this one: a field may change to them.
    pub widens: Vec<String>,
    /// Properties of a project with such a field, over the pack's defaults.
    pub facts: IndexMap<String, String>,
    /// Imports of Python for files about a resource with such a field; what a file does not use is left out of it.
    pub imports: Imports,
    /// Text for templates by name: `field.text.NAME`.
    pub text: IndexMap<String, String>,
    /// Expressions for tests: values that are accepted, the bounds among them.
    pub right: Vec<String>,
    /// Expressions for tests: values that are refused.
    pub wrong: Vec<String>,
}

/// Imports, each in one line, by the block that they belong to.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Imports {
    /// Of the standard library.
    pub standard: Vec<String>,
    /// Of other distributions.
    pub libraries: Vec<String>,
    /// Of the generated package.
    pub package: Vec<String>,
    /// For a migration that adds a field with a default.
    pub migrations: Vec<String>,
}

/// An argument of a type.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// Templates read it as `field.NAME`.
    pub name: String,
    pub kind: ArgumentKind,
    /// Without one, the argument is required.
    pub default: Option<u32>,
    #[serde(default)]
    pub min: u32,
    #[serde(default = "largest")]
    pub max: u32,
    /// The name of the argument that it is a part of: a field with room for values keeps the rest as large.
    pub part_of: Option<String>,
}

/// The kind of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ArgumentKind {
    /// A whole number.
    Whole,
    /// All the rest: two or more different words.
    Words,
    /// The name of a resource.
    Resource,
}

/// What may follow a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Modifier {
    /// `= VALUE`
    Default,
    Unique,
    Index,
    Min,
    Max,
    OnDelete,
}

impl FieldType {
    /// Whether a project whose choices state these facts can have such a field.
    #[must_use]
    pub fn goes_with(&self, facts: &IndexMap<String, String>) -> bool {
        let mut needed = self.when.iter();
        needed.all(|(fact, value)| facts.get(fact) == Some(value))
    }

    /// What may follow it, as it is written: `?` for optional fields, which an owner cannot be, and the modifiers.
    #[must_use]
    pub fn words(&self) -> Vec<&'static str> {
        let optional = (!self.owner).then_some("?");
        let modifiers = self.modifiers.iter().map(|one| one.word());
        optional.into_iter().chain(modifiers).collect()
    }
}

impl Modifier {
    /// As it is written in a field.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Default => "=",
            Self::Unique => "unique",
            Self::Index => "index",
            Self::Min => "min",
            Self::Max => "max",
            Self::OnDelete => "on_delete",
        }
    }
}

/// What a minimum or a maximum limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The value itself.
    #[default]
    Value,
    /// The number of its characters.
    Length,
}

/// The types of a pack, by name, and the problems of their files.
pub(super) fn types(
    files: &Files,
    read: &ReadContent<'_>,
) -> Result<(IndexMap<String, FieldType>, Vec<Problem>)> {
    let (mut types, mut problems) = (IndexMap::new(), Vec::new());
    let after = format!("{}0", FOLDER.trim_end_matches('/'));
    for (path, content) in files.range(FOLDER.to_owned()..after) {
        let inner = path.strip_prefix(FOLDER);
        let Some(name) = inner.and_then(|inner| inner.strip_suffix(".toml")) else {
            continue;
        };
        let (found, faults) = toml_file::read::<FieldType>(path, &read(content)?);
        problems.extend(faults);
        types.extend(found.map(|found| (name.to_owned(), found)));
    }
    Ok((types, problems))
}

fn largest() -> u32 {
    u32::MAX
}
