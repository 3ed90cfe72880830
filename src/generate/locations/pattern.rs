//! Numbers that a pattern finds in a file.

use regex::{Regex, RegexBuilder};

use super::Reading;

/// The maximum size of a compiled pattern, in bytes.
const MOST_BYTES: usize = 1 << 18;

/// A pattern as a regular expression with one group; `^` and `$` match at lines.
///
/// # Errors
/// The reason, as the end of a sentence that names the pattern.
pub fn compiled(pattern: &str) -> Result<Regex, String> {
    let regex = line_pattern(pattern)?;
    match regex.captures_len() {
        2 => Ok(regex),
        _ => Err("must have one group, around the number".to_owned()),
    }
}

/// A pattern as a regular expression in which `^` and `$` match at lines.
///
/// # Errors
/// The reason, as the end of a sentence that names the pattern.
pub fn line_pattern(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .multi_line(true)
        .size_limit(MOST_BYTES)
        .dfa_size_limit(MOST_BYTES)
        .build()
        .map_err(|error| format!("is not a valid pattern: {}", first_reason(&error)))
}

/// The last line of the library's message; the lines before draw the pattern.
fn first_reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let line = text.lines().last().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}

pub(super) fn read(pattern: &str, times: u64, text: &str) -> Vec<Reading> {
    let Ok(regex) = compiled(pattern) else {
        return Vec::new();
    };
    let mut readings = Vec::new();
    let (mut line, mut seen) = (1, 0);
    for found in regex.captures_iter(text) {
        let Some(number) = found.get(1) else { continue };
        line += text[seen..number.start()].matches('\n').count();
        seen = number.start();
        #[expect(clippy::cast_precision_loss, reason = "factors are small")]
        let value = number
            .as_str()
            .parse::<f64>()
            .map(|value| value / times as f64);
        readings.extend(
            value
                .ok()
                .filter(|value| value.is_finite())
                .map(|value| Reading { line, value }),
        );
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_that_matches_is_read() {
        let text = "a 1;\n# a 2;\n  a 3;\n";
        let readings = read(r"^\s*a (\d+);", 1, text);
        let found: Vec<_> = readings.iter().map(|r| (r.line, r.value)).collect();
        assert_eq!(found, [(1, 1.0), (3, 3.0)]);
    }

    #[test]
    fn invalid_patterns_are_refused() {
        assert!(compiled("(").is_err());
        assert!(compiled("a").is_err());
        assert!(compiled("(a)(b)").is_err());
        assert!(compiled("(a{1000}{1000})").is_err());
        assert!(compiled(r"a (\d+)").is_ok());
    }
}
