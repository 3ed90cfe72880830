//! A `model.toml` as serde reads it.

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};
use toml::Spanned;

use crate::core::role::Role;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) inputs: IndexMap<Spanned<String>, InputEntry>,
    pub(super) groups: IndexMap<Spanned<String>, Role>,
    pub(super) terms: IndexMap<Spanned<String>, Spanned<Text>>,
    pub(super) numbers: IndexMap<Spanned<String>, Spanned<Text>>,
    pub(super) exact: Vec<Spanned<String>>,
    pub(super) limited: Vec<Spanned<String>>,
    pub(super) rules: Vec<RuleEntry>,
    pub(super) without: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub(super) name: String,
    pub(super) broken: String,
    pub(super) holds: Spanned<String>,
    #[serde(default)]
    pub(super) remedies: Vec<Spanned<String>>,
}

/// A formula, or a number alone.
#[derive(Debug)]
pub(super) enum Text {
    Formula(String),
    Number(f64),
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Text;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a string")
            }

            #[expect(clippy::cast_precision_loss, reason = "what is too large is refused")]
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Text, E> {
                Ok(Text::Number(value as f64))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Text, E> {
                Ok(Text::Number(value))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Text, E> {
                Ok(Text::Formula(value.to_owned()))
            }
        }
        deserializer.deserialize_any(Either)
    }
}
