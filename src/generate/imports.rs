//! Imports at the head of generated Python files: sorted and merged as formatters do, without those that the file does
//! not use, and wrapped. So a template writes what its loops may need, each import in one line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The text with tidy imports, in lines of at most `most` characters; `None` where nothing changes.
pub(super) fn tidy(text: &str, most: usize) -> Option<String> {
    let mut tidied = String::with_capacity(text.len() + 256);
    let mut changed = false;
    let mut rest = text;
    while !rest.is_empty() {
        let block_end = rest
            .split_inclusive('\n')
            .take_while(|line| one_line(line).is_some())
            .map(str::len)
            .sum();
        let (block, after) = rest.split_at(block_end);
        if let Some(names) = block.is_empty().then(|| exported(rest)).flatten() {
            let new = sorted_lines(names);
            changed |= new != names;
            tidied.push_str(EXPORTS);
            tidied.push_str(&new);
            rest = &rest[EXPORTS.len() + names.len()..];
            continue;
        }
        if block.is_empty() {
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            let (line, after) = rest.split_at(end);
            tidied.push_str(line);
            rest = after;
            continue;
        }
        let new = tidy_block(block, text, most);
        changed |= new != block;
        tidied.push_str(&new);
        // nothing is left of a block: neither is the empty line behind it
        let is_gone = new.is_empty() && (tidied.is_empty() || tidied.ends_with("\n\n"));
        rest = after
            .strip_prefix('\n')
            .filter(|_| is_gone)
            .unwrap_or(after);
    }
    changed.then_some(tidied)
}

/// The head of a list of exported names.
const EXPORTS: &str = "__all__ = [\n";

/// The lines of the list of exported names with which a text begins.
fn exported(text: &str) -> Option<&str> {
    let inside = text.strip_prefix(EXPORTS)?;
    let end = inside.find("\n]")? + 1;
    Some(&inside[..end])
}

/// Lines with a name each, in the order of imported names.
fn sorted_lines(lines: &str) -> String {
    let mut sorted: Vec<&str> = lines.split_inclusive('\n').collect();
    sorted.sort_by_key(|line| sort_key(line.trim().trim_matches([',', '"'])));
    sorted.concat()
}

/// An import statement in one line without a comment: its indentation, the module, the names; none for `import x`.
fn one_line(line: &str) -> Option<(&str, &str, Option<&str>)> {
    let bare = line.strip_suffix('\n')?;
    let statement = bare.trim_start();
    let indent = &bare[..bare.len() - statement.len()];
    if statement.contains(['(', '#', '\\', '"', '\'', ';', '*']) {
        return None;
    }
    if let Some(module) = statement.strip_prefix("import ") {
        return (!module.contains(',')).then_some((indent, module.trim(), None));
    }
    let (module, names) = statement.strip_prefix("from ")?.split_once(" import ")?;
    Some((indent, module.trim(), Some(names)))
}

/// A module, first as it is sorted, and the name that has a statement of its own.
type Statement<'a> = (String, &'a str, &'a str);
/// The group of a name, the name as it is sorted, the name.
type SortKey<'a> = (u8, String, &'a str);

/// A block of imports without an empty line between: `import x` first, then by module.
fn tidy_block(block: &str, text: &str, most: usize) -> String {
    let mut plain: BTreeSet<&str> = BTreeSet::new();
    let mut from: BTreeMap<Statement<'_>, BTreeSet<SortKey<'_>>> = BTreeMap::new();
    let mut indent = "";
    for (space, module, names) in block.split_inclusive('\n').filter_map(one_line) {
        indent = space;
        let Some(names) = names else {
            let renamed = module.rsplit_once(" as ");
            if renamed.is_none_or(|(_, name)| is_used(text, name)) {
                plain.insert(module);
            }
            continue;
        };
        for name in names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            if is_used(text, name) {
                // a renamed one has a statement of its own
                let alone = if name.contains(" as ") { name } else { "" };
                let key = (module.to_lowercase(), module, alone);
                from.entry(key).or_default().insert(sort_key(name));
            }
        }
    }
    let mut tidied = String::with_capacity(block.len());
    for module in plain {
        let _ = writeln!(tidied, "{indent}import {module}");
    }
    let mut statements: Vec<_> = from.into_iter().collect();
    // statements about one module are in the order of their first names
    statements.sort_by(|((one, _, _), names), ((other, _, _), others)| {
        (one, names.first()).cmp(&(other, others.first()))
    });
    for ((_, module, _), names) in statements {
        let names: Vec<&str> = names.into_iter().map(|(_, _, name)| name).collect();
        let line = format!("{indent}from {module} import {}", names.join(", "));
        if line.chars().count() <= most {
            tidied.push_str(&line);
            tidied.push('\n');
            continue;
        }
        let _ = writeln!(tidied, "{indent}from {module} import (");
        for name in names {
            let _ = writeln!(tidied, "{indent}    {name},");
        }
        let _ = writeln!(tidied, "{indent})");
    }
    tidied
}

/// Constants first, then classes, then the rest; each in the order of formatters.
fn sort_key(name: &str) -> SortKey<'_> {
    let bare = name.split_whitespace().next().unwrap_or(name);
    let group = if bare.len() > 1 && !bare.chars().any(char::is_lowercase) {
        0
    } else if bare.starts_with(char::is_uppercase) {
        1
    } else {
        2
    };
    (group, bare.to_lowercase(), name)
}

/// Whether a text has the imported name as a word a second time.
fn is_used(text: &str, name: &str) -> bool {
    let bound = name.rsplit(' ').next().unwrap_or(name);
    if name.split_whitespace().next() == Some(bound) && name != bound {
        return true; // `x as x`: an export
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.lines()
        .filter(|line| {
            let line = line.trim_start();
            let is_import = line.starts_with("from ") || line.starts_with("import ");
            !is_import || line.contains('(')
        })
        .any(|line| {
            line.match_indices(bound).any(|(at, _)| {
                !line[..at].ends_with(is_part) && !line[at + bound.len()..].starts_with(is_part)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, most: usize) -> String {
        tidy(text, most).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn long_imports_are_wrapped() {
        let text = "import os\nfrom shop.a import B, C\n\nB, C, os\n";
        assert_eq!(of(text, 23), text);
        assert_eq!(
            of(text, 20),
            "import os\nfrom shop.a import (\n    B,\n    C,\n)\n\nB, C, os\n"
        );
        let marked = "from shop.a import B  # why\nfrom shop.a import (\n    B,\n)\n";
        assert_eq!(of(marked, 5), marked);
    }

    #[test]
    fn exported_names_are_sorted() {
        let text = "__all__ = [\n    \"b\",\n    \"A\",\n    \"MOST\",\n]\n";
        assert_eq!(
            of(text, 100),
            "__all__ = [\n    \"MOST\",\n    \"A\",\n    \"b\",\n]\n"
        );
    }

    #[test]
    fn a_block_is_sorted_and_merged_and_has_only_what_the_file_uses() {
        let text = "from b import z\nimport sys\nfrom a import y, X\nfrom a import DATE, W, x as x\n\nz, y, X, DATE\n";
        assert_eq!(
            of(text, 100),
            "import sys\nfrom a import DATE, X, y\nfrom a import x as x\nfrom b import z\n\nz, y, X, DATE\n"
        );
    }
}
