//! A project that is there: its files, its bookkeeping, a change of it as three trees merged into one, and the journal
//! that writes all of it or nothing. Knows no command line and no screen.

pub mod base;
pub mod change;
pub mod check;
pub mod current;
pub mod env_file;
pub mod git;
pub mod ignored;
pub mod kept;
pub mod merge;
pub mod mine;
pub mod patch;
pub mod root;
pub mod secret;
pub mod uses;
pub mod write;
