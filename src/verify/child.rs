//! EDGE: runs an external program: its output is written to a file, it has a timeout, and its children end with it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
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
    run_apart(command, [out, out], |child| process::wait(child, patience))
}

/// As `run`, with files of their own for its result and its messages, and its own way to wait.
///
/// # Errors
/// When it cannot be waited for.
pub(super) fn run_apart(
    command: &mut Command,
    [out, messages]: [&Path; 2],
    wait: impl Fn(&mut Child) -> Result<Option<ExitStatus>>,
) -> Result<ProgramEnd> {
    let mut child = match start(command, [out, messages])? {
        Ok(child) => child,
        Err(why) => return Ok(ProgramEnd::NotStarted(why)),
    };
    Ok(match wait(&mut child)? {
        Some(status) if status.success() => ProgramEnd::Success,
        Some(status) => ProgramEnd::Failure(status.to_string()),
        None => ProgramEnd::TimedOut,
    })
}

/// Starts a program in a process group of its own; the inner error says why the system did not start it.
///
/// # Errors
/// When the files cannot be written.
pub(super) fn start(
    command: &mut Command,
    [out, messages]: [&Path; 2],
) -> Result<std::result::Result<Child, String>> {
    let open = |path: &Path| {
        let file = File::options().create(true).append(true).open(path);
        file.at_path(path)
    };
    command
        .stdin(Stdio::null())
        .stdout(open(out)?)
        .stderr(open(messages)?);
    process::own_process_group(command);
    Ok(command.spawn().map_err(|error| error.to_string()))
}

/// The output of a program.
pub(super) fn read_output(out: &Path) -> String {
    let mut bytes = Vec::new();
    if let Ok(file) = File::open(out) {
        let _ended = file.take(MOST_OUTPUT).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
