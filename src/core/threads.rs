//! Work on several threads, all with the same stack size. Knows nothing of the work.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

/// The stack of every thread, in bytes. The parsers of templates, TOML and YAML are recursive; their limits assume this
/// size, and some systems give a process only 1 MiB.
pub const STACK: usize = 16 * 1024 * 1024;

/// Runs work on a thread with this stack size and waits for it.
///
/// # Errors
/// When the system starts no thread.
pub fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    std::thread::scope(|scope| {
        let thread = Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
        Ok(joined(thread))
    })
}

/// Applies `work` to every item; the results are in the order of the items. At most `threads` threads, including this
/// one, each take the next item until none is left.
pub fn map<'a, I: Sync, T: Send>(
    items: &'a [I],
    threads: usize,
    work: impl Fn(&'a I) -> T + Sync,
) -> Vec<T> {
    map_with(items, threads, || (), |(), item| work(item))
}

/// As [`map`], with a value per thread that is passed from item to item.
pub fn map_with<'a, I: Sync, S, T: Send>(
    items: &'a [I],
    threads: usize,
    own: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &'a I) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut own = own();
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            match items.get(at) {
                Some(item) => done.push((at, work(&mut own, item))),
                None => return done,
            }
        }
    };
    let mut done = std::thread::scope(|scope| {
        // if the system starts no thread, there is one fewer
        let others: Vec<_> = (1..threads.min(items.len()))
            .filter_map(|_| {
                let builder = Builder::new().stack_size(STACK);
                builder.spawn_scoped(scope, run).ok()
            })
            .collect();
        let mut done = run();
        for thread in others {
            done.extend(joined(thread));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, given)| given).collect()
}

fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    let done = thread.join();
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for threads in [0, 1, 7] {
            assert_eq!(
                map(&items, threads, |item| item + 1),
                (1..1001).collect::<Vec<_>>()
            );
        }
        assert_eq!(map(&[0; 0], 4, |item| *item), [0; 0]);
    }
}
