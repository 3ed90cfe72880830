//! `tierup.toml` when answers change. It is a generated file that people edit, so it is merged like any other; but
//! two words on one key are no conflict, for the last one counts, and it must stay a blueprint that can be read.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::answers::{self, Answers, EMPTY_TABLE, Value};

/// A key with the place of its value in a text.
pub(super) struct Located {
    pub(super) key: String,
    pub(super) value: Range<usize>,
}

/// `text` with the values that `new` has for the keys that stand in both.
#[must_use]
pub(super) fn with_values(text: &str, new: &str) -> String {
    let wanted = located(new);
    let mut found = located(text);
    found.sort_by_key(|located| std::cmp::Reverse(located.value.start));
    let mut text = text.to_owned();
    for Located { key, value } in found {
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

/// `text`, a person's, brought to what `new` says where merging does not do. A text that is written in a way of its
/// own, with tables in one line, stays below the new one as comments.
#[must_use]
pub(super) fn forced(text: &str, new: &str) -> String {
    let by_line = by_line(text, new);
    if agree(&by_line, new) {
        return by_line;
    }
    let has: Vec<&str> = new.lines().collect();
    let own = text
        .lines()
        .filter(|line| !has.contains(line) && !line.is_empty());
    let own: Vec<&str> = own.collect();
    let own = own.join("\n# ");
    format!("{new}\n# What stood here before:\n# {own}\n")
}

/// Keys that are gone become comments, keys that are new come into their table, or into one at the end.
fn by_line(text: &str, new: &str) -> String {
    let text = with_values(text, new);
    let wanted = located(new);
    let is_wanted = |key: &str| wanted.iter().any(|wanted| wanted.key == key);
    let gone: Vec<usize> = located(&text)
        .iter()
        .filter(|located| !is_wanted(&located.key))
        .map(|located| text[..located.value.start].matches('\n').count())
        .collect();
    let mut lines: Vec<String> = text
        .split_inclusive('\n')
        .enumerate()
        .map(|(number, line)| {
            if gone.contains(&number) {
                format!("# {line}")
            } else {
                line.to_owned()
            }
        })
        .collect();
    if let Some(last) = lines.last_mut().filter(|last| !last.ends_with('\n')) {
        last.push('\n');
    }
    let has: Vec<String> = located(&lines.concat())
        .into_iter()
        .map(|l| l.key)
        .collect();
    for missing in wanted.iter().filter(|wanted| !has.contains(&wanted.key)) {
        let (table, name) = missing.key.rsplit_once('.').unwrap_or(("", &missing.key));
        let line = format!("{name} = {}\n", &new[missing.value.clone()]);
        let header = format!("[{table}]");
        match lines
            .iter()
            .position(|line| line.trim_end().starts_with(&header))
        {
            Some(at) => lines.insert(at + 1, line),
            None if table.is_empty() => lines.insert(0, line),
            None => lines.extend(["\n".to_owned(), format!("{header}\n"), line]),
        }
    }
    lines.concat()
}

/// Whether `text` can be read and says what `new` says.
#[must_use]
pub(super) fn agree(text: &str, new: &str) -> bool {
    let said = |text: &str| {
        let Answers(mut said) = answers::from_toml("", text).ok()?;
        said.retain(|said| said.value != Value::Other(EMPTY_TABLE));
        said.sort_by(|a, b| a.key.cmp(&b.key));
        Some(
            said.into_iter()
                .map(|said| (said.key, said.value))
                .collect::<Vec<_>>(),
        )
    };
    said(text).is_some_and(|words| Some(words) == said(new))
}

fn same_value(one: &str, other: &str) -> bool {
    let value = |text: &str| format!("v = {text}\n");
    agree(&value(one), &value(other))
}

/// Every plain value of a text with its dotted key; none of a text that is no TOML.
pub(super) fn located(text: &str) -> Vec<Located> {
    let skipped = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let mut found = Vec::new();
    if let Ok(table) = DeTable::parse(&text[skipped..]) {
        collect("", table.get_ref(), skipped, &mut found);
    }
    found
}

fn collect(prefix: &str, table: &DeTable<'_>, skipped: usize, found: &mut Vec<Located>) {
    for (key, value) in table {
        let key = format!("{prefix}{}", key.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => collect(&format!("{key}."), inner, skipped, found),
            _ => found.push(Located {
                key,
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
        let mine = "\u{feff}# mine\n[tiers]\ndb = 'a' # because\n[capacity]\nlong = 3_0\n";
        assert_eq!(
            with_values(mine, NEW),
            "\u{feff}# mine\n[tiers]\ndb = \"b\" # because\n[capacity]\nlong = 3_0\n"
        );
    }

    #[test]
    fn what_cannot_be_merged_is_brought_to_say_the_same() {
        for mine in [
            "# mine\n[tiers]\ndb = 'a' # because\n[capacity]\nlong = 30 # ours\n[capacity.cache]\n# big\nmemory = 9 # x",
            "tiers = { db = \"a\" }\ncapacity.long = 30\n",
            "",
        ] {
            let forced = forced(mine, NEW);
            assert!(agree(&forced, NEW), "{forced}");
            for comment in ["# mine", "# because", "# ours", "# big", "# x"] {
                assert_eq!(mine.contains(comment), forced.contains(comment), "{forced}");
            }
        }
    }
}
