//! EDGE: a progress bar on standard error if that is a terminal; removed at the end.

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use console::Term;

use crate::screen::report::Report;

/// Fewer steps are too fast for a bar.
const LEAST: usize = 4000;
const COLUMNS: usize = 40;

/// A bar that several threads update.
#[derive(Debug)]
pub struct Progress {
    terminal: Option<Term>,
    steps: usize,
    done: AtomicUsize,
}

impl Progress {
    /// A bar for so many steps, drawn only on a terminal and without `--quiet`.
    #[must_use]
    pub fn new(report: Report, steps: usize) -> Self {
        let terminal = Term::stderr();
        let looks = terminal.is_term() && !report.quiet && !report.json && steps >= LEAST;
        Self {
            terminal: looks.then_some(terminal),
            steps: steps.max(1),
            done: AtomicUsize::new(0),
        }
    }

    /// Records a finished step.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed).min(self.steps);
        let columns = |done: usize| done * COLUMNS / self.steps;
        let filled = columns(done + 1).min(COLUMNS);
        if filled > columns(done)
            && let Some(terminal) = self.terminal.as_ref()
        {
            let bar = format!("{}{}", "#".repeat(filled), "-".repeat(COLUMNS - filled));
            let line = format!("\r[{bar}] {}%", filled * 100 / COLUMNS);
            // in one piece, so that bars of two threads do not mix; errors on a closed terminal are ignored
            let _gone = terminal.write_str(&line);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(terminal) = &self.terminal {
            let _gone = terminal.clear_line();
        }
    }
}

/// A line with the current activity, on a terminal and without `--quiet`; removed at the end.
#[derive(Debug)]
pub struct StatusLine {
    terminal: Option<Term>,
}

impl StatusLine {
    #[must_use]
    pub fn new(report: Report) -> Self {
        let terminal = Term::stderr();
        let looks = terminal.is_term() && !report.quiet && !report.json;
        Self {
            terminal: looks.then_some(terminal),
        }
    }

    /// Replaces the line.
    pub fn show(&self, words: &str) {
        if let Some(mut terminal) = self.terminal.as_ref() {
            let columns = usize::from(terminal.size().1).saturating_sub(1);
            let words = console::truncate_str(words, columns, "…");
            let _gone = write!(terminal, "\r\x1b[2K{words}");
            let _gone = terminal.flush();
        }
    }

    /// Removes it until it is shown again.
    pub fn clear(&self) {
        if let Some(terminal) = &self.terminal {
            let _gone = terminal.clear_line();
        }
    }
}

impl Drop for StatusLine {
    fn drop(&mut self) {
        self.clear();
    }
}
