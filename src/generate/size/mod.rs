//! The budget of a stack, for `tierup size` and for the README: services with what they take, what is full first,
//! timeouts in their order. Data and text; prints nothing.

mod brief;
mod sheet;
mod text;
mod timeouts;

pub use brief::{NAME_COLUMNS, brief};
pub use sheet::{ServiceRow, Sheet, TierLoad};
pub use text::text;

#[cfg(test)]
mod tests;
