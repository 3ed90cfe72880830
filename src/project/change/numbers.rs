//! The numbers of `tierup.toml` that follow the selection: comments of the form `#replicas = 2`, which a change updates
//! like values. Text to text; `blueprint` interprets the numbers.

use std::collections::BTreeMap;
use std::ops::Range;

use super::blueprint_text::KeySpan;

/// The table with the numbers.
const TABLE: &str = "capacity";

/// A number in a comment.
#[derive(Debug, Clone, PartialEq)]
struct CommentedNumber {
    key: String,
    /// From `#` to the end of the value.
    whole: Range<usize>,
    value: Range<usize>,
}

/// Updates the numbers of `text` that are comments here or in `new` to the state in `new`: commented or not. A comment
/// that differs from the generated one (`base`) was edited by the user and is kept.
pub(super) fn with_numbers(
    text: &str,
    (base, new): (&str, &str),
    located: fn(&str) -> Vec<KeySpan>,
) -> String {
    let live = values(text, &located(text));
    let wanted_live = values(new, &located(new));
    let wanted: BTreeMap<String, String> = commented(new)
        .into_iter()
        .map(|c| (c.key, new[c.value].to_owned()))
        .collect();
    let known = known(base, &located(base));
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for comment in commented(text) {
        let value = &text[comment.value.clone()];
        let edited = known.get(&comment.key).is_none_or(|known| known != value);
        if edited || live.contains_key(&comment.key) {
            continue;
        }
        let name = name(&comment.key);
        if let Some(value) = wanted_live.get(&comment.key) {
            edits.push((comment.whole, format!("{name} = {value}")));
        } else if let Some(value) = wanted.get(&comment.key) {
            edits.push((comment.value, value.clone()));
        }
    }
    for KeySpan { key, value, .. } in located(text) {
        if let Some(wanted) = wanted.get(&key)
            && let Some(whole) = line_of(text, &key, &value)
        {
            edits.push((whole, format!("#{} = {wanted}", name(&key))));
        }
    }
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, with) in edits {
        text.replace_range(range, &with);
    }
    text
}

/// A note for every comment of `text` in which the user changed a number: it has no effect as a comment.
pub(super) fn ignored_edits(
    text: &str,
    base: &str,
    located: fn(&str) -> Vec<KeySpan>,
) -> impl Iterator<Item = String> {
    let known = known(base, &located(base));
    let current = values(text, &located(text));
    commented(text).into_iter().filter_map(move |comment| {
        let value = &text[comment.value.clone()];
        let was = known.get(&comment.key)?;
        let line = text[..comment.whole.start].matches('\n').count() + 1;
        (was != value && !current.contains_key(&comment.key)).then(|| {
            format!(
                "line {line} is a comment, so `{} = {value}` has no effect: remove the `#`",
                comment.key
            )
        })
    })
}

/// Every number of a text, in a comment or not.
fn known(text: &str, located: &[KeySpan]) -> BTreeMap<String, String> {
    let mut known: BTreeMap<String, String> = commented(text)
        .into_iter()
        .map(|comment| (comment.key, text[comment.value].to_owned()))
        .collect();
    known.extend(values(text, located));
    known
}

fn values(text: &str, located: &[KeySpan]) -> BTreeMap<String, String> {
    located
        .iter()
        .map(|located| (located.key.clone(), text[located.value.clone()].to_owned()))
        .collect()
}

fn name(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// The range from a key to its value, if it is on a line of its own, as generated.
fn line_of(text: &str, key: &str, value: &Range<usize>) -> Option<Range<usize>> {
    let start = text[..value.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[start..value.start];
    let blanks = before.len() - before.trim_start().len();
    let written = before.trim().strip_suffix('=')?.trim_end();
    (written == name(key)).then_some(start + blanks..value.end)
}

/// The numbers in comments, each with the table above it.
fn commented(text: &str) -> Vec<CommentedNumber> {
    let mut found = Vec::new();
    let mut table = "";
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let plain = line.trim();
        if let Some(header) = plain.strip_prefix('[') {
            table = header.split(']').next().unwrap_or_default().trim();
        } else if table.split('.').next() == Some(TABLE)
            && let Some((name, value)) = number(line)
        {
            let hash = line.find('#').unwrap_or_default();
            found.push(CommentedNumber {
                key: format!("{table}.{}", &line[name]),
                whole: start + hash..start + value.end,
                value: start + value.start..start + value.end,
            });
        }
        start += line.len();
    }
    found
}

/// The ranges of name and number in a line `#name = number`, with any text after it.
fn number(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let inner = line.trim_start().strip_prefix('#')?;
    let at = |part: &str| line.len() - part.len();
    let inner = inner.trim_start();
    let (name, rest) = inner.split_once('=')?;
    let rest = rest.trim_start();
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
        .unwrap_or(rest.len());
    let named = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .trim()
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let ends = rest[end..]
        .trim_start_matches([' ', '\t', '\r'])
        .starts_with(['\n', '#'])
        || rest[end..].trim().is_empty();
    (named && end > 0 && ends).then(|| {
        (
            at(inner)..at(inner) + name.trim_end().len(),
            at(rest)..at(rest) + end,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::blueprint_text::key_spans;
    use super::*;

    const FOLLOWS: &str = "[capacity.web]\n# Containers.\n#replicas = 1\n#cpus = 1.0\n";
    const CHOSEN: &str = "[capacity.web]\n# Containers.\nreplicas = 4\n#cpus = 2.0\n";

    fn brought(text: &str, base: &str, new: &str) -> String {
        with_numbers(text, (base, new), key_spans)
    }

    #[test]
    fn numbers_become_values_and_comments_as_the_new_text_has_them() {
        assert_eq!(brought(FOLLOWS, FOLLOWS, CHOSEN), CHOSEN);
        assert_eq!(brought(CHOSEN, CHOSEN, FOLLOWS), FOLLOWS);
        let noted = "[capacity.web]\n  replicas = 4 # why\n  # cpus = 2.0 # how\r\n";
        assert_eq!(
            brought(noted, CHOSEN, FOLLOWS),
            "[capacity.web]\n  #replicas = 1 # why\n  # cpus = 1.0 # how\r\n"
        );
    }

    #[test]
    fn an_edited_comment_is_kept_and_reported() {
        let ours = "[capacity.web]\n# Containers.\n#replicas = 3\n#cpus = 1.0\n";
        let both = "[capacity.web]\n#replicas = 1\nreplicas = 4\n#cpus = 1.0\n";
        assert_eq!(
            brought(ours, FOLLOWS, CHOSEN),
            ours.replace("#cpus = 1.0", "#cpus = 2.0")
        );
        let notes: Vec<String> = ignored_edits(ours, FOLLOWS, key_spans).collect();
        assert_eq!(
            notes,
            ["line 3 is a comment, so `capacity.web.replicas = 3` has no effect: remove the `#`"]
        );
        assert_eq!(
            brought(both, FOLLOWS, CHOSEN),
            both.replace("#cpus = 1.0", "#cpus = 2.0")
        );
        assert_eq!(ignored_edits(both, FOLLOWS, key_spans).count(), 0);
    }

    #[test]
    fn other_comments_are_no_numbers() {
        for line in [
            "# about = words\n",
            "# 2 = 3\n",
            "# a = 3 of them\n",
            "# a\n",
            "#=3\n",
            "#a=\n",
        ] {
            assert_eq!(commented(&format!("[capacity]\n{line}")), [], "{line}");
        }
        assert_eq!(commented("[tiers]\n#a = 3\n"), []);
    }
}
