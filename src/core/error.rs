//! One error type: everything that is wrong with an input, each with its place and its remedy as data.
//! Knows nothing of terminals; `report` draws it.

use std::fmt;

use serde::Serialize;

use super::place::Place;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub message: String,
    #[serde(rename = "where")]
    pub place: Option<Place>,
    /// What to do about it, ready to paste where that is possible.
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

    /// What the system refused at `path`.
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
    /// All of it where there is one line for it.
    #[must_use]
    pub fn one_line(&self) -> String {
        let place = self.place.iter().map(|place| format!("{place}: "));
        let help = self.help.iter().map(|help| format!("; {help}"));
        let message = std::iter::once(self.message.clone());
        place.chain(message).chain(help).collect()
    }
}

/// How the process ends when a command fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Refused or failed; nothing changed.
    Refused = 1,
    /// The command line itself is wrong.
    Usage = 2,
    /// Ctrl-C, as shells report it; another signal has a code of its own.
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

    /// `Err` with every problem where there is one.
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

/// Names the path that a call of the system failed for.
pub trait AtPath<T> {
    /// # Errors
    /// The problem at `path`, where the call failed.
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
