//! The base of all other layers: errors with place and help, paths and trees, answers, text, child processes. Knows
//! nothing of packs and projects.

pub mod answers;
pub mod bars;
pub mod error;
#[cfg(feature = "edge")]
pub mod folders;
pub mod hash;
#[cfg(feature = "edge")]
pub mod interrupt;
pub mod note;
pub mod place;
#[cfg(feature = "edge")]
pub mod process;
pub mod reserved;
pub mod role;
pub mod shell;
pub mod suggest;
pub mod text;
pub mod threads;
pub mod toml_syntax;
pub mod tree;
