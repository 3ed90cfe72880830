//! The input values of a selection.

use std::collections::BTreeMap;

/// A value for each input that the selection uses.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs(pub BTreeMap<String, f64>);

impl Inputs {
    /// A whole number; 0 if the selection does not use the input.
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
