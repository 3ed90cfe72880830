//! The format of `model.toml`, as serde reads it and as its schema describes it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::core::role::Role;

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ModelToml {
    /// What a user may set below `capacity`, by key.
    #[schemars(with = "IndexMap<String, InputEntry>")]
    pub(super) inputs: IndexMap<Spanned<String>, InputEntry>,
    /// Groups of numbers that exist only where a service has this role.
    #[schemars(with = "IndexMap<String, Role>")]
    pub(super) groups: IndexMap<Spanned<String>, Role>,
    /// Numbers that only formulas use.
    #[schemars(with = "IndexMap<String, FormulaText>")]
    pub(super) terms: IndexMap<Spanned<String>, Spanned<FormulaText>>,
    /// Numbers that templates see below `capacity`.
    #[schemars(with = "IndexMap<String, FormulaText>")]
    pub(super) numbers: IndexMap<Spanned<String>, Spanned<FormulaText>>,
    /// Numbers of this file that may have a fraction.
    #[schemars(with = "Vec<String>")]
    pub(super) exact: Vec<Spanned<String>>,
    /// Numbers of this file that `limits` of a provider may name.
    #[schemars(with = "Vec<String>")]
    pub(super) limited: Vec<Spanned<String>>,
    /// Inequalities that every solution satisfies.
    pub(super) rules: Vec<RuleEntry>,
    /// Numbers and rules of the extended model that are left out.
    #[schemars(with = "Vec<String>")]
    pub(super) without: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InputEntry {
    /// The comment in `tierup.toml`.
    pub(super) about: String,
    /// Without a service of this role it is not asked for.
    pub(super) role: Role,
    pub(super) default: f64,
    pub(super) min: f64,
    pub(super) max: f64,
    /// Whether it may have a fraction.
    #[serde(default)]
    pub(super) exact: bool,
    /// Whether it only counts where replicas are added with the load.
    #[serde(default)]
    pub(super) scaled: bool,
    /// The value that means unknown.
    #[serde(default)]
    pub(super) unknown: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    /// What it says, as half a sentence.
    pub(super) name: String,
    /// The message where it does not hold.
    pub(super) broken: String,
    /// Two formulas with `<` or `<=` between them.
    #[schemars(with = "String")]
    pub(super) holds: Spanned<String>,
    /// Inputs that help, as `raise KEY` or `lower KEY`, tried in this order; services that help, as `add ROLE`.
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
