//! What is wrong with a pack: with its manifests as a whole, and with its templates under any selection. Sees values
//! only; a pack is opened here, so that nobody uses one that was not judged.

pub mod check;
pub mod inspect;
mod locate;
pub mod open;
pub mod questions;
mod reserved_names;
mod validate;
pub mod verification;

pub use validate::validate;
