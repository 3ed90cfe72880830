//! EDGE: work that must be done even at a panic: a release build aborts directly after the panic hook. Knows nothing of
//! the work.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once, PoisonError};

type Work = Box<dyn FnOnce() + Send>;

static PENDING: Mutex<Vec<(u64, Work)>> = Mutex::new(Vec::new());
static NEXT: AtomicU64 = AtomicU64::new(0);
static HOOK: Once = Once::new();

/// Work that is done at a panic, the last one first, until this is dropped.
#[derive(Debug)]
#[must_use = "the work is not done at a panic once this is dropped"]
pub(super) struct AtPanic(u64);

impl AtPanic {
    pub(super) fn begin(work: impl FnOnce() + Send + 'static) -> Self {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                before(panic);
                // the panic may be in this module
                let pending = PENDING.try_lock();
                let pending = pending.map(|mut pending| std::mem::take(&mut *pending));
                for (_, work) in pending.into_iter().flatten().rev() {
                    work();
                }
            }));
        });
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut pending = PENDING.lock().unwrap_or_else(PoisonError::into_inner);
        pending.push((id, Box::new(work)));
        Self(id)
    }
}

impl Drop for AtPanic {
    fn drop(&mut self) {
        let mut pending = PENDING.lock().unwrap_or_else(PoisonError::into_inner);
        pending.retain(|(id, _)| *id != self.0);
    }
}
