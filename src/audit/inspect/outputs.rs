//! Checks that a generated file parses, for formats that this program has a parser for. Python is left to the linters
//! of the generated project.

use std::collections::BTreeSet;

use saphyr_parser::{Event, Parser};

use crate::core::error::Problem;
use crate::core::text::line_column;

/// The problem of a file's text; the name gives the format.
pub(super) fn problem(path: &str, text: &str) -> Option<Problem> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (format, (message, line)) = match name.rsplit_once('.')?.1 {
        "toml" => ("TOML", toml(text)?),
        "yaml" | "yml" => ("YAML", yaml(text)?),
        "json" => ("JSON", json(text)?),
        _ => return None,
    };
    let what = format!("`{path}` is not {format}: line {line}: {message}");
    Some(
        Problem::new(what).help(
            "`tierup new /tmp/shop -y --no-git --pack DIR` writes it where it can be looked at",
        ),
    )
}

fn toml(text: &str) -> Option<(String, usize)> {
    let error = toml::de::DeTable::parse(text).err()?;
    let line = error
        .span()
        .map_or(1, |span| line_column(text, span.start).0);
    Some((
        error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
        line,
    ))
}

fn json(text: &str) -> Option<(String, usize)> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    Some((message.to_owned(), error.line()))
}

/// A collection that is being parsed.
enum OpenCollection {
    List,
    /// The keys so far, and whether the next scalar is one.
    Map(BTreeSet<String>, bool),
}

/// Syntax errors and duplicate keys: most parsers silently take the last one.
fn yaml(text: &str) -> Option<(String, usize)> {
    let mut open: Vec<OpenCollection> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => return Some((error.info().to_owned(), error.marker().line())),
        };
        let line = span.start.line();
        match event {
            Event::MappingStart(..) => {
                value(&mut open);
                open.push(OpenCollection::Map(BTreeSet::new(), true));
            }
            Event::SequenceStart(..) => {
                value(&mut open);
                open.push(OpenCollection::List);
            }
            Event::MappingEnd | Event::SequenceEnd => drop(open.pop()),
            Event::Scalar(text, ..) => {
                if let Some(OpenCollection::Map(keys, true)) = open.last_mut()
                    && text != "<<"
                    && !keys.insert(text.to_string())
                {
                    return Some((format!("the key `{text}` is defined twice"), line));
                }
                value(&mut open);
            }
            Event::Alias(_) => value(&mut open),
            _ => {}
        }
    }
    None
}

/// Records a scalar: keys and values alternate.
fn value(open: &mut [OpenCollection]) {
    if let Some(OpenCollection::Map(_, key)) = open.last_mut() {
        *key = !*key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syntax_errors_are_reported_with_their_line() {
        let message = |path, text| problem(path, text).map(|problem| problem.message);
        for (path, text) in [
            ("a.yaml", "a: {b: [1, 2]}\nc:\n  - a: 1\n  - a: 1\n"),
            ("a.yml", "x: &x {a: 1}\ny: {<<: *x, b: 2}\n---\nx: 1\n"),
            ("a.toml", "a = 1\n"),
            ("a.json", "{\"a\": [1]}"),
            ("a.py", "def"),
        ] {
            assert_eq!(message(path, text), None, "{text}");
        }
        assert_eq!(
            message("a.yaml", "a: 1\nb:\n  c: 1\n  c: 2\n").unwrap(),
            "`a.yaml` is not YAML: line 4: the key `c` is defined twice"
        );
        assert_eq!(
            message("a/b.toml", "a = 1\na = 2\n").unwrap(),
            "`a/b.toml` is not TOML: line 2: duplicate key"
        );
        assert_eq!(
            message("a.json", "{\n\"a\": ,}").unwrap(),
            "`a.json` is not JSON: line 2: expected value"
        );
        assert!(
            message("a.yaml", "a: [1\nb: 2\n")
                .unwrap()
                .starts_with("`a.yaml` is not YAML: line ")
        );
    }
}
