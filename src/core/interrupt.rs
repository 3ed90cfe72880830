//! EDGE: Ctrl-C and a polite kill set a flag; whoever works looks at it and leaves nothing behind. Where there is
//! nothing to leave behind, the process ends at once: a template that never ends looks at no flag.

use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::core::error::{Error, Exit, Result};

/// The exit code that the first signal stands for, as shells report it; 0 before there was any.
static CODE: AtomicI32 = AtomicI32::new(0);
/// How many hold something that must be put away first.
static CLEANUPS: AtomicUsize = AtomicUsize::new(0);
/// What gives the terminal back to the person who was asked on it.
static PROMPT: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

/// How long whoever looks at the flag has to end the process with a word of its own.
const GRACE: Duration = Duration::from_millis(300);

/// Something that must be put away before the process ends: a folder half written.
#[derive(Debug)]
#[must_use = "the process may end at any moment once this is dropped"]
pub struct CleanupGuard(());

impl CleanupGuard {
    /// # Errors
    /// When the process is about to end.
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

/// From now on a signal finds a person who is being asked: `leave` runs once, at the signal or by [`end_prompt`].
pub fn begin_prompt(leave: impl FnOnce() + Send + 'static) {
    *PROMPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(leave));
}

/// The question was answered, or there will be no answer: gives back what [`begin_prompt`] was given, once.
pub fn end_prompt() -> Option<Box<dyn FnOnce() + Send>> {
    PROMPT.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The exit code of a process that a signal ended. A read that a signal stopped may hear of it before the handler.
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
/// When there was a signal.
pub fn check() -> Result<()> {
    if CODE.load(Ordering::SeqCst) == 0 {
        Ok(())
    } else {
        Err(Error::interrupted())
    }
}

/// A signal came; ends the process where nothing holds it.
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

/// Catches SIGINT, SIGTERM, SIGHUP and SIGQUIT from now on. The last is Ctrl-D where a person is asked.
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

/// Catches Ctrl-C and a polite kill from now on.
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
