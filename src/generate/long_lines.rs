//! Lines of generated Python that are too long because of a name in them, split at their brackets as formatters do. So a
//! template writes each statement in one line, whatever the names of a person are.

use std::fmt::Write as _;

const STEP: &str = "    ";

/// The text without lines of more than `most` characters; `None` where there are none.
pub(super) fn split(text: &str, most: usize) -> Option<String> {
    let is_long = |line: &str| line.chars().count() > most;
    if !text.lines().any(is_long) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 256);
    for line in text.lines() {
        if is_long(line) {
            statement(line, most, &mut out);
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    Some(out)
}

/// A line that may be too long: its content goes between the lines of its bracket.
fn statement(line: &str, most: usize, out: &mut String) {
    let code = line.trim_start();
    let indent = &line[..line.len() - code.len()];
    let fits = |text: &str| text.chars().count() <= most;
    let pairs = pairs(code).unwrap_or_default();
    let is_definition = ["def ", "async def ", "class "]
        .iter()
        .any(|word| code.starts_with(word));
    let mut outer = pairs
        .iter()
        .filter(|pair| pair.depth == 0 && pair.close > pair.open + 1);
    let chosen = if is_definition {
        outer.next()
    } else {
        outer.next_back()
    };
    let Some(pair) = chosen.filter(|_| !fits(line)) else {
        out.push_str(line);
        out.push('\n');
        return;
    };
    let (head, tail) = (&code[..=pair.open], &code[pair.close..]);
    let body = &code[pair.open + 1..pair.close];
    let inner = format!("{indent}{STEP}");
    let _ = writeln!(out, "{indent}{head}");
    let items = items(body);
    let whole = format!("{inner}{}", body.trim_end_matches(','));
    // arguments may share a line, the items of a list do not
    let is_collection =
        !code[..pair.open].ends_with(|c: char| c.is_alphanumeric() || "_)]".contains(c));
    if fits(&whole) && !body.ends_with(',') && !(is_collection && items.len() > 1) {
        out.push_str(&whole);
        out.push('\n');
    } else if items.len() == 1 && !body.ends_with(',') {
        statement(&whole, most, out);
    } else {
        for item in items {
            statement(&format!("{inner}{item},"), most, out);
        }
    }
    let _ = writeln!(out, "{indent}{tail}");
}

/// Two brackets that belong together, by their offsets.
#[derive(Debug, Clone, Copy)]
struct Pair {
    open: usize,
    close: usize,
    depth: usize,
}

/// Every pair of brackets outside of strings, in the order in which they close; `None` if they do not match.
fn pairs(code: &str) -> Option<Vec<Pair>> {
    let (mut pairs, mut open) = (Vec::new(), Vec::new());
    for (at, c) in outside_of_strings(code) {
        match c {
            '(' | '[' | '{' => open.push(at),
            ')' | ']' | '}' => {
                let begin = open.pop()?;
                pairs.push(Pair {
                    open: begin,
                    close: at,
                    depth: open.len(),
                });
            }
            '#' => return None,
            _ => {}
        }
    }
    open.is_empty().then_some(pairs)
}

/// The parts of a body between its own commas.
fn items(body: &str) -> Vec<&str> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in outside_of_strings(body) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                items.push(body[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(body[start..].trim());
    items.retain(|item| !item.is_empty());
    items
}

/// The characters outside of string literals, with their offsets.
fn outside_of_strings(code: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quote, mut escaped) = (None, false);
    code.char_indices().filter(move |(_, c)| {
        if let Some(open) = quote {
            if *c == open && !escaped {
                quote = None;
            }
            escaped = *c == '\\' && !escaped;
            return false;
        }
        if matches!(c, '"' | '\'') {
            quote = Some(*c);
        }
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str, most: usize) -> String {
        let mut out = String::new();
        statement(line, most, &mut out);
        out
    }

    #[test]
    fn the_last_bracket_takes_the_content_and_that_of_a_definition_the_parameters() {
        assert_eq!(
            of(
                "    name: Mapped[str] = mapped_column(String(120), index=True)",
                50
            ),
            "    name: Mapped[str] = mapped_column(\n        String(120), index=True\n    )\n"
        );
        assert_eq!(
            of(
                "def page(self, limit: int, after: Position | None) -> list[Invoice]:",
                50
            ),
            "def page(\n    self, limit: int, after: Position | None\n) -> list[Invoice]:\n"
        );
    }

    #[test]
    fn what_does_not_fit_into_a_line_is_one_item_a_line() {
        assert_eq!(
            of("x = [\"a\", \"b\"]", 10),
            "x = [\n    \"a\",\n    \"b\",\n]\n"
        );
        assert_eq!(
            of("x = call(first(1, 2), second=\"a, b (\", third=3)", 30),
            "x = call(\n    first(1, 2),\n    second=\"a, b (\",\n    third=3,\n)\n"
        );
        assert_eq!(
            of("x = \"no bracket\" + \"at all\"", 10),
            "x = \"no bracket\" + \"at all\"\n"
        );
        assert_eq!(
            of("x = call()  # and a remark", 10),
            "x = call()  # and a remark\n"
        );
    }
}
