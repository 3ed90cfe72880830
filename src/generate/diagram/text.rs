//! Arbitrary text made safe to lay out: cleaned of what cannot be seen, measured, cut and wrapped.
//! Knows no output format; who calls brings the ruler.

use unicode_width::UnicodeWidthChar;

/// How wide one character is, in a unit of the caller's choice.
pub(super) type Ruler = fn(char) -> usize;

/// The ruler of a terminal: columns.
pub(super) fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The text on one line: controls and blanks become single blanks, invisible characters go.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if !(c.is_whitespace() || c.is_control()) {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Joiners, direction marks, variation selectors and the like: they show nothing of their own, and
/// terminals disagree about their width. Also what XML forbids.
fn is_invisible(c: char) -> bool {
    let c = u32::from(c);
    matches!(c,
        0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f
        | 0xfe00..=0xfe0f | 0xfeff | 0xfff0..=0xfffb | 0x1_f3fb..=0x1_f3ff | 0xe_0000..=0xe_0fff)
        || c & 0xfffe == 0xfffe
}

/// The width of a text.
pub(super) fn width(text: &str, ruler: Ruler) -> usize {
    text.chars().map(ruler).sum()
}

/// The text, or as much of its start as fits, ending in `…`.
pub(super) fn fit(text: &str, max: usize, ruler: Ruler) -> String {
    if width(text, ruler) <= max {
        return text.to_owned();
    }
    let Some(room) = max.checked_sub(ruler('…')) else {
        return String::new();
    };
    let mut used = 0;
    let mut out: String = text
        .chars()
        .take_while(|c| {
            used += ruler(*c);
            used <= room
        })
        .collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// The text in at most `lines` lines, broken at blanks; what is left over is cut.
pub(super) fn wrap(text: &str, max: usize, lines: usize, ruler: Ruler) -> Vec<String> {
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
    out.iter().map(|line| fit(line, max, ruler)).collect()
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
    fn what_does_not_fit_is_cut_by_columns() {
        assert_eq!(fit("PostgreSQL", 10, columns), "PostgreSQL");
        assert_eq!(fit("PostgreSQL", 6, columns), "Postg…");
        assert_eq!(fit("日本語", 4, columns), "日…");
        assert_eq!(fit("日本語", 0, columns), "");
    }

    #[test]
    fn long_text_is_wrapped_then_cut() {
        assert_eq!(
            wrap("2 processes x 8 threads", 12, 3, columns),
            ["2 processes", "x 8 threads"]
        );
        assert_eq!(wrap("one two three four", 5, 2, columns), ["one", "two…"]);
        assert_eq!(wrap("", 5, 2, columns), Vec::<String>::new());
    }
}
