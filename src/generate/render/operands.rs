//! Finds the positions in an expression where a charge is inserted: at every filter, and at every operand that is
//! joined, compared, spread, sliced or looped over. Reads tokens; a charge changes no value.

use super::fuel::{CHARGED, FILTERS, LISTED, OPERANDS};
use super::tags::{Tag, TagKind, Token};

/// Text to insert at a byte offset.
pub(super) type Insertion = (usize, String);

/// Operators that read both operands as a whole.
const WHOLE: [&str; 8] = ["~", "==", "!=", "<", ">", "<=", ">=", "in"];
/// Tokens that end an operand without reading it as a whole.
const ENDS: [&str; 14] = [
    "and", "or", "if", "else", ",", ":", "=", "+", "-", "*", "/", "%", "//", "**",
];
/// Tests that read their value as a whole.
const TESTS: [&str; 3] = ["containing", "starting_with", "ending_with"];

/// An open bracket, or the expression itself.
#[derive(Default)]
struct OpenExpression {
    /// The first token of the current operand.
    begun: Option<usize>,
    /// Whether its value is read as a whole.
    whole: bool,
    /// The position of a bracket that may be a slice.
    subscript: Option<usize>,
}

struct OperandReader<'t, 'a> {
    tokens: &'t [Token<'a>],
    /// The factor of a charge: a chain of `~` copies its beginning repeatedly.
    times: usize,
    added: Vec<Insertion>,
}

/// The charges of a tag, in order.
pub(super) fn charges(tag: &Tag<'_>) -> Vec<Insertion> {
    let tokens = expression(tag);
    let chain = tokens.iter().filter(|token| token.text == "~").count();
    let mut reader = OperandReader {
        tokens,
        times: chain.max(1),
        added: Vec::new(),
    };
    reader.read();
    if tag.word() == "for"
        && let (Some(first), Some(last)) = (tokens.first(), tokens.last())
    {
        reader.added.push((first.at, "(".to_owned()));
        reader.added.push((end(*last), format!(")|{LISTED}")));
    }
    reader.added.sort_by_key(|(at, _)| *at);
    reader.added
}

/// The tokens of a tag's expression.
fn expression<'t, 'a>(tag: &'t Tag<'a>) -> &'t [Token<'a>] {
    let after = |word: &str| {
        let at = tag.tokens.iter().position(|token| token.text == word);
        at.map_or(tag.tokens.len(), |at| at + 1)
    };
    let from = match (tag.kind, tag.word()) {
        (TagKind::Expression, _) => 0,
        (_, "if" | "elif") => 1,
        (_, "for") => after("in"),
        (_, "set" | "set_global") => after("="),
        _ => tag.tokens.len(),
    };
    tag.tokens.get(from..).unwrap_or_default()
}

fn end(token: Token<'_>) -> usize {
    token.at + token.text.len()
}

impl OperandReader<'_, '_> {
    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    fn read(&mut self) {
        let mut frames = vec![OpenExpression::default()];
        let mut skip = 0;
        for at in 0..self.tokens.len() {
            let text = self.text(at).to_owned();
            let Some(frame) = frames.last_mut() else {
                return;
            };
            if skip > 0 {
                skip -= 1;
                continue;
            }
            match text.as_str() {
                "(" | "{" | "[" | "?[" => {
                    let subscript = (text == "[" && frame.begun.is_some()).then_some(at);
                    frame.begun.get_or_insert(at);
                    frames.push(OpenExpression {
                        subscript,
                        ..OpenExpression::default()
                    });
                }
                ")" | "}" | "]" => {
                    self.ends(frame, at, false);
                    frames.pop();
                }
                "..." => {
                    self.ends(frame, at, false);
                    frame.whole = true;
                }
                "|" | "." | "?." => {
                    let name = self.text(at + 1);
                    if text == "|" && FILTERS.contains(&name) {
                        self.added
                            .push((self.tokens[at + 1].at, CHARGED.to_owned()));
                    }
                    skip = 1;
                }
                "is" => {
                    let negated = usize::from(self.text(at + 1) == "not");
                    let whole = TESTS.contains(&self.text(at + 1 + negated));
                    self.ends(frame, at, whole);
                    frame.begun = Some(at);
                    skip = 1 + negated;
                }
                "not" if self.text(at + 1) == "in" => {
                    self.ends(frame, at, true);
                    frame.whole = true;
                    skip = 1;
                }
                word if WHOLE.contains(&word) => {
                    let whole = matches!(word, "~" | "in") || !self.beside_literal(frame, at);
                    self.ends(frame, at, whole);
                    frame.whole = whole;
                }
                // a minus before an operand is part of it
                word if ENDS.contains(&word) && (word != "-" || frame.begun.is_some()) => {
                    if let (":", Some(bracket)) = (word, frame.subscript.take()) {
                        self.added
                            .push((self.tokens[bracket].at, format!("|{OPERANDS}(n=1)")));
                    }
                    self.ends(frame, at, false);
                }
                _ => {
                    frame.begun.get_or_insert(at);
                }
            }
        }
        if let Some(frame) = frames.first_mut() {
            self.ends(frame, self.tokens.len(), false);
        }
    }

