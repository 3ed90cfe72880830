//! Proof of a project as it stands: every checker that is here run over it, and, on request, its stack booted, driven,
//! harmed and measured. What is run is data of the pack; no module here knows a tier, a provider or a checker.
//!
//! `recipe` says what to run, `tools` (EDGE) what is here to run it, `checks` (EDGE) runs it, `boot` (EDGE) the stack;
//! `verdict` is what came out, `text` and `html` tell it.

pub mod boot;
pub mod checks;
mod child;
pub mod clock;
pub mod html;
pub mod measure;
pub mod recipe;
pub mod scratch;
pub mod text;
mod tools;
pub mod verdict;
