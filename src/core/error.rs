//! The error type: all problems of an input, each with its place and a help text, as data. Knows nothing of terminals;
//! `report` draws it.

use std::fmt;

use serde::Serialize;

use super::place::Place;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One problem of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub message: String,
    #[serde(rename = "where")]
    pub place: Option<Place>,
    /// How to fix it, ready to paste where possible.
    pub help: Option<String>,
}

impl Problem {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            place: None,
            help: None,
        }
    }

    /// A system call that failed at `path`.
    pub fn io(path: impl Into<Place>, error: &std::io::Error) -> Self {
        Self::new(error.to_string())
            .at(path)
            .help("fix the cause and run the command again")
    }

    #[must_use]
    pub fn at(mut self, place: impl Into<Place>) -> Self {
        self.place = Some(place.into());
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Problem {
    /// The problem as one line.
    #[must_use]
    pub fn one_line(&self) -> String {
        let place = self.place.iter().map(|place| format!("{place}: "));
        let help = self.help.iter().map(|help| format!("; {help}"));
        let message = std::iter::once(self.message.clone());
        place.chain(message).chain(help).collect()
    }
}

/// Exit code of a failed command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Refused or failed; nothing changed.
    Refused = 1,
    /// The command line itself is wrong.
    Usage = 2,
    /// Ctrl-C, with the exit code that shells use; other signals have their own.
    Interrupted = 130,
}

/// All problems of one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pub problems: Vec<Problem>,
    pub exit: Exit,
}

impl Error {
    #[must_use]
    pub fn usage(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            exit: Exit::Usage,
        }
    }

    #[must_use]
    pub fn interrupted() -> Self {
        Self {
            problems: Vec::new(),
            exit: Exit::Interrupted,
        }
    }

    /// `Err` with all problems, if there are any.
    ///
    /// # Errors
    /// When `problems` is not empty.
    pub fn if_any(problems: Vec<Problem>) -> Result<()> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems.into())
        }
    }
}

impl From<String> for Problem {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        vec![problem].into()
    }
}

impl From<Vec<Problem>> for Error {
    fn from(problems: Vec<Problem>) -> Self {
        Self {
            problems,
            exit: Exit::Refused,
        }
    }
}

/// Adds the path to the error of a system call.
pub trait AtPath<T> {
    /// # Errors
    /// When the call failed: the problem at `path`.
    fn at_path(self, path: impl Into<Place>) -> Result<T, Problem>;
}

impl<T> AtPath<T> for std::io::Result<T> {
    fn at_path(self, path: impl Into<Place>) -> Result<T, Problem> {
        self.map_err(|error| Problem::io(path, &error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{}", problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
