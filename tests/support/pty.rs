//! The built program on a pseudo-terminal: press keys, wait for text on the screen, get the exit code.

use std::io::{Read as _, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Much longer than any test needs; only a failing test waits for it.
const DEADLINE: Duration = Duration::from_secs(20);
/// The terminal flag for line-buffered input.
const CANONICAL: u32 = if cfg!(target_os = "macos") {
    0x100
} else {
    0x2
};

pub const ENTER: &str = "\r";
pub const ESC: &str = "\x1b";
pub const UP: &str = "\x1b[A";
pub const DOWN: &str = "\x1b[B";
pub const CTRL_C: &str = "\x03";
pub const CTRL_D: &str = "\x04";

struct Shown {
    parser: vt100::Parser,
    closed: bool,
}

pub struct Pty {
    shown: Arc<(Mutex<Shown>, Condvar)>,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
}

impl Pty {
    /// Runs `words` in `dir` on a screen of so many rows and columns, in colour.
    pub fn run(dir: &Path, (rows, cols): (u16, u16), words: &[&str]) -> Self {
        Self::with(dir, (rows, cols), words, &[])
    }

    pub fn with(
        dir: &Path,
        (rows, cols): (u16, u16),
        words: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let size = PtySize {
            rows,
            cols,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(words[0]);
        command.args(&words[1..]);
        command.cwd(dir);
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        for (name, value) in crate::support::clean_environment() {
            command.env(name, value);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        let shown = Arc::new((
            Mutex::new(Shown {
                parser: vt100::Parser::new(at_least_one(rows), at_least_one(cols), 0),
                closed: false,
            }),
            Condvar::new(),
        ));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let behind = Arc::clone(&shown);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            loop {
                let read = reader.read(&mut bytes).unwrap_or(0);
                let mut shown = behind.0.lock().unwrap();
                shown.parser.process(&bytes[..read]);
                shown.closed = read == 0;
                behind.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        Self {
            shown,
            child,
            writer,
            master: pair.master,
        }
    }

    /// Waits until `wanted` is true for the screen.
    #[track_caller]
    pub fn wait(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let until = Instant::now() + DEADLINE;
        let mut shown = self.shown.0.lock().unwrap();
        while !wanted(shown.parser.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || shown.closed {
                let screen = shown.parser.screen().contents();
                drop(shown);
                panic!("never saw {what:?} on:\n{screen}");
            }
            shown = self.shown.1.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Waits until the screen contains `text`.
    #[track_caller]
    pub fn see(&self, text: &str) -> &Self {
        self.wait(text, |screen| screen.contents().contains(text));
        self
    }

    /// Waits until `option` is selected.
    #[track_caller]
    pub fn at(&self, option: &str) -> &Self {
        self.see(&format!("❯ {option}"))
    }

    /// Waits until the last page is complete.
    #[track_caller]
    pub fn at_page(&self) -> &Self {
        self.at("Write ").see("  Leave ")
    }

    /// Presses a key, as soon as the program reads keys.
    #[track_caller]
    pub fn press(&mut self, key: &str) -> &Self {
        self.wait_for_reader();
        self.send(key)
    }

    /// Sends keys to a program that reads lines.
    pub fn send(&mut self, keys: &str) -> &Self {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
        self
    }

    /// Types a text, waiting for the echo of each character.
    #[track_caller]
    pub fn type_in(&mut self, text: &str) -> &Self {
        for c in text.chars() {
            let before = self.look(vt100::Screen::cursor_position);
            self.press(&c.to_string());
            self.wait("the cursor moves", |s| s.cursor_position() != before);
        }
        self
    }

    /// Waits until the line before the cursor ends with `text`.
    #[track_caller]
    pub fn typed(&self, text: &str) -> &Self {
        self.wait(text, |screen| {
            let (row, column) = screen.cursor_position();
            let line = screen.contents_between(row, 0, row, column);
            line.trim_end().ends_with(text)
        });
        self
    }

    #[track_caller]
    fn wait_for_reader(&self) {
        let until = Instant::now() + DEADLINE;
        while self.collects_lines() {
            let screen = self.screen();
            assert!(Instant::now() < until, "no key is read:\n{screen}");
            std::thread::yield_now();
        }
    }

    fn collects_lines(&self) -> bool {
        let settings = self.master.get_termios();
        settings.is_none_or(|settings| settings.local_flags.bits() & CANONICAL != 0)
    }

    pub fn screen(&self) -> String {
        self.look(vt100::Screen::contents)
    }

    pub fn look<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.shown.0.lock().unwrap().parser.screen())
    }

    /// Whether any cell of the screen has a colour or is bold, dim, underlined or inverse.
    pub fn has_style(&self) -> bool {
        self.look(|screen| {
            let (rows, columns) = screen.size();
            let (rows, columns) = (rows.get(), columns.get());
            let mut cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
            cells.any(|(row, column)| {
                screen.cell(row, column).is_some_and(|cell| {
                    cell.fgcolor() != vt100::Color::Default
                        || cell.bgcolor() != vt100::Color::Default
                        || cell.bold()
                        || cell.dim()
                        || cell.underline()
                        || cell.inverse()
                })
            })
        })
    }

    /// Sends a signal to the program while it waits for a key.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        self.wait_for_reader();
        let id = self.child.process_id().expect("a process").to_string();
        let sent = std::process::Command::new("kill")
            .args(["-s", name, &id])
            .status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for the end and the last output; returns the exit code.
    #[track_caller]
    pub fn end(&mut self) -> i32 {
        let until = Instant::now() + DEADLINE;
        let mut shown = self.shown.0.lock().unwrap();
        while !shown.closed {
            let left = until.saturating_duration_since(Instant::now());
            let screen = shown.parser.screen().contents();
            assert!(!left.is_zero(), "it does not end:\n{screen}");
            shown = self.shown.1.wait_timeout(shown, left).unwrap().0;
        }
        drop(shown);
        let status = self.child.wait().expect("an exit code");
        i32::try_from(status.exit_code()).expect("a small exit code")
    }
}

fn at_least_one(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a screen")
}

impl Drop for Pty {
    fn drop(&mut self) {
        // most have ended already
        let _over = self.child.kill();
    }
}
