//! Patterns that a pack's author writes for answers: bounded, and for the whole of a text.

use regex::{Regex, RegexBuilder};

/// What a pattern may cost; what costs more is no pattern for one line of text.
const PATTERN_BYTES: usize = 256 * 1024;

/// A pattern that the whole of a text must match.
pub(crate) fn compiled(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(PATTERN_BYTES)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "is too complex".to_owned(),
            error => {
                let text = error.to_string();
                let last = text.lines().last().unwrap_or(&text);
                format!(
                    "is not a valid pattern: {}",
                    last.trim_start_matches("error: ")
                )
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_bounded() {
        assert!(compiled("(?:(?:a{100}){100}){100}").is_err());
        assert!(
            compiled("(")
                .unwrap_err()
                .starts_with("is not a valid pattern: ")
        );
    }
}
