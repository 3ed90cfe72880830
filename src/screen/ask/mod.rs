//! Prompts, behind a small trait so that tests can answer them. The questions themselves are in `prompts`, their order
//! in `questions`, the last page in `review`; `option_rows` and `sketch` make text that fits; `terminal` is the edge.

mod numbers;
pub mod option_rows;
pub mod page;
pub mod prompts;
pub mod questions;
pub mod resources;
pub mod review;
pub mod sketch;
#[cfg(feature = "edge")]
pub mod terminal;

use crate::core::error::{Problem, Result};

#[cfg(test)]
mod tests;

/// Asks the user.
pub trait Ask {
    /// Lets the user select one of `options`, except those that are ruled out.
    ///
    /// # Errors
    /// When the user leaves (Ctrl-C) or the terminal is closed.
    fn select(&mut self, prompt: &str, options: &[Choice], default: usize) -> Result<Reply<usize>>;

    /// Asks for a line of text that `check` accepts; an empty one means `default`.
    ///
    /// # Errors
    /// As for `select`.
    fn line(&mut self, prompt: &str, default: &str, check: &LineCheck<'_>)
    -> Result<Reply<String>>;

    /// Shows text above the next question.
    ///
    /// # Errors
    /// When the terminal is closed.
    fn show(&mut self, text: &str) -> Result<()>;

    /// Shows a problem of the answers so far.
    ///
    /// # Errors
    /// When the terminal is closed.
    fn problem(&mut self, problem: &Problem) -> Result<()>;

    /// Discards keys that were typed ahead, before a question that writes files.
    fn forget_keys(&mut self) {}

    /// The visible size.
    fn screen_size(&self) -> ScreenSize;
}

/// Returns the problem of a line, if any.
pub type LineCheck<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// The user's reply to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply<T> {
    Given(T),
    /// Back to the previous question.
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
    /// A line of help.
    pub about: String,
    /// Why it cannot be selected, if it conflicts with earlier answers.
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
