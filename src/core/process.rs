//! EDGE: programs that this one starts: they end when it does, with all that they started.

use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use crate::core::error::Result;
use crate::core::interrupt;

/// How often a program is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// Gives a program a group of its own: Ctrl-C on the terminal is for this program, which then ends the other.
pub fn apart(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _whole = command;
}

/// Waits for a program; ends it, with all that it started, where a signal comes first.
///
/// # Errors
/// When there was a signal, or the system cannot say how the program ended.
pub fn wait(child: &mut Child) -> Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            interrupt::check()?;
            return Ok(status);
        }
        if let Err(left) = interrupt::check() {
            end(child);
            return Err(left);
        }
        std::thread::sleep(LOOK);
    }
}

/// Ends a program, and what it started where it has a group of its own.
pub fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = rustix::process::Pid::from_child(child);
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ended = child.kill();
    let _reaped = child.wait();
}
