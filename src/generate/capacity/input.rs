//! One number that a person may know, and the values that a selection has for them.

use std::collections::BTreeMap;

use crate::core::role::Role;

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// Below `capacity.` in `tierup.toml`.
    pub key: &'static str,
    pub default: f64,
    pub min: f64,
    pub max: f64,
    /// Counts are whole; shares of a processor are not.
    pub whole: bool,
    /// The role that must be filled for the number to mean anything.
    pub role: Role,
    /// Whether it also takes somebody who adds replicas while the stack runs.
    pub scaled: bool,
    /// The comment in `tierup.toml` and the description in the schema.
    pub about: &'static str,
}

impl Input {
    /// What a value must be.
    #[must_use]
    pub fn wanted(&self) -> String {
        let whole = if self.whole { "whole " } else { "" };
        let (min, max) = (self.show(self.min), self.show(self.max));
        format!("a {whole}number from {min} to {max}")
    }

    /// Whether it may be this value.
    #[must_use]
    pub fn fits(&self, value: f64) -> bool {
        (self.min..=self.max).contains(&value) && (!self.whole || value.fract() == 0.0)
    }

    /// A value that can be written, near to `value`: above it, or below it.
    #[must_use]
    pub(super) fn round(&self, value: f64, up: bool) -> f64 {
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

/// A value for each input that the selection has a use for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs(pub BTreeMap<&'static str, f64>);

impl Inputs {
    /// A whole number; 0 where the selection has no use for the input.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the table bounds every value from 0 to 2^32"
    )]
    pub fn count(&self, key: &str) -> u64 {
        self.0.get(key).map_or(0, |value| *value as u64)
    }

    #[must_use]
    pub fn share(&self, key: &str) -> f64 {
        self.0.get(key).copied().unwrap_or(0.0)
    }
}
