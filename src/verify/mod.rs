//! Proof of a project as it stands: every checker that is here run over it, and, on request, its stack booted, driven,
//! harmed and measured. What is run is data of the pack; no module here knows a tier, a provider or a checker.
//!
//! `recipe` says what to run, `tools` (EDGE) what is here to run it, `checks` (EDGE) runs it, `boot` (EDGE) the stack;
//! `verdict` is what came out, `text` and `html` tell it.

#[cfg(feature = "edge")]
pub mod boot;
#[cfg(feature = "edge")]
pub mod checks;
#[cfg(feature = "edge")]
mod child;
#[cfg(feature = "edge")]
pub mod clock;
pub mod html;
pub mod measure;
pub mod recipe;
#[cfg(feature = "edge")]
pub mod scratch;
pub mod text;
#[cfg(feature = "edge")]
mod tools;
pub mod verdict;
