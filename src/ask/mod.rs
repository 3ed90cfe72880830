//! Asking a person, behind a small trait so that tests can answer for one. The questions themselves are in
//! `questions`; `terminal` is the edge.

pub mod questions;
pub mod review;
pub mod terminal;

use crate::error::Result;

/// Somebody who answers.
pub trait Ask {
    /// One of `options`.
    ///
    /// # Errors
    /// When the person leaves (Ctrl-C) or the terminal is gone.
    fn select(&mut self, prompt: &str, options: &[Choice], default: usize) -> Result<Reply<usize>>;

    /// A line of text that `check` accepts.
    ///
    /// # Errors
    /// As for `select`.
    fn line(&mut self, prompt: &str, initial: &str, check: &Check<'_>) -> Result<Reply<String>>;

    /// Shows text above the next question.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn show(&mut self, text: &str) -> Result<()>;
}

/// Says what is wrong with a line, if anything.
pub type Check<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// What a person did at a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply<T> {
    Given(T),
    /// Back to the question before.
    Back,
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
