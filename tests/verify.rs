//! `tierup verify`: what it tells with tools that say yes, no, too much, or are not there; and real stacks that it
//! boots, finds broken, and takes away however it ends.
//!
//! Each folder of `tests/verify/cases` has programs that stand alone on PATH (`bin`), what is typed (`arguments`) and
//! all that is said (`said.txt`). `BLESS=1 cargo test --test verify` rewrites what is said.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on says so"
)]

#[path = "verify/boots.rs"]
mod boots;
#[path = "checkers/docker.rs"]
mod docker;
#[path = "verify/fakes.rs"]
mod fakes;
#[path = "verify/foreign.rs"]
mod foreign;
mod support;
#[allow(dead_code, reason = "shared with the checkers")]
#[path = "checkers/tools.rs"]
mod tools;
#[path = "checkers/trials.rs"]
mod trials;

use std::process::ExitCode;

use libtest_mimic::Arguments;
use tools::Tools;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let scratch = support::scratch();
    let tools = Tools::find();
    let mut trials = fakes::trials();
    trials.extend(foreign::trials());
    trials.extend(boots::trials(&tools, scratch.path()));
    libtest_mimic::run(&arguments, trials).exit_code()
}
