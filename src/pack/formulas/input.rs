//! A number that the user may give: its bounds and its meaning.

use super::SourceSpan;
use crate::core::role::Role;

/// An input of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Below `capacity.` in `tierup.toml`.
    pub key: String,
    pub default: f64,
    pub min: f64,
    pub max: f64,
    /// Counts are whole numbers; shares of a processor are not.
    pub whole: bool,
    /// The role that a service must have for the number to be used.
    pub role: Role,
    /// Whether it also requires a provider that adds replicas while the stack runs.
    pub scaled: bool,
    /// The value that means "not known".
    pub unknown: Option<f64>,
    /// The comment in `tierup.toml` and the description in the schema.
    pub about: String,
    pub place: SourceSpan,
}

impl Input {
    /// The condition on a value, in words.
    #[must_use]
    pub fn requirement(&self) -> String {
        let whole = if self.whole { "whole " } else { "" };
        let (min, max) = (self.show(self.min), self.show(self.max));
        format!("a {whole}number from {min} to {max}")
    }

    /// Whether a value is allowed.
    #[must_use]
    pub fn fits(&self, value: f64) -> bool {
        (self.min..=self.max).contains(&value) && (!self.whole || value.fract() == 0.0)
    }

    /// The next value that can be written, above or below `value`.
    #[must_use]
    pub fn round(&self, value: f64, up: bool) -> f64 {
        let parts = if self.whole { 1.0 } else { 100.0 };
        let scaled = value * parts;
        (if up { scaled.ceil() } else { scaled.floor() }) / parts
    }

    /// The value as `tierup.toml` writes it.
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        if self.whole {
            format!("{value:.0}")
        } else {
            format!("{value:?}")
        }
    }
}
