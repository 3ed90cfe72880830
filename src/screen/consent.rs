//! EDGE: a yes or no on the terminal while a cleanup is pending. A line is read in the terminal's own mode: a signal ends
//! the wait at once, and leaves no terminal to restore.

use std::io::Write as _;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use console::Term;

use crate::core::error::Result;
use crate::core::interrupt;
use crate::screen::report::{Report, printable};

/// Interval at which a signal is noticed.
const POLL: Duration = Duration::from_millis(50);

/// Whether there is someone to ask.
#[must_use]
pub fn can_ask(report: Report) -> bool {
    !report.json && Term::stderr().is_term() && console::user_attended()
}

/// Shows the lines, then asks; anything but a yes is a no.
///
/// # Errors
/// After a signal.
pub fn ask(lines: &[String], question: &str) -> Result<bool> {
    let mut terminal = Term::stderr();
    for line in lines {
        let _gone = terminal.write_line(&printable(line));
    }
    let _gone = write!(terminal, "{question} [y/N] ");
    let _gone = terminal.flush();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let _ended = std::io::stdin().read_line(&mut line);
        // after a signal, no one waits for it
        let _gone = sender.send(line);
    });
    loop {
        interrupt::check()?;
        match receiver.recv_timeout(POLL) {
            Ok(line) => return Ok(["y", "yes"].contains(&line.trim().to_lowercase().as_str())),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(false),
        }
    }
}
