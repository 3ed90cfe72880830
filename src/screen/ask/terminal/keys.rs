//! EDGE: key handling of a terminal during prompts. Ctrl-C and Ctrl-D leave at any time, keys typed ahead can be
//! discarded, and the terminal's state is restored, however the prompt ends.

use std::time::Duration;

use console::Term;

use crate::core::interrupt;

/// How long no key must arrive before typing ahead is considered over.
const QUIET: Duration = Duration::from_millis(60);
/// The maximum number of such waits.
const TRIES: usize = 30;

/// Held during prompts.
#[derive(Debug)]
pub(super) struct KeyGuard {
    #[cfg(unix)]
    watch: Option<unix::SignalWatch>,
}

impl KeyGuard {
    pub(super) fn begin() -> Self {
        #[cfg(unix)]
        let (watch, give_back) = unix::SignalWatch::begin();
        #[cfg(not(unix))]
        let give_back = || {};
        interrupt::begin_prompt(move || {
            give_back();
            let term = Term::stderr();
            let _shown = term.show_cursor();
            let _told = term.write_line("\nNothing was written.");
        });
        Self {
            #[cfg(unix)]
            watch,
        }
    }

    /// Discards keys that were typed or pasted before the next question.
    pub(super) fn forget() {
        for _ in 0..TRIES {
            let before = pending();
            std::thread::sleep(QUIET);
            if before == 0 && pending() == 0 {
                return;
            }
        }
    }
}

impl Drop for KeyGuard {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(watch) = self.watch.take() {
            watch.end();
        }
        let _answered = interrupt::end_prompt();
    }
}

/// Discards pending input; returns its length.
#[cfg(unix)]
fn pending() -> u64 {
    let stdin = std::io::stdin();
    let bytes = rustix::io::ioctl_fionread(&stdin).unwrap_or(0);
    let _flushed = rustix::termios::tcflush(&stdin, rustix::termios::QueueSelector::IFlush);
    bytes
}

#[cfg(not(unix))]
fn pending() -> u64 {
    0
}

#[cfg(unix)]
mod unix {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::JoinHandle;
    use std::time::Duration;

    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };

    /// Ctrl-D.
    const END: u8 = 4;
    /// A key that does nothing.
    const NONE: u8 = 0;
    /// How soon after a prompt begins to read a key signals are enabled again.
    const LOOK: Duration = Duration::from_millis(5);

    /// Keeps signals enabled: prompts disable them while reading a key, and ignore Ctrl-D.
    #[derive(Debug)]
    pub(super) struct SignalWatch {
        before: Termios,
        ended: Arc<AtomicBool>,
        thread: JoinHandle<()>,
    }

    impl SignalWatch {
        /// The watch, if there is a terminal, and a function that restores the terminal.
        pub(super) fn begin() -> (Option<Self>, impl FnOnce() + Send + 'static) {
            let before = tcgetattr(std::io::stdin()).ok();
            let given_back = before.clone();
            let watch = before.map(|before| {
                let mut asking = before.clone();
                asking.special_codes[SpecialCodeIndex::VQUIT] = END;
                asking.special_codes[SpecialCodeIndex::VEOF] = NONE;
                asking.special_codes[SpecialCodeIndex::VSUSP] = NONE;
                set(&asking);
                let ended = Arc::new(AtomicBool::new(false));
                let over = Arc::clone(&ended);
                let thread = std::thread::spawn(move || {
                    while !over.load(Ordering::SeqCst) {
                        signals();
                        std::thread::sleep(LOOK);
                    }
                });
                Self {
                    before,
                    ended,
                    thread,
                }
            });
            (watch, move || {
                given_back.iter().for_each(set);
            })
        }

        pub(super) fn end(self) {
            self.ended.store(true, Ordering::SeqCst);
            let _joined = self.thread.join();
            set(&self.before);
        }
    }

    /// Enables signals again while a prompt reads a key.
    fn signals() {
        let Ok(mut now) = tcgetattr(std::io::stdin()) else {
            return;
        };
        let signals = LocalModes::ISIG;
        if !now.local_modes.contains(LocalModes::ICANON) && !now.local_modes.contains(signals) {
            now.local_modes |= signals;
            set(&now);
        }
    }

    fn set(settings: &Termios) {
        // an error on a closed terminal does not matter
        let _gone = tcsetattr(std::io::stdin(), OptionalActions::Now, settings);
    }
}
