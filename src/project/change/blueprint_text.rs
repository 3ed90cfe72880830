//! `tierup.toml` when answers change. It is a generated file that users edit, so it is merged like any other; but two
//! values for a key are no conflict, because the new answer has precedence, and the result must be a valid blueprint.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::core::answers::{self, Answers, EMPTY_TABLE, Value};

/// A key with the byte ranges of its last name and of its value in a text.
pub(super) struct KeySpan {
    pub(super) key: String,
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
}

/// `text` with the values of `new` for keys that are in both.
#[must_use]
pub(super) fn with_values(text: &str, new: &str) -> String {
    let wanted = key_spans(new);
    let mut found = key_spans(text);
    found.sort_by_key(|located| std::cmp::Reverse(located.value.start));
    let mut text = text.to_owned();
    for KeySpan { key, value, .. } in found {
        let Some(to) = wanted.iter().find(|wanted| wanted.key == key) else {
            continue;
        };
        let to = &new[to.value.clone()];
        if !same_value(&text[value.clone()], to) {
            text.replace_range(value, to);
        }
    }
    text
}

/// The user's `text` changed to the values of `new`, when merging fails to do so. A text that cannot be changed line by
/// line, such as one with inline tables, is kept below the new one as comments.
#[must_use]
pub(super) fn with_values_forced(text: &str, new: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let by_line = by_line(text, new, end);
    if same_values(&by_line, new) {
        return by_line;
    }
    let has: Vec<&str> = new.lines().collect();
    let own = text
        .lines()
        .filter(|line| !has.contains(line) && !line.is_empty());
    let own: Vec<&str> = own.collect();
    let own = own.join("\n# ");
    format!("{new}\n# Before:\n# {own}\n").replace('\n', end)
}

/// Removed keys become comments, as do the headers of tables without keys; new keys are inserted into their table, or
/// into a new one at the end.
fn by_line(text: &str, new: &str, end: &str) -> String {
    let text = with_values(text, new);
    let wanted = key_spans(new);
    let is_wanted = |key: &str| wanted.iter().any(|wanted| wanted.key == key);
    let gone: Vec<usize> = key_spans(&text)
        .iter()
        .filter(|located| !is_wanted(&located.key))
        .map(|located| line_of(&text, located))
        .collect();
    let holds_any = |table: &str| {
        let prefix = format!("{table}.");
        wanted.iter().any(|wanted| wanted.key.starts_with(&prefix))
    };
    let mut lines: Vec<String> = text
        .split_inclusive('\n')
        .enumerate()
        .map(|(number, line)| {
            let is_idle = || header(line).is_some_and(|table| !holds_any(&table));
            if gone.contains(&number) || is_idle() {
                format!("# {line}")
            } else {
                line.to_owned()
            }
        })
        .collect();
    if let Some(last) = lines.last_mut().filter(|last| !last.ends_with('\n')) {
        last.push_str(end);
    }
    for missing in &wanted {
        let text = lines.concat();
        let has = key_spans(&text);
        if !has.iter().any(|has| has.key == missing.key) {
            insert(
                missing,
                &new[missing.value.clone()],
                &text,
                &has,
                end,
                &mut lines,
            );
        }
    }
    lines.concat()
}

/// Inserts a key into its table: below the header, or after a key that is written with the table's name.
fn insert(
    missing: &KeySpan,
    value: &str,
    text: &str,
    has: &[KeySpan],
    end: &str,
    lines: &mut Vec<String>,
) {
    let (table, name) = missing.key.rsplit_once('.').unwrap_or(("", &missing.key));
    let at = lines
        .iter()
        .position(|line| header(line).is_some_and(|found| found == table));
    let line = format!("{name} = {value}{end}");
    if let Some(at) = at {
        lines.insert(at + 1, line);
    } else if table.is_empty() {
        lines.insert(0, line);
    } else if let Some((at, dotted)) = has.iter().find_map(|located| {
        let (of, _) = located.key.rsplit_once('.')?;
        let at = line_of(text, located);
        let (key, _) = lines.get(at)?.split_once('=')?;
        let (dotted, _) = key.rsplit_once('.')?;
        (of == table).then(|| (at, dotted.to_owned()))
    }) {
        lines.insert(at + 1, format!("{dotted}.{line}"));
    } else {
        lines.extend([end.to_owned(), format!("[{table}]{end}"), line]);
    }
}

/// The dotted name of the table that a line opens.
pub(super) fn header(line: &str) -> Option<String> {
    let line = line.trim_start_matches('\u{feff}').trim();
    if !line.starts_with('[') || line.starts_with("[[") {
        return None;
    }
    let parsed = DeTable::parse(line).ok()?;
    let mut table = parsed.get_ref();
    let mut names = Vec::new();
    while let Some((name, DeValue::Table(inner))) = table
        .iter()
        .next()
        .map(|(key, value)| (key, value.get_ref()))
    {
        names.push(name.get_ref().to_string());
        table = inner;
    }
    Some(names.join("."))
}

