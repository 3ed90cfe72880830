//! Problems of a pack: of its manifests, and of its templates under any selection. Sees values only. Packs are opened
//! here, so that every pack is checked before use.

pub mod changes;
pub mod check;
mod conditions;
pub mod inspect;
mod locate;
pub mod open;
pub mod questions;
pub mod released;
mod reserved_names;
mod validate;
pub mod verification;

pub use validate::validate;
