//! Work for several threads at once, each with a stack of one size. Knows nothing of what is done.

use std::thread::Builder;

/// The stack of every thread, in bytes. Parsers of templates, TOML and YAML call themselves; what bounds them counts
/// on this, and systems give a process as little as 1 MiB.
pub const STACK: usize = 16 * 1024 * 1024;

/// Does work on a thread with the usual stack, and waits for it.
///
/// # Errors
/// When the system gives no thread.
pub fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    std::thread::scope(|scope| {
        let thread = Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
        Ok(joined(thread))
    })
}

/// What every one of `threads` threads gives, this one included.
pub fn in_parallel<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        // a thread that the system does not give is one fewer
        let others: Vec<_> = (1..threads)
            .filter_map(|_| {
                let builder = Builder::new().stack_size(STACK);
                builder.spawn_scoped(scope, &work).ok()
            })
            .collect();
        let mut results = vec![work()];
        for thread in others {
            results.push(joined(thread));
        }
        results
    })
}

fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    let done = thread.join();
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
