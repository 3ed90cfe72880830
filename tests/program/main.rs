//! The tests that need only the built program. Each module is a suite, whose cases are the folders of `tests/SUITE`:
//! `cargo test --test program golden::` runs one.

#![allow(
    unreachable_pub,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot continue fails"
)]

mod adopt;
mod agents;
mod atomic;
mod authors;
mod bookkeeping;
mod change;
mod change_disk;
mod change_prompts;
mod cli;
mod company;
mod crash;
mod defaults;
mod diagram;
mod extending;
mod fixtures;
mod golden;
mod keepup;
mod laws;
mod layers;
mod merge;
mod merge_laws;
mod migrations;
mod numbers;
mod packs;
mod prompts;
mod refusals;
mod releases;
mod screenshots;
#[path = "../support/mod.rs"]
mod support;
mod terminal;
mod update_workflow;
mod version_changes;
