//! The tests that need other tools: container engines, linters, shells, a package index. Each module is a suite whose
//! trials are named at run time: `cargo test --test tools -- boot::` runs one.

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
mod boot;
mod checkers;
mod completions;
mod harm;
mod machine;
mod matrix;
mod migrations;
mod page;
mod readme;
mod resources;
mod shipped;
#[path = "../support/mod.rs"]
#[expect(
    dead_code,
    reason = "the terminal is used whole by the other test binary"
)]
mod support;
mod targets;
mod trials;
mod verify;
mod wheels;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Conclusion};

use trials::Suite;

/// Runs a suite's trials.
type Run = fn(Suite) -> Conclusion;

/// Every suite, in the order in which they run.
pub(crate) const SUITES: [(&str, Run); 14] = [
    ("adopt", adopt::suite),
    ("boot", boot::suite),
    ("checkers", checkers::suite),
    ("completions", completions::suite),
    ("harm", harm::suite),
    ("matrix", matrix::suite),
    ("migrations", migrations::suite),
    ("page", page::suite),
    ("readme", readme::suite),
    ("resources", resources::suite),
    ("shipped", shipped::suite),
    ("targets", targets::suite),
    ("verify", verify::suite),
    ("wheels", wheels::suite),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // other suites are not prepared
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let asked = SUITES
        .iter()
        .find(|(name, _)| filter.starts_with(&format!("{name}::")));
    let suites = asked.map_or(&SUITES[..], std::slice::from_ref);
    let run = suites.iter().map(|(name, run)| {
        let arguments = arguments.clone();
        run(Suite { name, arguments })
    });
    let failed = run.filter(Conclusion::has_failed).count();
    ExitCode::from(if failed == 0 { 0 } else { 101 })
}
