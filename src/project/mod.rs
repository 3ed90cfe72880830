//! A project that is there: its files, its bookkeeping, a change of it as three trees merged into one, and the journal
//! that writes all of it or nothing. Knows no command line and no screen.

pub mod base;
pub mod change;
pub mod check;
#[cfg(feature = "edge")]
pub mod current;
pub mod env_file;
#[cfg(feature = "edge")]
pub mod git;
#[cfg(feature = "edge")]
#[cfg(feature = "edge")]
pub mod ignored;
#[cfg(feature = "edge")]
pub mod kept;
pub mod merge;
#[cfg(feature = "edge")]
pub mod mine;
pub mod patch;
#[cfg(feature = "edge")]
pub mod root;
#[cfg(feature = "edge")]
pub mod secret;
pub mod uses;
#[cfg(feature = "edge")]
pub mod write;
