//! A pack: a folder of templates with one catalog, as a value. Parsing returns values and the problems of each file;
//! `audit` checks the pack as a whole. `source` reads packs from disk and git.

pub mod builtin;
pub mod catalog;
pub mod changes;
mod content;
pub mod defaults;
pub mod document;
mod extend;
pub mod field_type;
pub mod formulas;
pub mod hash;
pub mod layout;
mod limits;
pub mod lock;
pub mod manifest;
mod manifests;
mod model;
pub mod origin;
pub mod page;
pub mod parse;
pub mod question;
pub mod reserved_names;
pub(crate) mod service_key;
pub mod sign;
pub(crate) mod slots;
#[cfg(feature = "edge")]
pub mod source;
pub(crate) mod tables;
pub(crate) mod toml_file;
pub mod verification;

pub use content::{Content, Files, ReadContent};
pub use model::{FindBasePack, Pack};
