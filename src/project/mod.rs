//! An existing project: its files, its bookkeeping, a change as a merge of three trees, and the journal that writes it
//! atomically. Knows no command line and no screen.

pub mod adopt;
pub mod base;
pub mod change;
pub mod check;
#[cfg(feature = "edge")]
pub mod current;
#[cfg(feature = "edge")]
pub mod disk_files;
pub mod env_file;
#[cfg(feature = "edge")]
pub mod git;
#[cfg(feature = "edge")]
pub mod gitignore;
pub mod merge;
pub mod new_project;
pub mod patch;
#[cfg(feature = "edge")]
pub mod randomness;
pub mod references;
#[cfg(feature = "edge")]
pub mod root;
pub mod secret;
#[cfg(feature = "edge")]
pub mod stored_base;
#[cfg(feature = "edge")]
pub mod write;
