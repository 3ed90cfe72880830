//! The command line: arguments as types, one file per command, completion and the manual page.

pub mod args;
pub mod command;
pub mod complete;
pub mod config;
