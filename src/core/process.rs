//! EDGE: programs that this one starts: they end when it does, with all that they started.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::core::error::{AtPath, Result};
use crate::core::interrupt;

/// How often a program is looked at.
const POLL: Duration = Duration::from_millis(5);
/// The most bytes of output that are kept of a program.
pub const MOST_OUTPUT: u64 = 1 << 20;
/// How long what it wrote is waited for once it has ended.
const OUTPUT_TIMEOUT: Duration = Duration::from_secs(2);

/// Gives a program a group of its own: Ctrl-C on the terminal is for this program, which then ends the other.
pub fn own_process_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _whole = command;
}

/// How a program ended, and what it wrote.
#[derive(Debug)]
pub struct Output {
    pub status: ExitStatus,
    /// At most [`MOST_OUTPUT`] of each.
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// A program that runs without input, and whose words are read meanwhile.
#[derive(Debug)]
pub struct RunningProcess {
    child: Child,
    stdout: Receiver<Vec<u8>>,
    stderr: Receiver<Vec<u8>>,
}

impl RunningProcess {
    /// Starts a program.
    ///
    /// # Errors
    /// When the system does not start it.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let stdout = read(child.stdout.take());
        let stderr = read(child.stderr.take());
        Ok(Self {
            child,
            stdout,
            stderr,
        })
    }

    /// Waits until it ends; `None` where it took longer than `timeout` and was ended.
    ///
    /// # Errors
    /// When there was a signal, or the system cannot say how the program ended.
    pub fn finish(mut self, timeout: Duration) -> Result<Option<Output>> {
        let status = wait(&mut self.child, timeout)?;
        // a program that it left behind may keep these open for ever
        let written =
            |stream: Receiver<Vec<u8>>| stream.recv_timeout(OUTPUT_TIMEOUT).unwrap_or_default();
        Ok(status.map(|status| Output {
            status,
            stdout: written(self.stdout),
            stderr: written(self.stderr),
        }))
    }
}

/// What a stream brings until it ends.
fn read(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            let _ended = (&mut stream).take(MOST_OUTPUT).read_to_end(&mut bytes);
            // somebody may have stopped waiting
            let _sent = sender.send(bytes);
            // a full pipe would block the program
            let _drained = io::copy(&mut stream, &mut io::sink());
        }
    });
    receiver
}

/// Waits until a program ends; ends it, with all that it started, after `timeout` (then it gives `None`) or where a
/// signal comes first.
///
/// # Errors
/// When there was a signal, or the system cannot say how the program ended.
pub fn wait(child: &mut Child, timeout: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child
            .try_wait()
            .at_path(format!("process {}", child.id()))?
        {
            interrupt::check()?;
            return Ok(Some(status));
        }
        let interrupted = interrupt::check();
        if interrupted.is_err() || start.elapsed() > timeout {
            end(child);
            return interrupted.map(|()| None);
        }
        std::thread::sleep(POLL);
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
