//! Converts Tera's errors to problems: the place, the message, the names in scope.

use tera::ErrorKind;

use super::guard::GuardedTemplate;
use crate::core::error::Problem;
use crate::core::suggest;

/// The problem in Tera's error for `template`.
pub(super) fn problem(
    template: &str,
    guarded: &GuardedTemplate<'_>,
    error: &tera::Error,
) -> Problem {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return formatted_problem(template, guarded, &error.to_string());
    };
    let span = report.span();
    let file = if report.filename().is_empty() {
        template
    } else {
        report.filename()
    };
    let end = if span.end_line == span.start_line {
        span.end_col
    } else {
        usize::MAX - 1
    };
    let place = guarded.place(file, span.start_line, span.start_col + 1..end + 1);
    // Tera's message also contains the known names
    let (message, known) = report
        .message()
        .split_once(" Available ")
        .unwrap_or((report.message(), ""));
    let problem = Problem::new(message.trim_end_matches('.')).at(place);
    match names_in_message(known) {
        Some(names) => {
            let wrong = message.split('`').nth(1).unwrap_or_default();
            problem.help(in_scope(wrong, &names))
        }
        None => problem,
    }
}

fn names_in_message(known: &str) -> Option<Vec<String>> {
    let (_, names) = known.split_once(": ")?;
    Some(names.split(", ").map(str::to_owned).collect())
}

/// The known names in an error about an unknown name.
pub(super) fn known_names(error: &tera::Error) -> Vec<String> {
    let ErrorKind::RenderingError(report) = error.kind() else {
        return Vec::new();
    };
    let known = report.message().split_once(" Available ");
    known
        .and_then(|(_, known)| names_in_message(known))
        .unwrap_or_default()
}

/// The problem in a message that Tera has formatted: its first line, and the place from the line with the arrow.
fn formatted_problem(template: &str, guarded: &GuardedTemplate<'_>, drawn: &str) -> Problem {
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
            (Some(column), Some(line), Some(file)) => guarded.place(file, line, column..column + 1),
            _ => place.into(),
        }
    });
    Problem::new(message).at(place.unwrap_or_else(|| template.into()))
}

/// Help for an unknown name: the names in scope.
pub(crate) fn in_scope(wrong: &str, names: &[String]) -> String {
    if names.is_empty() {
        return "there is nothing below it".to_owned();
    }
    let near = suggest::nearest(wrong, names.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    format!("{near}In scope: {}", suggest::name_list(&names))
}
