//! Text on a screen and in a file: removes invisible characters, measures, cuts, wraps; line and column of an offset.
//! Pure, and knows no output format: the caller gives the unit of width.

use unicode_width::UnicodeWidthChar as _;

/// The width of a character, in a unit of the caller's choice.
pub type Ruler = fn(char) -> usize;

/// The width of a character in a terminal, in columns.
#[must_use]
pub fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The text on one line: control characters and whitespace become single spaces, invisible characters are removed.
#[must_use]
pub fn clean(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let words = visible.split(|c: char| c.is_whitespace() || c.is_control());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Joiners, direction marks, variation selectors and the like: invisible by themselves, and terminals disagree about
/// their width. Also the characters that XML forbids.
fn is_invisible(c: char) -> bool {
    let c = u32::from(c);
    matches!(c,
        0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f
        | 0xfe00..=0xfe0f | 0xfeff | 0xfff0..=0xfffb | 0x1_f3fb..=0x1_f3ff | 0xe_0000..=0xe_0fff)
        || c & 0xfffe == 0xfffe
}

/// The character, or a replacement if a terminal does not show it or interprets it.
#[must_use]
pub fn printable_char(c: char) -> char {
    if c.is_control() || is_invisible(c) {
        '\u{fffd}'
    } else {
        c
    }
}

/// The width of a text.
#[must_use]
pub fn width(text: &str, ruler: Ruler) -> usize {
    text.chars().map(ruler).sum()
}

/// The text, cut to `max` columns with `…` at the end if it is longer.
#[must_use]
pub fn fit(text: &str, max: usize) -> String {
    fit_by(text, max, columns)
}

/// As [`fit`], with another unit of width.
#[must_use]
pub fn fit_by(text: &str, max: usize, ruler: Ruler) -> String {
    if width(text, ruler) <= max {
        return text.to_owned();
    }
    let Some(available) = max.checked_sub(ruler('…')) else {
        return String::new();
    };
    format!("{}…", start(text, available, ruler).trim_end())
}

/// The text in lines of at most `max` columns, broken at spaces; longer words are broken anywhere.
#[must_use]
pub fn wrap(text: &str, max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for mut word in text.split(' ').filter(|word| !word.is_empty()) {
        while !word.is_empty() {
            if let Some(line) = lines.last_mut()
                && !line.is_empty()
                && width(line, columns) + 1 + width(word, columns) <= max
            {
                line.push(' ');
                line.push_str(word);
                break;
            }
            let part = start(word, max.max(2), columns);
            lines.push(part.to_owned());
            word = &word[part.len()..];
        }
    }
    lines
}

/// The text in at most `lines` lines, broken at spaces; longer words and the remaining text are cut.
#[must_use]
pub fn wrap_in(text: &str, max: usize, lines: usize, ruler: Ruler) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let full = out.len() >= lines;
        match out.last_mut() {
            Some(line) if full || width(line, ruler) + ruler(' ') + width(word, ruler) <= max => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out.iter().map(|line| fit_by(line, max, ruler)).collect()
}

/// The longest prefix of `text` that is at most `max` wide.
fn start(text: &str, max: usize, ruler: Ruler) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += ruler(*c);
        used > max
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Text escaped for XML and HTML; control characters, which XML forbids, are replaced.
#[must_use]
pub fn escape_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
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
    fn clean_text_is_one_visible_line() {
        assert_eq!(
            clean("  a\t\r\n b\u{1b}[31m\u{200d}\u{202e}c\u{fe0f}  "),
            "a b [31mc"
        );
        assert_eq!(clean("\u{ffff}\0\u{7f}"), "");
    }

    #[test]
    fn long_text_is_cut_by_columns() {
        assert_eq!(fit("PostgreSQL", 10), "PostgreSQL");
        assert_eq!(fit("PostgreSQL", 6), "Postg…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("日本語", 0), "");
    }

    #[test]
    fn long_text_is_wrapped() {
        assert_eq!(wrap("日本語 abcdef", 4), ["日本", "語", "abcd", "ef"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
    }

    #[test]
    fn long_text_is_wrapped_then_cut() {
        assert_eq!(
            wrap_in("2 processes x 8 threads", 12, 3, columns),
            ["2 processes", "x 8 threads"]
        );
        assert_eq!(
            wrap_in("one two three four", 5, 2, columns),
            ["one", "two…"]
        );
        assert_eq!(wrap_in("", 5, 2, columns), Vec::<String>::new());
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(
            escape_xml("<a b='1'>&\"\u{7}\n"),
            "&lt;a b=&#39;1&#39;&gt;&amp;&quot;\u{fffd}\n"
        );
    }
}
