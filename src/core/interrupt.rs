//! EDGE: Ctrl-C and SIGTERM set a flag; running work checks it and cleans up. Without pending cleanup, the process ends
//! at once, because a template in an endless loop never checks the flag.

use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::core::error::{Error, Exit, Result};

/// The exit code of the first signal, as shells report it; 0 before any signal.
static CODE: AtomicI32 = AtomicI32::new(0);
/// Number of pending cleanups.
static CLEANUPS: AtomicUsize = AtomicUsize::new(0);
/// Restores the terminal while a prompt is open.
static PROMPT: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

/// How long the work that checks the flag may take to end the process with its own message.
const GRACE: Duration = Duration::from_millis(300);

/// A pending cleanup, for example of a partly written folder. The process does not end before it is dropped.
#[derive(Debug)]
#[must_use = "the process may end at any moment once this is dropped"]
pub struct CleanupGuard(());

impl CleanupGuard {
    /// # Errors
    /// When the process is ending.
    pub fn begin() -> Result<Self> {
        CLEANUPS.fetch_add(1, Ordering::SeqCst);
        let hold = Self(());
        check()?;
        Ok(hold)
    }
}

impl Drop for CleanupGuard {
    fn drop(&mut self) {
        CLEANUPS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Registers an open prompt: `leave` runs once, at a signal or through [`end_prompt`].
pub fn begin_prompt(leave: impl FnOnce() + Send + 'static) {
    *PROMPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(leave));
}

/// Returns the function given to [`begin_prompt`], once, after the prompt has ended.
pub fn end_prompt() -> Option<Box<dyn FnOnce() + Send>> {
    PROMPT.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The exit code after a signal. A read that the signal interrupted may return before the handler has run.
#[must_use]
pub fn code() -> i32 {
    let start = Instant::now();
    while CODE.load(Ordering::SeqCst) == 0 && start.elapsed() < GRACE {
        std::thread::sleep(Duration::from_millis(1));
    }
    match CODE.load(Ordering::SeqCst) {
        0 => Exit::Interrupted as i32,
        code => code,
    }
}

/// # Errors
/// After a signal.
pub fn check() -> Result<()> {
    if CODE.load(Ordering::SeqCst) == 0 {
        Ok(())
    } else {
        Err(Error::interrupted())
    }
}

/// Handles a signal: ends the process unless a cleanup is pending.
fn raised(code: i32) {
    let _first = CODE.compare_exchange(0, code, Ordering::SeqCst, Ordering::SeqCst);
    std::thread::sleep(GRACE);
    if CLEANUPS.load(Ordering::SeqCst) == 0 {
        if let Some(leave) = end_prompt() {
            leave();
        }
        std::process::exit(self::code());
    }
}

/// Handles SIGINT, SIGTERM, SIGHUP and SIGQUIT. At a prompt, SIGQUIT is Ctrl-D.
///
/// # Errors
/// When the system refuses a handler.
#[cfg(unix)]
pub fn install_handlers() -> Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP, SIGQUIT])
        .map_err(|error| uncatchable(&error))?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let asked = signal == SIGQUIT
                && PROMPT
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .is_some();
            raised(128 + if asked { SIGINT } else { signal });
        }
    });
    Ok(())
}

/// Handles Ctrl-C and SIGTERM.
///
/// # Errors
/// When the system refuses a handler.
#[cfg(not(unix))]
pub fn install_handlers() -> Result<()> {
    ctrlc::set_handler(|| raised(Exit::Interrupted as i32))
        .map_err(|error| uncatchable(&std::io::Error::other(error)))?;
    Ok(())
}

fn uncatchable(error: &std::io::Error) -> crate::core::error::Problem {
    crate::core::error::Problem::new(format!("Ctrl-C cannot be caught: {error}"))
        .at("the system's signals")
        .help("run the command again; if it fails again, report it as a bug")
}
