//! The paths in a Rust source, relative to the root of its crate: in its `use` items and anywhere else. Without
//! comments, strings and unit tests.

/// Every path that begins with `crate`, `super`, `self` or with a module of the file's own, with its line. `own` is the
/// file's module.
pub(super) fn paths(text: &str, own: &[String]) -> Vec<(usize, Vec<String>)> {
    let code = code(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_word(&code, at) {
        let end = word_end(&code, start);
        let word = &code[start..end];
        let line = code[..start].matches('\n').count() + 1;
        at = end;
        if word == "use" {
            let stop = code[end..].find(';').map_or(code.len(), |len| end + len);
            let mut leaves = Vec::new();
            tree(&code[end..stop], &[], &mut leaves);
            let whole = leaves
                .into_iter()
                .filter_map(|leaf| whole(&leaf, own, true));
            found.extend(whole.map(|path| (line, path)));
            at = stop;
        } else if ["crate", "super", "self"].contains(&word) && code[end..].starts_with("::") {
            let mut path = vec![word.to_owned()];
            while code[at..].starts_with("::") && next_word(&code, at) == Some(at + 2) {
                let end = word_end(&code, at + 2);
                path.push(code[at + 2..end].to_owned());
                at = end;
            }
            found.extend(whole(&path, own, false).map(|path| (line, path)));
        }
    }
    found
}

/// The leaves of a `use` tree: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn tree(text: &str, before: &[String], leaves: &mut Vec<Vec<String>>) {
    let (head, group) = match text.find('{') {
        Some(open) => (&text[..open], text[open + 1..].rsplit_once('}')),
        None => (text, None),
    };
    let head = head.split(" as ").next().unwrap_or(head);
    let parts = head
        .split("::")
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let path: Vec<String> = before
        .iter()
        .cloned()
        .chain(parts.map(str::to_owned))
        .collect();
    let Some((group, _)) = group else {
        leaves.push(path);
        return;
    };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !group[start..at].trim().is_empty() {
                    tree(&group[start..at], &path, leaves);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// A path from the root of the crate, if it is in this crate.
fn whole(path: &[String], own: &[String], used: bool) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let first = path.first()?.as_str();
    let path: Vec<String> = match first {
        "crate" => path[1..].to_vec(),
        "self" => [own, &path[1..]].concat(),
        "super" => [&own[..own.len().checked_sub(ups)?], &path[ups..]].concat(),
        // another crate, or a module below this one
        _ if used => [own, path].concat(),
        _ => return None,
    };
    Some(path.into_iter().filter(|part| part != "self").collect())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn next_word(code: &str, from: usize) -> Option<usize> {
    code[from..].find(is_word).map(|at| from + at)
}

fn word_end(code: &str, start: usize) -> usize {
    let rest = &code[start..];
    start + rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

/// The source without comments, contents of strings, and the unit tests at its end; line numbers are unchanged.
fn code(text: &str) -> String {
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text);
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = skipped(rest);
        let taken = skipped.unwrap_or(c.len_utf8());
        match skipped {
            Some(_) => code.extend(rest[..taken].chars().filter(|c| *c == '\n')),
            None => code.push(c),
        }
        rest = &rest[taken..];
    }
    code
}

/// The length of the comment, string or character with which `text` begins.
fn skipped(text: &str) -> Option<usize> {
    let until = |from: usize, end: &str| {
        let found = text[from..].find(end);
        found.map_or(text.len(), |at| from + at + end.len())
    };
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(until(2, "*/"));
    }
    let raw = text
        .strip_prefix("r")
        .filter(|rest| rest.starts_with(['"', '#']));
    if let Some(rest) = raw {
        let marks = rest.len() - rest.trim_start_matches('#').len();
        if rest[marks..].starts_with('"') {
            return Some(until(marks + 2, &format!("\"{}", "#".repeat(marks))));
        }
    }
    let inner = match text.as_bytes() {
        [b'"', ..] => '"',
        // a character, not a lifetime
        [b'\'', b'\\', ..] | [b'\'', _, b'\'', ..] => '\'',
        _ => return None,
    };
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == inner => return Some(at + 1),
            _ => {}
        }
    }
    Some(text.len())
}
