//! Regular expressions of a pack for answers: size-limited, and anchored to the whole text.

use regex::{Regex, RegexBuilder};

/// The maximum size of a compiled pattern: sufficient for one line of text.
const PATTERN_BYTES: usize = 256 * 1024;

/// A pattern that must match the whole text.
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
