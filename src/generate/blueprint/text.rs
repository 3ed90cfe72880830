//! Answers that must be text.

use crate::core::answers::{Assignment, Value};
use crate::core::error::Problem;

/// The text, if there is an answer.
pub(super) fn text(assignment: Option<&Assignment>, problems: &mut Vec<Problem>) -> Option<String> {
    match assignment.map(|assignment| (&assignment.value, assignment)) {
        None => None,
        Some((Value::Typed(text) | Value::Text(text), _)) => Some(text.clone()),
        Some((other, assignment)) => {
            problems.push(
                Problem::new(format!(
                    "`{}` must be text, not {}",
                    assignment.key,
                    kind(other)
                ))
                .at(&assignment.place)
                .help("put it in quotes"),
            );
            None
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Typed(_) | Value::Text(_) => "text",
        Value::Number(_) => "a number",
        Value::Flag(_) => "a boolean",
        Value::Other(kind) => kind,
    }
}
