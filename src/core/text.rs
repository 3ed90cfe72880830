//! Text on a screen and in a file: its width in columns, one line of it, where an offset is. Pure.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The text on one line, without what would move the cursor.
#[must_use]
pub fn clean(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The text, or as much of its start as fits, ending in `…`.
#[must_use]
pub fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(1) else {
        return String::new();
    };
    format!("{}…", start(text, room).trim_end())
}

/// The text in lines of at most `width` columns, broken at blanks; longer words are broken anywhere.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for mut word in text.split(' ').filter(|word| !word.is_empty()) {
        while !word.is_empty() {
            if let Some(line) = lines.last_mut()
                && !line.is_empty()
                && line.width() + 1 + word.width() <= width
            {
                line.push(' ');
                line.push_str(word);
                break;
            }
            let part = start(word, width.max(2));
            lines.push(part.to_owned());
            word = &word[part.len()..];
        }
    }
    lines
}

/// The longest start of `text` that is at most `width` columns wide.
fn start(text: &str, width: usize) -> &str {
    let mut used = 0;
    let end = text
        .char_indices()
        .find(|(_, c)| {
            used += c.width().unwrap_or(0);
            used > width
        })
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Line and column, both from 1, of a byte offset.
#[must_use]
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |last| last.chars().count())
        + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_measured_in_columns_and_moves_no_cursor() {
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("日本語", 0), "");
        assert_eq!(wrap("日本語 abcdef", 4), ["日本", "語", "abcd", "ef"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
        assert_eq!(clean(" a\u{1b}[2J\r\nb "), "a [2J b");
    }
}
