//! The tools of this machine (programs, packages, an engine), and generated projects that run on it.

pub(crate) mod docker;
pub(crate) mod http;
pub(crate) mod memories;
pub(crate) mod projects;
pub(crate) mod stack;
pub(crate) mod tools;
