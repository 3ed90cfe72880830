//! What is wrong with a pack: with its manifests as a whole, and with its templates under any selection. Sees values
//! only; a pack is opened here, so that nobody uses one that was not judged.

pub mod asked;
pub mod check;
pub mod inspect;
mod judge;
mod located;
pub mod open;
pub mod proof;
mod taken;

pub use judge::judged;
