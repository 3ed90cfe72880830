//! The resource budget of a stack, for `tierup size` and the README: resources of the services, the bottleneck,
//! timeouts in order. Data and text; prints nothing.

mod brief;
mod sheet;
mod text;
mod timeouts;

pub use brief::{NAME_COLUMNS, brief};
pub use sheet::{ServiceRow, Sheet, TierLoad};
pub use text::text;

#[cfg(test)]
mod tests;
