//! The syntax of a TOML file, with all its errors. Knows no key of any file.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, Error};

use crate::core::error::Problem;
use crate::core::place::Place;

/// The maximum number of problems in a report.
pub const MAX_PROBLEMS: usize = 100;

/// The table of the file `name`, each key and value with its place in `text`.
///
/// # Errors
/// When the text is not TOML: the first error of each line, because later ones on the same line follow from it.
pub fn parse<'a>(name: &str, text: &'a str) -> Result<Spanned<DeTable<'a>>, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = errors
        .iter()
        .map(|error| problem(name, text, error))
        .collect();
    if problems.is_empty() {
        return Ok(table);
    }
    let mut lines = BTreeSet::new();
    problems.retain(|problem| {
        let position = problem.place.as_ref().and_then(Place::position);
        lines.insert(position.map(|(line, _)| line))
    });
    problems.sort_by(|one, other| one.place.cmp(&other.place));
    problems.truncate(MAX_PROBLEMS);
    Err(problems)
}

/// An error of the parser, or of a value with the wrong type.
#[must_use]
pub fn problem(name: &str, text: &str, error: &Error) -> Problem {
    let place = error.span().map(|span| Place::in_text(name, text, span));
    let message = error.message().lines().next().unwrap_or_default();
    Problem::new(message).at(place.unwrap_or_else(|| name.into()))
}
