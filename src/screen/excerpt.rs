//! The line of a file with a problem, with its number and a caret below the column. Knows nothing of problems.

use crate::core::place::Excerpt;
use crate::core::text::{columns, fit, printable_char, width};

const TAB: &str = "    ";
/// The minimum width of the line, on any screen.
const MIN_ROOM: usize = 10;

/// The lines to print, at most `screen` columns wide.
#[must_use]
pub fn draw(line: usize, excerpt: &Excerpt, screen: usize) -> [String; 3] {
    let number = format!("{line:>2}");
    let gutter = " ".repeat(number.len());
    let available = screen.saturating_sub(number.len() + 3).max(MIN_ROOM);
    let (text, before, length) = around(excerpt, available);
    let caret = format!("{}{}", " ".repeat(before), "^".repeat(length));
    [
        format!("{gutter} |"),
        format!("{number} | {text}"),
        format!("{gutter} | {caret}"),
    ]
    .map(|line| line.trim_end().to_owned())
}

/// The part of the line around the caret that fits, the columns before the caret, and those of the caret.
fn around(excerpt: &Excerpt, available: usize) -> (String, usize, usize) {
    let characters = || excerpt.text.chars();
    let before = printable(characters().take(excerpt.start));
    let marked = printable(characters().take(excerpt.end).skip(excerpt.start));
    let after = printable(characters().skip(excerpt.end));
    let whole = width(&before, columns) + width(&marked, columns) + width(&after, columns);
    // a position after the end of the line needs a column for its caret
    let before = if whole < available {
        before
    } else {
        end_of(&before, available / 2)
    };
    let column = width(&before, columns);
    let left = available.saturating_sub(column).max(1);
    let length = width(&marked, columns).clamp(1, left);
    (
        fit(&format!("{before}{marked}{after}"), available),
        column,
        length,
    )
}

fn printable(characters: impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    for c in characters {
        match c {
            '\t' => text.push_str(TAB),
            c => text.push(printable_char(c)),
        }
    }
    text
}

/// The text, cut at the start to `max` columns and beginning with `…`.
fn end_of(text: &str, max: usize) -> String {
    if width(text, columns) <= max {
        return text.to_owned();
    }
    let mut used = 1;
    let starts = text.char_indices().rev();
    let fitting = starts.take_while(|(_, c)| {
        used += columns(*c);
        used <= max
    });
    let start = fitting.last().map_or(text.len(), |(at, _)| at);
    format!("…{}", &text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::place::Place;

    fn drawn(text: &str, span: std::ops::Range<usize>, screen: usize) -> String {
        let place = Place::in_text("a", text, span);
        let (line, _) = place.position().unwrap();
        draw(line, place.excerpt().unwrap(), screen).join("\n")
    }

    #[test]
    fn the_caret_is_under_the_span() {
        let lines = drawn("a = 1\nqueue = \"kafka\"\r\n", 14..21, 80);
        let expected = "   |\n 2 | queue = \"kafka\"\n   |         ^^^^^^^";
        assert_eq!(lines, expected);
        assert_eq!(drawn("a = \n", 4..5, 80), "   |\n 1 | a =\n   |     ^");
    }

    #[test]
    fn tabs_and_wide_characters_keep_the_caret_in_line() {
        let lines = drawn("\t日本 = x", 10..11, 80);
        assert_eq!(lines, "   |\n 1 |     日本 = x\n   |            ^");
    }

    #[test]
    fn control_characters_of_a_line_are_not_printed() {
        let lines = drawn("a\u{1b}[31m\u{202e}b", 9..10, 80);
        assert_eq!(lines, "   |\n 1 | a\u{fffd}[31m\u{fffd}b\n   |        ^");
    }

    #[test]
    fn a_long_line_is_cut_around_its_column() {
        let text = format!("{}here{}", "a".repeat(300), "b".repeat(300));
        let lines = drawn(&text, 300..304, 25);
        assert_eq!(
            lines,
            "   |\n 1 | …aaaaaaaaaherebbbbb…\n   |           ^^^^"
        );
        let lines = drawn(&text, 0..604, 25);
        assert_eq!(
            lines.lines().map(|line| width(line, columns)).max(),
            Some(25)
        );
    }
}
