//! EDGE: Ctrl-C and a polite kill set a flag; whoever works looks at it and leaves nothing behind. Where there is
//! nothing to leave behind, the process ends at once: a template that never ends looks at no flag.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::error::{Error, Exit, Problem, Result};

static RAISED: AtomicBool = AtomicBool::new(false);
/// How many hold something that must be put away first.
static HOLDERS: AtomicUsize = AtomicUsize::new(0);

/// How long whoever looks at the flag has to end the process with a word of its own.
const GRACE: Duration = Duration::from_millis(300);

/// Something that must be put away before the process ends: a folder half written.
#[derive(Debug)]
#[must_use = "the process may end at any moment once this is dropped"]
pub struct Hold(());

impl Hold {
    /// # Errors
    /// When the process is about to end.
    pub fn begin() -> Result<Self> {
        HOLDERS.fetch_add(1, Ordering::SeqCst);
        let hold = Self(());
        check()?;
        Ok(hold)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        HOLDERS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Catches SIGINT, SIGTERM and SIGHUP from now on.
///
/// # Errors
/// When the system refuses a handler.
pub fn catch() -> Result<()> {
    ctrlc::set_handler(|| {
        RAISED.store(true, Ordering::SeqCst);
        std::thread::sleep(GRACE);
        if HOLDERS.load(Ordering::SeqCst) == 0 {
            // a prompt may have hidden it
            let _shown = console::Term::stderr().show_cursor();
            std::process::exit(Exit::Interrupted as i32);
        }
    })
    .map_err(|error| Problem::new(format!("Ctrl-C cannot be caught: {error}")).into())
}

/// # Errors
/// When the flag is set.
pub fn check() -> Result<()> {
    if RAISED.load(Ordering::SeqCst) {
        Err(Error::interrupted())
    } else {
        Ok(())
    }
}