/// The line, from 0, in which a value begins.
pub(super) fn line_of(text: &str, located: &KeySpan) -> usize {
    text[..located.value.start].matches('\n').count()
}

/// Whether `text` is valid and has the same values as `new`.
#[must_use]
pub(super) fn same_values(text: &str, new: &str) -> bool {
    let assignments = |text: &str| {
        let Answers(mut assignments) = answers::from_toml("", text).ok()?;
        assignments.retain(|assignment| assignment.value != Value::Other(EMPTY_TABLE));
        assignments.sort_by(|a, b| a.key.cmp(&b.key));
        Some(
            assignments
                .into_iter()
                .map(|assignment| (assignment.key, assignment.value))
                .collect::<Vec<_>>(),
        )
    };
    assignments(text).is_some_and(|words| Some(words) == assignments(new))
}

fn same_value(one: &str, other: &str) -> bool {
    let value = |text: &str| format!("v = {text}\n");
    same_values(&value(one), &value(other))
}

/// Every plain value of a text with its dotted key; none if it is not TOML.
pub(super) fn key_spans(text: &str) -> Vec<KeySpan> {
    let skipped = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let mut found = Vec::new();
    if let Ok(table) = DeTable::parse(&text[skipped..]) {
        collect("", table.get_ref(), skipped, &mut found);
    }
    found
}

fn collect(prefix: &str, table: &DeTable<'_>, skipped: usize, found: &mut Vec<KeySpan>) {
    for (name, value) in table {
        let key = format!("{prefix}{}", name.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => collect(&format!("{key}."), inner, skipped, found),
            _ => found.push(KeySpan {
                key,
                name: name.span().start + skipped..name.span().end + skipped,
                value: value.span().start + skipped..value.span().end + skipped,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "[tiers]\ndb = \"b\" # a, b\n\n[capacity]\nlong = 30\n\n[capacity.db]\n# Memory.\nmemory = 512\n";

    #[test]
    fn values_follow_and_every_comment_stays() {
        let ours = "\u{feff}# mine\n[tiers]\ndb = 'a' # because\n[capacity]\nlong = 3_0\n";
        assert_eq!(
            with_values(ours, NEW),
            "\u{feff}# mine\n[tiers]\ndb = \"b\" # because\n[capacity]\nlong = 3_0\n"
        );
    }

    #[test]
    fn a_line_changes_and_those_around_it_stay() {
        let forced = |ours: &str| with_values_forced(ours, NEW);
        assert_eq!(
            forced(
                "[tiers]\ndb='a'\n\t[ capacity ]\nlong = 3_0 # ours\n[capacity.\"cache\"] # why\nmemory = 9\n"
            ),
            "[tiers]\ndb=\"b\"\n\t[ capacity ]\nlong = 3_0 # ours\n# [capacity.\"cache\"] # why\n# memory = 9\n\n[capacity.db]\nmemory = 512\n"
        );
        assert_eq!(
            forced("tiers.db = 'a'\n[capacity]\nlong = 30\n\"db\" .size = 1\n\"db\" .memory = 2\n"),
            "tiers.db = \"b\"\n[capacity]\nlong = 30\n# \"db\" .size = 1\n\"db\" .memory = 512\n"
        );
        assert_eq!(
            forced("[tiers]\r\n[capacity]\r\nlong = 30\r\ndb.memory = 512"),
            "[tiers]\r\ndb = \"b\"\r\n[capacity]\r\nlong = 30\r\ndb.memory = 512\r\n"
        );
    }

    #[test]
    fn a_text_that_cannot_be_merged_gets_the_new_values() {
        for ours in [
            "# mine\n[tiers]\ndb = 'a' # because\n[capacity]\nlong = 30 # ours\n[capacity.cache]\n# big\nmemory = 9 # x",
            "tiers = { db = \"a\" }\ncapacity.long = 30\n",
            "\u{feff}# mine\r\n[tiers]\r\ndb = 'a'\r\n[\"capacity\".cache] # x\r\nmemory = 9 # big\r\n",
            "tiers.db = \"a\"\n[capacity]\nlong = 30\ndb . size = 1 # ours\n",
            "",
        ] {
            let forced = with_values_forced(ours, NEW);
            assert!(same_values(&forced, NEW), "{forced}");
            assert!(!ours.contains("\r\n") || !forced.replace("\r\n", "").contains('\n'));
            for comment in ["# mine", "# because", "# ours", "# big", "# x"] {
                assert_eq!(ours.contains(comment), forced.contains(comment), "{forced}");
            }
        }
    }
}