    /// Ends the operand before a token; it is charged if an adjacent operator reads it as a whole.
    fn ends(&mut self, frame: &mut OpenExpression, at: usize, whole: bool) {
        let first = frame.begun.take();
        let whole = std::mem::take(&mut frame.whole) || whole;
        let Some(first) = first.filter(|_| whole) else {
            return;
        };
        let last = self.tokens[at - 1];
        if first + 1 < at || !is_literal(last) {
            self.added
                .push((end(last), format!("|{OPERANDS}(n={})", self.times)));
        }
    }

    /// Whether one operand is a literal, so that comparing costs no more than its length.
    fn beside_literal(&self, frame: &OpenExpression, at: usize) -> bool {
        let literal = |at: usize| self.tokens.get(at).is_some_and(|token| is_literal(*token));
        let before = at > 0 && frame.begun == Some(at - 1) && literal(at - 1);
        let next = self.text(at + 2);
        let alone = next.is_empty() || [")", "]", "}"].contains(&next) || ENDS.contains(&next);
        before || (literal(at + 1) && alone)
    }
}

fn is_literal(token: Token<'_>) -> bool {
    token
        .text
        .starts_with(|c: char| matches!(c, '"' | '\'' | '`') || c.is_ascii_digit())
        || ["true", "false", "none", "True", "False", "None", "null"].contains(&token.text)
}

#[cfg(test)]
mod tests {
    use super::super::tags::tags;
    use super::*;

    fn charged(source: &str) -> String {
        let mut text = source.to_owned();
        for tag in tags(source).iter().rev() {
            for (at, added) in charges(tag).iter().rev() {
                text.insert_str(*at, added);
            }
        }
        text.replace(OPERANDS, "H")
            .replace(LISTED, "L")
            .replace(CHARGED, "C_")
    }

    #[test]
    fn only_operands_that_are_read_as_a_whole_are_charged() {
        for (source, expected) in [
            ("{{ a.b }}", "{{ a.b }}"),
            ("{% if a == 'x' and not b %}", "{% if a == 'x' and not b %}"),
            ("{% if a.b != c[0] %}", "{% if a.b|H(n=1) != c[0]|H(n=1) %}"),
            ("{{ a ~ 'x' ~ b.c }}", "{{ a|H(n=2) ~ 'x' ~ b.c|H(n=2) }}"),
            (
                "{{ (a ~ b) | upper }}",
                "{{ (a|H(n=1) ~ b|H(n=1)) | C_upper }}",
            ),
            ("{{ a | nope }}", "{{ a | nope }}"),
            (
                "{{ a | replace(from=b ~ c, to=\"\") }}",
                "{{ a | C_replace(from=b|H(n=1) ~ c|H(n=1), to=\"\") }}",
            ),
            ("{{ [...a, ...b] }}", "{{ [...a|H(n=1), ...b|H(n=1)] }}"),
            ("{{ a.b[1:2] }}", "{{ a.b|H(n=1)[1:2] }}"),
            ("{{ a[-1] + 1 }}", "{{ a[-1] + 1 }}"),
            ("{% for x in a.b %}", "{% for x in (a.b)|L %}"),
            (
                "{% if a not in b and c is containing(pat=d) %}",
                "{% if a|H(n=1) not in b|H(n=1) and c|H(n=1) is containing(pat=d) %}",
            ),
            (
                "{% set a = b if c is not none else -d ~ e %}",
                "{% set a = b if c is not none else -d|H(n=1) ~ e|H(n=1) %}",
            ),
        ] {
            assert_eq!(charged(source), expected);
        }
    }
}
