//! Wraps prose to a number of columns: broken at spaces, continuation lines below the text of the first. Text in
//! backquotes can be pasted and is not broken. Pure: not called without a screen.

use unicode_width::UnicodeWidthStr as _;

/// If the last column is narrower, continuation lines begin at the indentation.
const LEAST: usize = 24;
/// Spaces that separate columns, as in a list of names with descriptions.
const GAP: &str = "  ";

/// Wraps every line of `text`; continuation lines are in the line's last column.
#[must_use]
pub fn columns(text: &str, columns: usize) -> String {
    let lines = text.lines().map(|line| {
        let indent = last_column(line);
        let indent = if indent + LEAST > columns {
            below(line)
        } else {
            indent
        };
        hanging(line, columns, indent)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A paragraph whose lines after the first one are indented. Lines below the first one of the text are already
/// formatted (a diff, an excerpt) and are not changed.
#[must_use]
pub fn hanging(text: &str, columns: usize, indent: usize) -> String {
    let (paragraph, drawn) = match text.split_once('\n') {
        Some((paragraph, drawn)) => (paragraph, Some(drawn)),
        None => (text, None),
    };
    let start = leading(paragraph);
    let mut lines = vec![paragraph[..start].to_owned()];
    let mut blank = true;
    for (gap, word) in words(&paragraph[start..]) {
        let line = lines.last().map_or(0, |line| line.width());
        if blank || line + gap.len() + word.width() <= columns {
            if let Some(line) = lines.last_mut() {
                line.push_str(gap);
                line.push_str(word);
            }
        } else {
            lines.push(format!("{}{word}", " ".repeat(indent)));
        }
        blank = false;
    }
    lines.extend(drawn.map(str::to_owned));
    lines.join("\n")
}

/// A command wrapped in lines that a shell reads as one: `\` before each break.
#[must_use]
pub fn command(line: &str, columns: usize, indent: usize) -> String {
    let mut lines = vec![String::new()];
    let mut quoted = false;
    let mut words: Vec<String> = Vec::new();
    for part in line.split(' ') {
        match words.last_mut().filter(|_| quoted) {
            Some(word) => {
                word.push(' ');
                word.push_str(part);
            }
            None => words.push(part.to_owned()),
        }
        quoted ^= part.matches('\'').count() % 2 == 1;
    }
    for word in words {
        let line = lines.last().map_or(0, |line| line.width());
        // space for a blank before the word, and for ` \` after it
        if line == 0 || line + 1 + word.width() + 2 <= columns {
            if let Some(line) = lines.last_mut() {
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(&word);
            }
        } else {
            lines.push(format!("{}{word}", " ".repeat(indent)));
        }
    }
    lines.join(" \\\n")
}

/// The words with the spaces before them; text in backquotes is one word.
fn words(text: &str) -> Vec<(&str, &str)> {
    let mut words = Vec::new();
    let (mut from, mut at) = (0, 0);
    let mut within = false;
    let mut begun = false;
    for (index, c) in text.char_indices() {
        if c == ' ' && begun && (!within || !text[index..].contains('`')) {
            words.push((&text[from..at], &text[at..index]));
            (from, begun, within) = (index, false, false);
        } else if c != ' ' && !begun {
            (at, begun) = (index, true);
        }
        if c == '`' {
            within = !within;
        }
    }
    if begun {
        words.push((&text[from..at], &text[at..]));
    }
    words
}

fn leading(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Where the last column of a line begins; without columns, the indentation for continuation lines.
fn last_column(line: &str) -> usize {
    let start = leading(line);
    match line[start..].rfind(GAP) {
        Some(gap) => line[..start + gap + GAP.len()].width(),
        None => below(line),
    }
}

/// Continuation lines of an indented line are indented more.
fn below(line: &str) -> usize {
    match leading(line) {
        0 => 0,
        start => start + GAP.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continuation_lines_are_aligned_with_the_first() {
        let message = "error: the pools outgrow the database: 8016 > 100";
        assert_eq!(
            hanging(message, 30, 7),
            "error: the pools outgrow the\n       database: 8016 > 100"
        );
        assert_eq!(hanging(message, 80, 7), message);
        assert_eq!(hanging("", 80, 7), "");
    }

    #[test]
    fn commands_and_long_words_are_not_broken() {
        assert_eq!(
            hanging("help: say `tierup set db=sqlite` or not", 26, 6),
            "help: say\n      `tierup set db=sqlite`\n      or not"
        );
        let long = "help: `tierup set capacity.web.replicas=4`";
        assert_eq!(
            hanging(long, 10, 6),
            "help:\n      `tierup set capacity.web.replicas=4`"
        );
        assert_eq!(hanging("a ` alone", 3, 0), "a `\nalone");
        assert_eq!(hanging("/a/long/path is", 4, 0), "/a/long/path\nis");
    }

    #[test]
    fn formatted_lines_are_not_wrapped() {
        let diff = "one file differs\n-a line of the diff\n+another line of it";
        assert_eq!(
            hanging(diff, 12, 2),
            "one file\n  differs\n-a line of the diff\n+another line of it"
        );
    }

    #[test]
    fn a_list_is_wrapped_in_its_last_column() {
        let list = "db - Database\n  postgres  A server for any number of machines.\n  none      No database.";
        assert_eq!(
            columns(list, 40),
            "db - Database\n  postgres  A server for any number of\n            machines.\n  none      No database."
        );
        assert_eq!(
            columns("  postgres  A server for any", 20),
            "  postgres  A server\n    for any"
        );
        assert_eq!(columns("nothing is behind", 10), "nothing is\nbehind");
    }

    #[test]
    fn a_command_is_continued_for_a_shell() {
        let command = |columns| command("tierup new 'my shop' db=sqlite -y", columns, 4);
        assert_eq!(command(80), "tierup new 'my shop' db=sqlite -y");
        assert_eq!(command(24), "tierup new 'my shop' \\\n    db=sqlite -y");
    }

    #[test]
    fn any_text_and_width_is_wrapped() {
        for text in [
            "",
            " ",
            "`",
            "` `",
            "  a  b  ",
            "日本 日本",
            "é\u{301} x",
            "a\n\nb",
        ] {
            for width in [0, 1, 2, 3, 80] {
                let wrapped = columns(text, width);
                let letters = |text: &str| text.split_whitespace().collect::<String>();
                assert_eq!(letters(&wrapped), letters(text));
            }
        }
    }
}
