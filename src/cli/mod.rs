//! The command line: its words as types, one file a verb, completion and the manual page.

pub mod args;
pub mod command;
pub mod complete;
pub mod config;
