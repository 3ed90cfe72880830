//! Verification of a project: runs every available checker and, on request, boots its stack, with load test, fault
//! injection and measurement. What is run is data of the pack; no module here knows a tier, a provider or a checker.
//!
//! `recipe` is what to run, `tools` (EDGE) finds programs, `checks` (EDGE) runs checkers, `boot` (EDGE) the stack,
//! `authorize` (EDGE) gets the headers of its requests, `restore` (EDGE) puts a backup into it, `cluster` (EDGE) does the
//! same in a namespace of a cluster; `verdict` is the result, `text` and `html` show it.

#[cfg(feature = "edge")]
mod at_panic;
#[cfg(feature = "edge")]
mod authorize;
#[cfg(feature = "edge")]
pub mod boot;
#[cfg(feature = "edge")]
pub mod checks;
#[cfg(feature = "edge")]
mod child;
#[cfg(feature = "edge")]
pub mod clock;
#[cfg(feature = "edge")]
pub mod cluster;
#[cfg(feature = "edge")]
mod commands;
pub mod html;
pub mod measure;
pub mod recipe;
#[cfg(feature = "edge")]
pub mod restore;
#[cfg(feature = "edge")]
pub mod scratch;
pub mod text;
#[cfg(feature = "edge")]
mod tools;
pub mod verdict;
