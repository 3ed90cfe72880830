//! A pack: a folder of templates with one catalog, as a value. Reading gives values and what is wrong with each by
//! itself; what is wrong with them together is for `audit`. Where a pack is read from is `source`'s business.

pub mod builtin;
pub mod catalog;
pub mod defaults;
mod extend;
pub mod formulas;
pub mod hash;
pub mod layout;
mod limits;
pub mod lock;
pub mod manifest;
mod manifests;
mod model;
pub mod origin;
pub mod parse;
pub mod question;
pub mod reserved_names;
pub(crate) mod service_key;
pub(crate) mod slots;
#[cfg(feature = "edge")]
pub mod source;
pub(crate) mod toml_file;
pub mod verification;

pub use model::{Content, Files, FindBasePack, Pack, ReadContent};
