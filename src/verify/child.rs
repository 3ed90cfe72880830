//! EDGE: runs an external program: its output is written to a file, it has a timeout, and its children end with it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::core::error::{AtPath, Result};
pub(super) use crate::core::process::end;
use crate::core::process::{self, MOST_OUTPUT};

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ProgramEnd {
    Success,
    Failure(String),
    NotStarted(String),
    TimedOut,
}

/// Runs a program to its end; its output is appended to the file at `out`.
///
/// # Errors
/// When the user interrupts.
pub(super) fn run(command: &mut Command, out: &Path, patience: Duration) -> Result<ProgramEnd> {
    let file = File::options()
        .create(true)
        .append(true)
        .open(out)
        .at_path(out)?;
    command
        .stdin(Stdio::null())
        .stdout(file.try_clone().at_path(out)?)
        .stderr(file);
    process::own_process_group(command);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ok(ProgramEnd::NotStarted(error.to_string())),
    };
    Ok(match process::wait(&mut child, patience)? {
        Some(status) if status.success() => ProgramEnd::Success,
        Some(status) => ProgramEnd::Failure(status.to_string()),
        None => ProgramEnd::TimedOut,
    })
}

/// The output of a program.
pub(super) fn read_output(out: &Path) -> String {
    let mut bytes = Vec::new();
    if let Ok(file) = File::open(out) {
        let _ended = file.take(MOST_OUTPUT).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
