//! A list on one line: `[a, b]`, `import a, b`, `.PHONY: a b`.

use super::language::Language;
use super::order::{Matching, sorted};
use super::regions::{BASE, NEW, OURS};

/// A line, split into its parts.
#[derive(Debug, PartialEq, Eq)]
struct ListLine<'a> {
    before: &'a [u8],
    words: Vec<&'a [u8]>,
    between: &'static [u8],
    after: &'a [u8],
}

/// The line with the additions and removals of both; `None` if it is not a list, or there is a conflict.
pub(super) fn merge(language: Language, lines: [&[u8]; 3]) -> Option<Vec<u8>> {
    let [base, ours, new] = lines.map(|line| parts(language, line));
    let all = [base?, ours?, new?];
    let before = agreed(all.each_ref().map(|parts| parts.before))?;
    let after = agreed(all.each_ref().map(|parts| parts.after))?;
    let between = all[NEW].between;
    let names = all.map(|parts| parts.words);
    for words in &names {
        let mut unique = words.clone();
        unique.sort_unstable();
        unique.dedup();
        if unique.len() != words.len() {
            return None;
        }
    }
    let matched = Matching::of(&names)?;
    if matched.inserted[OURS]
        .iter()
        .any(|(_, gap)| matched.both_replaced(gap))
    {
        return None;
    }
    let texts = names
        .each_ref()
        .map(|words| words.iter().map(|word| Some(*word)).collect());
    let kept = |versions: &[Option<usize>; 3]| {
        versions[BASE].is_none() || versions[OURS].is_some() && versions[NEW].is_some()
    };
    let items = sorted(matched.items(&names), &names, &texts);
    let words = items
        .iter()
        .filter(|item| kept(&item.versions))
        .filter_map(|item| {
            let (side, at) = [NEW, OURS]
                .into_iter()
                .find_map(|side| Some((side, item.versions[side]?)))?;
            Some(names[side][at])
        });
    Some([before, &words.collect::<Vec<_>>().join(between), after].concat())
}

/// The text around the words, if at most one side changed it.
fn agreed([base, ours, new]: [&[u8]; 3]) -> Option<&[u8]> {
    match (ours == base, new == base || new == ours) {
        (true, _) => Some(new),
        (false, true) => Some(ours),
        (false, false) => None,
    }
}

fn parts(language: Language, line: &[u8]) -> Option<ListLine<'_>> {
    let at = |word: &[u8]| {
        line.windows(word.len())
            .position(|part| part == word)
            .map(|at| at + word.len())
    };
    let (start, end, between): (usize, usize, &[u8]) = match language {
        Language::Make if line.starts_with(b".PHONY:") => (at(b":")?, line.len(), b" "),
        Language::Python if line.starts_with(b"from ") && !line.ends_with(b"(") => {
            (at(b" import ")?, line.len(), b", ")
        }
        Language::Toml | Language::Yaml | Language::Python => (
            at(b"[")?,
            line.iter().rposition(|byte| *byte == b']')?,
            b", ",
        ),
        _ => return None,
    };
    let inside = line.get(start..end)?;
    let start = start + inside.len() - inside.trim_ascii_start().len();
    let inside = inside.trim_ascii();
    if inside.iter().any(|byte| b"[](){}#".contains(byte))
        || (language == Language::Yaml && !line[..start].ends_with(b": ["))
    {
        return None;
    }
    let words = inside
        .split(|byte| *byte == between[0])
        .map(<[u8]>::trim_ascii);
    Some(ListLine {
        before: &line[..start],
        words: words.filter(|word| !word.is_empty()).collect(),
        between,
        after: &line[start + inside.len()..],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(language: Language, lines: [&str; 3]) -> Option<String> {
        let merged = merge(language, lines.map(str::as_bytes))?;
        Some(String::from_utf8_lossy(&merged).into_owned())
    }

    #[test]
    fn words_are_added_and_removed_on_both_sides() {
        assert_eq!(
            merged(
                Language::Make,
                [
                    ".PHONY: up down",
                    ".PHONY: up seed down",
                    ".PHONY: up cluster down all"
                ]
            )
            .as_deref(),
            Some(".PHONY: up cluster seed down all")
        );
        assert_eq!(
            merged(
                Language::Yaml,
                ["networks: [a, c]", "networks: [a, b, c]", "networks: [c]"]
            )
            .as_deref(),
            Some("networks: [b, c]")
        );
        assert_eq!(
            merged(
                Language::Python,
                [
                    "from a import c",
                    "from a import b, c",
                    "from a import c, d"
                ]
            )
            .as_deref(),
            Some("from a import b, c, d")
        );
    }

    #[test]
    fn a_word_that_both_changed_is_a_conflict() {
        assert_eq!(
            merged(Language::Toml, ["a = [1]", "a = [2]", "a = [3]"]),
            None
        );
        assert_eq!(merged(Language::Toml, ["a = 1", "a = 2", "a = 3"]), None);
        assert_eq!(
            merged(Language::Yaml, ["a: x[b]", "a: x[b, c]", "a: x[d, b]"]),
            None
        );
    }
}
