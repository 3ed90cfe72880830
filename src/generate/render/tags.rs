//! The positions and tokens of a template's tags, as Tera's lexer reads them. Knows nothing of their meaning.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TagKind {
    /// `{% ... %}`
    Statement,
    /// `{{ ... }}`
    Expression,
}

/// A tag of a template. Comments and raw blocks are not tags.
#[derive(Debug, Clone)]
pub(crate) struct Tag<'a> {
    pub(crate) kind: TagKind,
    /// Its byte range in the template, with delimiters.
    pub(crate) range: Range<usize>,
    /// Whether the white space after it is removed.
    pub(crate) trims: bool,
    pub(crate) tokens: Vec<Token<'a>>,
}

impl<'a> Tag<'a> {
    /// The first word of a statement: `if`, `for`.
    pub(crate) fn word(&self) -> &'a str {
        match self.kind {
            TagKind::Statement => self.tokens.first().map_or("", |token| token.text),
            TagKind::Expression => "",
        }
    }
}

/// A word, a string, a number, or a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    /// Its offset in the template.
    pub(crate) at: usize,
}

impl Token<'_> {
    pub(crate) fn is_name(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
    }
}

/// The tags in order; those after an unclosed one are missing, and Tera reports that one.
pub(crate) fn tags(source: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = source[at..].find('{').map(|found| at + found) {
        let (kind, close) = match source.as_bytes().get(start + 1) {
            Some(b'{') => (TagKind::Expression, "}}"),
            Some(b'%') => (TagKind::Statement, "%}"),
            Some(b'#') => match source[start + 2..].find("#}") {
                Some(end) => {
                    at = start + end + 4;
                    continue;
                }
                None => break,
            },
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(tag) = tag(source, start, kind, close) else {
            break;
        };
        at = tag.range.end;
        if tag.word() == "raw" && tag.tokens.len() == 1 {
            match end_of_raw(source, at) {
                Some(end) => at = end,
                None => break,
            }
        } else {
            tags.push(tag);
        }
    }
    tags
}

fn tag<'a>(source: &'a str, start: usize, kind: TagKind, close: &str) -> Option<Tag<'a>> {
    let mut at = start + 2;
    if source.as_bytes().get(at) == Some(&b'-') {
        at += 1;
    }
    let mut tokens = Vec::new();
    loop {
        at += source[at..].len() - source[at..].trim_ascii_start().len();
        let rest = &source[at..];
        let dash = usize::from(rest.starts_with('-') && rest[1..].starts_with(close));
        if rest[dash..].starts_with(close) {
            return Some(Tag {
                kind,
                range: start..at + dash + 2,
                trims: dash == 1,
                tokens,
            });
        }
        let length = token(rest)?;
        tokens.push(Token {
            text: &rest[..length],
            at,
        });
        at += length;
    }
}

/// The length of the first token of a text.
fn token(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let while_ = |fits: fn(char) -> bool| text.find(|c| !fits(c)).unwrap_or(text.len());
    Some(match first {
        '"' | '\'' | '`' => {
            let mut escaped = false;
            let end = text[1..].find(|c| {
                let ends = c == first && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            })?;
            end + 2
        }
        c if c.is_ascii_alphabetic() || c == '_' => {
            while_(|c| c.is_ascii_alphanumeric() || c == '_')
        }
        c if c.is_ascii_digit() => while_(|c| c.is_ascii_digit()),
        _ => ["...", "//", "**", "==", "!=", ">=", "<=", "</", "?.", "?["]
            .iter()
            .find(|mark| text.starts_with(**mark))
            .map_or(first.len_utf8(), |mark| mark.len()),
    })
}

/// The end of the tag that ends a raw block.
fn end_of_raw(source: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(start) = source[at..].find("{%").map(|found| at + found) {
        at = start + 2;
        let inside = &source[at..];
        let word = inside.strip_prefix('-').unwrap_or(inside);
        let after = word.trim_ascii_start().strip_prefix("endraw");
        let Some(after) = after.map(str::trim_ascii_start) else {
            continue;
        };
        let after = after.strip_prefix('-').unwrap_or(after);
        if let Some(rest) = after.strip_prefix("%}") {
            return Some(source.len() - rest.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<String> {
        let tags = tags(source);
        tags.iter()
            .map(|tag| source[tag.range.clone()].to_owned())
            .collect()
    }

    #[test]
    fn tags_end_as_in_tera() {
        assert_eq!(
            words("a {{ b }} {% if c -%} {# {{ no }} #} {{- '}}' ~ \"%}\\\"\" -}}"),
            ["{{ b }}", "{% if c -%}", "{{- '}}' ~ \"%}\\\"\" -}}"]
        );
        assert_eq!(
            words("{% raw %}{{ no }}{%- endraw -%}{{ yes }}"),
            ["{{ yes }}"]
        );
        assert_eq!(words("{ {x} ${{ a }} {{ never ends"), ["{{ a }}"]);
        assert_eq!(words("{% raw %} {{ no }}"), Vec::<String>::new());
        let tags = tags("{{ a?.b.c | d(e=1) }}");
        let tokens: Vec<&str> = tags[0].tokens.iter().map(|token| token.text).collect();
        assert_eq!(
            tokens,
            ["a", "?.", "b", ".", "c", "|", "d", "(", "e", "=", "1", ")"]
        );
    }
}
