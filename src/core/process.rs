//! EDGE: child processes. They, and the processes that they start, end with this program.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::core::error::{AtPath, Result};
use crate::core::interrupt;

/// Interval at which a process is polled.
const POLL: Duration = Duration::from_millis(5);
/// The maximum number of bytes kept of a process's output.
pub const MOST_OUTPUT: u64 = 1 << 20;
/// How long to wait for remaining output after the process has ended.
const OUTPUT_TIMEOUT: Duration = Duration::from_secs(2);

/// Puts a process into its own process group: Ctrl-C on the terminal reaches only this program, which then ends the
/// process.
pub fn own_process_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _whole = command;
}

/// Exit status and output of a process.
#[derive(Debug)]
pub struct Output {
    pub status: ExitStatus,
    /// At most [`MOST_OUTPUT`] bytes each.
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// A process without standard input, whose output is read while it runs.
#[derive(Debug)]
pub struct RunningProcess {
    child: Child,
    stdout: Receiver<Vec<u8>>,
    stderr: Receiver<Vec<u8>>,
}

impl RunningProcess {
    /// Starts a process.
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

    /// Waits for the end of the process; `None` if it took longer than `timeout` and was ended.
    ///
    /// # Errors
    /// After a signal, or when the system reports no exit status.
    pub fn finish(mut self, timeout: Duration) -> Result<Option<Output>> {
        let status = wait(&mut self.child, timeout)?;
        // a process that it left behind may keep these open for ever
        let written =
            |stream: Receiver<Vec<u8>>| stream.recv_timeout(OUTPUT_TIMEOUT).unwrap_or_default();
        Ok(status.map(|status| Output {
            status,
            stdout: written(self.stdout),
            stderr: written(self.stderr),
        }))
    }
}

/// Reads a stream to its end.
fn read(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            let _ended = (&mut stream).take(MOST_OUTPUT).read_to_end(&mut bytes);
            // the receiver may have timed out
            let _sent = sender.send(bytes);
            // otherwise a full pipe blocks the process
            let _drained = io::copy(&mut stream, &mut io::sink());
        }
    });
    receiver
}

/// Waits for the end of a process; ends it and its children after `timeout` (then returns `None`) or at a signal.
///
/// # Errors
/// After a signal, or when the system reports no exit status.
pub fn wait(child: &mut Child, timeout: Duration) -> Result<Option<ExitStatus>> {
    wait_while(child, timeout, interrupt::check)
}

/// As [`wait`], but a signal does not end it: what it does must be done.
///
/// # Errors
/// When the system reports no exit status.
pub fn wait_despite_signals(child: &mut Child, timeout: Duration) -> Result<Option<ExitStatus>> {
    wait_while(child, timeout, || Ok(()))
}

fn wait_while(
    child: &mut Child,
    timeout: Duration,
    go_on: impl Fn() -> Result<()>,
) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child
            .try_wait()
            .at_path(format!("process {}", child.id()))?
        {
            go_on()?;
            return Ok(Some(status));
        }
        let interrupted = go_on();
        if interrupted.is_err() || start.elapsed() > timeout {
            end(child);
            return interrupted.map(|()| None);
        }
        std::thread::sleep(POLL);
    }
}

/// Ends a process, and its children if it has its own process group.
pub fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = rustix::process::Pid::from_child(child);
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ended = child.kill();
    let _reaped = child.wait();
}
