//! EDGE: Ctrl-C and a polite kill set a flag; whoever works looks at it and leaves nothing behind.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Problem, Result};

static RAISED: AtomicBool = AtomicBool::new(false);

/// Sets the flag on SIGINT from now on.
///
/// # Errors
/// When the system refuses a handler.
pub fn catch() -> Result<()> {
    ctrlc::set_handler(|| RAISED.store(true, Ordering::Relaxed))
        .map_err(|error| Problem::new(format!("Ctrl-C cannot be caught: {error}")).into())
}

/// # Errors
/// When the flag is set.
pub fn check() -> Result<()> {
    if RAISED.load(Ordering::Relaxed) {
        Err(Error::interrupted())
    } else {
        Ok(())
    }
}
