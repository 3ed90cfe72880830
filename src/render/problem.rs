//! Tera's errors as problems: the place, what is wrong, what is in scope.

use tera::ErrorKind;

use super::bounds::Guarded;
use crate::error::Problem;
use crate::suggest;

/// The problem in an error that Tera gave for `template`.
pub(super) fn problem(template: &str, guarded: &Guarded<'_>, error: &tera::Error) -> Problem {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return drawn_problem(template, guarded, &error.to_string());
    };
    let span = report.span();
    let file = if report.filename().is_empty() {
        template
    } else {
        report.filename()
    };
    let (line, column) = guarded.place(span.start_line, span.start_col + 1);
    let place = format!("{file}:{line}:{column}");
    // Tera says in the same breath what the template could have named instead
    let (message, known) = report
        .message()
        .split_once(" Available ")
        .unwrap_or((report.message(), ""));
    let problem = Problem::new(message.trim_end_matches('.')).at(place);
    match known.split_once(": ") {
        Some((_, names)) => problem.help(in_scope(message, names)),
        None => problem,
    }
}

/// The problem in a message that Tera has drawn already: its first line, and the place on an arrow's.
fn drawn_problem(template: &str, guarded: &Guarded<'_>, drawn: &str) -> Problem {
    let message = drawn
        .lines()
        .next()
        .unwrap_or(drawn)
        .trim_start_matches("error: ");
    let place = drawn
        .lines()
        .find_map(|line| line.trim().strip_prefix("--> "));
    let place = place.map(|place| {
        let mut parts = place.rsplitn(3, ':');
        let number = |part: Option<&str>| part.and_then(|part| part.parse().ok());
        match (number(parts.next()), number(parts.next()), parts.next()) {
            (Some(column), Some(line), Some(file)) => {
                let (line, column) = guarded.place(line, column);
                format!("{file}:{line}:{column}")
            }
            _ => place.to_owned(),
        }
    });
    Problem::new(message).at(place.unwrap_or_else(|| template.to_owned()))
}

/// What a template could have named instead of the name that `message` quotes.
fn in_scope(message: &str, names: &str) -> String {
    let wrong = message.split('`').nth(1).unwrap_or_default();
    let near = suggest::nearest(wrong, names.split(", "));
    let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    format!("{near}In scope: {names}")
}
