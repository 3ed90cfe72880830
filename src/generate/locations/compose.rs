//! Keys and values of a Compose file with their lines: the subset of YAML that generated files use, and common manual
//! edits of them. Anything else is ignored.

/// A value or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ComposeEntry {
    pub(crate) path: Vec<String>,
    pub(crate) value: String,
    /// From 1.
    pub(crate) line: usize,
}

/// Every entry of the text, in order. Items of a list have the path of their list.
pub(crate) fn entries(text: &str) -> Vec<ComposeEntry> {
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut entries = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let trimmed = line.trim_start_matches(' ');
        let indent = line.len() - trimmed.len();
        if trimmed.trim().is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let mut add = |path: &[(usize, String)], value: String| {
            let path = path.iter().map(|(_, key)| key.clone()).collect();
            let line = at + 1;
            entries.push(ComposeEntry { path, value, line });
        };
        if let Some(word) = trimmed.strip_prefix("- ") {
            // a list may have the same indentation as its key
            open.retain(|(column, _)| *column <= indent);
            add(&open, scalar(word));
            continue;
        }
        let Some((key, value)) = pair(trimmed) else {
            continue;
        };
        open.retain(|(column, _)| *column < indent);
        open.push((indent, key));
        match words(value) {
            Some(words) => words.into_iter().for_each(|word| add(&open, word)),
            None => add(&open, scalar(value)),
        }
    }
    entries
}

fn pair(text: &str) -> Option<(String, &str)> {
    let (key, value) = match text.split_once(": ") {
        Some(parts) => parts,
        None => (text.trim_end().strip_suffix(':')?, ""),
    };
    Some((scalar(key), value))
}

/// The items of a list in one line.
fn words(text: &str) -> Option<Vec<String>> {
    let text = without_comment(text);
    let items: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
    Some(
        items
            .into_iter()
            .map(|item| match item {
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            })
            .collect(),
    )
}

/// A plain or quoted value.
fn scalar(text: &str) -> String {
    let text = text.trim();
    if text.starts_with('"') {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<String>();
        if let Some(Ok(value)) = values.next() {
            return value;
        }
    } else if let Some(rest) = text.strip_prefix('\'') {
        let value = rest.replace("''", "\u{1}");
        let value = value.split('\'').next().unwrap_or_default();
        return value.replace('\u{1}', "'");
    }
    without_comment(text).to_owned()
}

fn without_comment(text: &str) -> &str {
    let text = text.trim();
    if text.starts_with('#') {
        return "";
    }
    text.split(" #").next().unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String, usize)> {
        let fields = |entry: ComposeEntry| (entry.path.join("."), entry.value, entry.line);
        entries(text).into_iter().map(fields).collect()
    }

    #[test]
    fn keys_lists_quotes_and_comments_are_understood() {
        let text = "services:\n  # a comment\n  db:\n    command:\n      - postgres # here\n      - \"a: \\\"b\\\"\"\n    \
                    deploy: # limits\n      replicas: 2 # two\n    env: 'it''s'\n  web:\n    words:\n    - x\n    flow: [\"a\", 1]\n";
        let entry = |path: &str, value: &str, line| (path.to_owned(), value.to_owned(), line);
        let expected = [
            entry("services", "", 1),
            entry("services.db", "", 3),
            entry("services.db.command", "", 4),
            entry("services.db.command", "postgres", 5),
            entry("services.db.command", "a: \"b\"", 6),
            entry("services.db.deploy", "", 7),
            entry("services.db.deploy.replicas", "2", 8),
            entry("services.db.env", "it's", 9),
            entry("services.web", "", 10),
            entry("services.web.words", "", 11),
            entry("services.web.words", "x", 12),
            entry("services.web.flow", "a", 13),
            entry("services.web.flow", "1", 13),
        ];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn unknown_syntax_is_ignored() {
        assert_eq!(found("just words\n\n---\n"), []);
    }
}
