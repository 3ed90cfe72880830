//! EDGE: time measurement.

use std::time::Instant;

/// Milliseconds from `start` until now.
#[must_use]
pub fn since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
