//! The format of `model.toml`, as serde reads it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::core::role::Role;

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ModelToml {
    #[schemars(with = "IndexMap<String, InputEntry>")]
    pub(super) inputs: IndexMap<Spanned<String>, InputEntry>,
    #[schemars(with = "IndexMap<String, Role>")]
    pub(super) groups: IndexMap<Spanned<String>, Role>,
    #[schemars(with = "IndexMap<String, FormulaText>")]
    pub(super) terms: IndexMap<Spanned<String>, Spanned<FormulaText>>,
    #[schemars(with = "IndexMap<String, FormulaText>")]
    pub(super) numbers: IndexMap<Spanned<String>, Spanned<FormulaText>>,
    #[schemars(with = "Vec<String>")]
    pub(super) exact: Vec<Spanned<String>>,
    #[schemars(with = "Vec<String>")]
    pub(super) limited: Vec<Spanned<String>>,
    pub(super) rules: Vec<RuleEntry>,
    #[schemars(with = "Vec<String>")]
    pub(super) without: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InputEntry {
    pub(super) about: String,
    pub(super) role: Role,
    pub(super) default: f64,
    pub(super) min: f64,
    pub(super) max: f64,
    #[serde(default)]
    pub(super) exact: bool,
    #[serde(default)]
    pub(super) scaled: bool,
    #[serde(default)]
    pub(super) unknown: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub(super) name: String,
    pub(super) broken: String,
    #[schemars(with = "String")]
    pub(super) holds: Spanned<String>,
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) remedies: Vec<Spanned<String>>,
}

/// A formula, or a number alone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum FormulaText {
    Formula(String),
    Number(f64),
}
