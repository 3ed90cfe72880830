//! Escapes names and text for Mermaid, whatever the user typed.

use std::fmt::Write;

use crate::core::text::clean;
use crate::generate::diagram::graph::Graph;

/// Valid and unique Mermaid ids: a prefix avoids keywords.
pub(super) struct Ids(Vec<String>);

impl Ids {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut ids: Vec<String> = Vec::new();
        for (index, node) in graph.nodes.iter().enumerate() {
            let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
            let id = format!("tier_{}", node.id.chars().map(plain).collect::<String>());
            ids.push(if ids.contains(&id) {
                format!("{id}__{index}")
            } else {
                id
            });
        }
        Ids(ids)
    }

    pub(super) fn of_node(&self, index: usize) -> &str {
        self.0.get(index).map_or("", String::as_str)
    }
}

/// Text without a special meaning in Mermaid and Markdown: every character except harmless ones is a numeric entity,
/// and so are the first letters of two words that Mermaid interprets in any line.
pub(super) fn escape(text: &str) -> String {
    let chars: Vec<char> = clean(text).chars().collect();
    let mut out = String::with_capacity(chars.len());
    for (index, &c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(index + 1);
        let between = |test: fn(&char) -> bool| before.is_some_and(test) && after.is_some_and(test);
        let harmless = match c {
            '-' => between(char::is_ascii_alphanumeric),
            '.' => between(char::is_ascii_digit),
            ':' => after.is_some_and(char::is_ascii_digit),
            _ => !c.is_ascii_punctuation() || matches!(c, ',' | '/'),
        };
        if c == '\\' {
            // Mermaid breaks the line at `\n`, even an encoded one.
            out.push_str("#92;#8203;");
        } else if harmless {
            out.push(c);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out.replace("style", "#115;tyle")
        .replace("classDef", "#99;lassDef")
}

/// Mermaid accepts no empty text.
pub(super) fn or_blank(text: &str) -> &str {
    if text.is_empty() { " " } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_entities_and_plain_words_stay() {
        assert_eq!(escape("two-part 5.4, 2 x 8"), "two-part 5.4, 2 x 8");
        assert_eq!(escape("\"a\" <b>"), "#34;a#34; #60;b#62;");
        assert_eq!(escape("- 1. %%{x}"), "#45; 1#46; #37;#37;#123;x#125;");
        assert_eq!(escape("http://127.0.0.1:80"), "http#58;//127.0.0.1:80");
        assert_eq!(escape("style:#f"), "#115;tyle#58;#35;f");
    }
}
