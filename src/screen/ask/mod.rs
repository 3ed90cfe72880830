//! Asking a person, behind a small trait so that tests can answer for one. The questions themselves are in
//! `prompts`, their order in `questions`, the last page in `review`; `option_rows` and `sketch` make text that fits;
//! `terminal` is the edge.

mod numbers;
pub mod option_rows;
pub mod page;
pub mod prompts;
pub mod questions;
pub mod review;
pub mod sketch;
#[cfg(feature = "edge")]
pub mod terminal;

use crate::core::error::{Problem, Result};

#[cfg(test)]
mod tests;

/// Somebody who answers.
pub trait Ask {
    /// One of `options`, and never one that is ruled out.
    ///
    /// # Errors
    /// When the person leaves (Ctrl-C) or the terminal is gone.
    fn select(&mut self, prompt: &str, options: &[Choice], default: usize) -> Result<Reply<usize>>;

    /// A line of text that `check` accepts; an empty one stands for `default`.
    ///
    /// # Errors
    /// As for `select`.
    fn line(&mut self, prompt: &str, default: &str, check: &LineCheck<'_>)
    -> Result<Reply<String>>;

    /// Shows text above the next question.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn show(&mut self, text: &str) -> Result<()>;

    /// Shows what is wrong with the answers so far.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn problem(&mut self, problem: &Problem) -> Result<()>;

    /// Throws away what was typed ahead: a question that writes takes no key that was meant for another one.
    fn forget_keys(&mut self) {}

    /// How much can be seen at once.
    fn screen_size(&self) -> ScreenSize;
}

/// Says what is wrong with a line, if anything.
pub type LineCheck<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// What a person did at a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply<T> {
    Given(T),
    /// Back to the question before.
    Back,
}

/// The size of a screen, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScreenSize {
    pub rows: usize,
    pub columns: usize,
}

/// One option of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub label: String,
    /// One line of help.
    pub about: String,
    /// Why it cannot be taken, where earlier answers rule it out.
    pub ruled_out: Option<String>,
}

impl Choice {
    pub fn new(label: impl Into<String>, about: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            about: about.into(),
            ruled_out: None,
        }
    }
}
