//! EDGE: one foreign program: its words go to a file, its time is bounded, and what it started ends with it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::core::error::Result;
use crate::core::interrupt;
use crate::core::process;
pub(super) use crate::core::process::end;

const LOOK: Duration = Duration::from_millis(10);
/// More words than that nobody looks at.
const MOST_SAID: u64 = 1 << 20;

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ended {
    Well,
    Badly(String),
    NotStarted(String),
    TooLate,
}

/// Runs a program to its end, its words appended to the file at `out`.
///
/// # Errors
/// When the person leaves.
pub(super) fn run(command: &mut Command, out: &Path, patience: Duration) -> Result<Ended> {
    let file = File::options().create(true).append(true).open(out)?;
    command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file);
    process::apart(command);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ok(Ended::NotStarted(error.to_string())),
    };
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(Ended::Well),
            Ok(Some(status)) => return Ok(Ended::Badly(status.to_string())),
            Ok(None) => {}
            Err(error) => {
                end(&mut child);
                return Ok(Ended::Badly(error.to_string()));
            }
        }
        let left = interrupt::check();
        if left.is_err() || start.elapsed() > patience {
            end(&mut child);
            return left.map(|()| Ended::TooLate);
        }
        std::thread::sleep(LOOK);
    }
}

/// What a program said into a file.
pub(super) fn said(out: &Path) -> String {
    let mut bytes = Vec::new();
    if let Ok(file) = File::open(out) {
        let _ended = file.take(MOST_SAID).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
