//! The change of a file as a patch for `git apply` and `patch -p1`: exact bytes, with modes and renames. Values only;
//! `report` decides what is shown in a terminal.

use std::borrow::Cow;
use std::io::Write as _;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices, group_diff_ops};

use crate::core::tree::{File, Mode, RelPath};

/// Context lines around a change.
const CONTEXT: usize = 3;

/// A file before or after a change.
pub type PatchSide<'a> = (&'a RelPath, &'a File);

/// The patch from one side to the other; empty if they are equal. A binary file is only named.
#[must_use]
pub fn patch(old: Option<PatchSide<'_>>, new: Option<PatchSide<'_>>) -> Vec<u8> {
    let Some((path, _)) = new.or(old) else {
        return Vec::new();
    };
    if old == new {
        return Vec::new();
    }
    let (before, after) = (bytes(old), bytes(new));
    if before.contains(&0) || after.contains(&0) {
        return format!("Binary file {} differs\n", quoted("", path)).into_bytes();
    }
    let mut out = header(old, new);
    if before != after {
        let names = format!("--- {}\n+++ {}\n", name("a/", old), name("b/", new));
        out.extend(names.bytes());
        hunks(&lines(before), &lines(after), &mut out);
    }
    out
}

fn bytes(side: Option<PatchSide<'_>>) -> &[u8] {
    side.map_or(&[], |(_, file)| &file.bytes)
}

/// The file's name in the header of a side.
fn name(prefix: &str, side: Option<PatchSide<'_>>) -> String {
    match side {
        Some((path, _)) => ended(quoted(prefix, path)).into_owned(),
        None => "/dev/null".to_owned(),
    }
}

/// Git's header lines.
fn header(old: Option<PatchSide<'_>>, new: Option<PatchSide<'_>>) -> Vec<u8> {
    let from = old.or(new).map(|(path, _)| quoted("a/", path));
    let to = new.or(old).map(|(path, _)| quoted("b/", path));
    let mut text = format!(
        "diff --git {} {}\n",
        from.unwrap_or_default(),
        to.unwrap_or_default()
    );
    let more = match (old, new) {
        (None, Some((_, file))) => format!("new file mode {}\n", mode(file)),
        (Some((_, file)), None) => format!("deleted file mode {}\n", mode(file)),
        (Some((from, old)), Some((to, new))) => {
            let (before, after) = (mode(old), mode(new));
            let modes = if before == after {
                String::new()
            } else {
                format!("old mode {before}\nnew mode {after}\n")
            };
            let renamed = if from == to {
                String::new()
            } else {
                format!(
                    "rename from {}\nrename to {}\n",
                    quoted("", from),
                    quoted("", to)
                )
            };
            modes + &renamed
        }
        (None, None) => String::new(),
    };
    text.push_str(&more);
    text.into_bytes()
}

fn mode(file: &File) -> &'static str {
    match file.mode {
        Mode::Executable => "100755",
        Mode::Plain | Mode::Private => "100644",
    }
}

/// A path in git's syntax: quoted if it contains special characters.
fn quoted<'a>(prefix: &str, path: &'a RelPath) -> Cow<'a, str> {
    let means = |c: char| c.is_control() || c == '"' || c == '\\';
    if !path.as_str().contains(means) {
        return if prefix.is_empty() {
            Cow::Borrowed(path.as_str())
        } else {
            Cow::Owned(format!("{prefix}{path}"))
        };
    }
    let mut text = format!("\"{prefix}");
    for c in path.as_str().chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    text.extend(format!("\\{byte:03o}").chars());
                }
            }
            c => text.push(c),
        }
    }
    Cow::Owned(text + "\"")
}

/// A name on its own line: a tab ends one that contains a space.
fn ended(name: Cow<'_, str>) -> Cow<'_, str> {
    if name.contains(' ') && !name.starts_with('"') {
        Cow::Owned(format!("{name}\t"))
    } else {
        name
    }
}

/// The lines of a text with their endings; only `\n` ends a line.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

fn hunks(old: &[&[u8]], new: &[&[u8]], patch: &mut Vec<u8>) {
    let ops = capture_diff_slices(Algorithm::Myers, old, new);
    for group in group_diff_ops(ops, CONTEXT) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let range = |start: Range<usize>, end: Range<usize>| counted(start.start..end.end);
        // writing to a vector cannot fail
        let _written = writeln!(
            patch,
            "@@ -{} +{} @@",
            range(first.old_range(), last.old_range()),
            range(first.new_range(), last.new_range())
        );
        for op in &group {
            let (gone, come) = (&old[op.old_range()], &new[op.new_range()]);
            let both = op.tag() == DiffTag::Equal;
            for line in gone {
                push(if both { b' ' } else { b'-' }, line, patch);
            }
            for line in come.iter().filter(|_| !both) {
                push(b'+', line, patch);
            }
        }
    }
}

fn push(sign: u8, line: &[u8], patch: &mut Vec<u8>) {
    patch.push(sign);
    patch.extend(line);
    if !line.ends_with(b"\n") {
        patch.extend(b"\n\\ No newline at end of file\n");
    }
}

/// A range of lines in a patch: from 1; for an empty range, the line before it.
fn counted(range: Range<usize>) -> String {
    match range.len() {
        0 => format!("{},0", range.start),
        1 => (range.start + 1).to_string(),
        count => format!("{},{count}", range.start + 1),
    }
}
