//! Merges text that both sides append at the end of a file. Git always reports a conflict; usually there is none.

use std::collections::HashSet;

use super::text::Line;

/// The three versions of a file's last lines.
#[derive(Debug)]
pub(super) struct FileEnds<'a> {
    pub(super) base: &'a [Line<'a>],
    pub(super) ours: &'a [Line<'a>],
    pub(super) new: &'a [Line<'a>],
}

/// The result at the end of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AppendOrder {
    OursFirst,
    NewFirst,
    /// New removes the lines of the base, and ours adds lines after them.
    OursAfterItsBase,
    NewAfterItsBase,
}

/// `None` for a conflict.
///
/// Lines that continue the preceding statement come first, new sections last; of two of the same kind, ours is first.
/// Two continuations are merged if both are flat, like a list. A name that occurs twice is a conflict.
pub(super) fn at_the_end(ends: &FileEnds) -> Option<AppendOrder> {
    if ends.base.is_empty() {
        return both_append(ends.ours, ends.new);
    }
    match (ends.ours, ends.new) {
        (ours, []) if follows(ends.base, ours) => Some(AppendOrder::OursAfterItsBase),
        ([], new) if follows(ends.base, new) => Some(AppendOrder::NewAfterItsBase),
        _ => None,
    }
}

fn both_append(ours: &[Line], new: &[Line]) -> Option<AppendOrder> {
    if ours.is_empty() || new.is_empty() || name_the_same(ours, new) {
        return None;
    }
    match (StartKind::of(ours), StartKind::of(new)) {
        (StartKind::Continuation, StartKind::Continuation) if !(flat(ours) && flat(new)) => None,
        (ours, new) if ours < new => Some(AppendOrder::OursFirst),
        _ => Some(AppendOrder::NewFirst),
    }
}

/// The kind of the first line, in the order in which they can follow each other.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum StartKind {
    /// Belongs to the lines before it.
    Continuation,
    /// After an empty line, unindented.
    NewStatement,
    /// A header like `[section]`, to which following lines would belong.
    Section,
}

impl StartKind {
    fn of(lines: &[Line]) -> Self {
        let after_blank = lines.first().is_some_and(blank);
        // a comment does not show what follows it
        let comment = |line: &&Line| line.text.trim_ascii_start().starts_with(b"# ");
        let mut filled = lines.iter().filter(|line| !blank(line));
        match filled.clone().find(|line| !comment(line)).or(filled.next()) {
            Some(line) if after_blank && line.text.starts_with(b"[") => Self::Section,
            Some(line) if after_blank && unindented(line) => Self::NewStatement,
            _ => Self::Continuation,
        }
    }
}

/// The unchanged lines, followed by a new statement or section.
fn follows(base: &[Line], side: &[Line]) -> bool {
    side.len() > base.len()
        && side.iter().zip(base).all(|(a, b)| a.text == b.text)
        && StartKind::of(&side[base.len()..]) != StartKind::Continuation
}

fn flat(lines: &[Line]) -> bool {
    lines.iter().all(|line| unindented(line) && !blank(line))
}

fn blank(line: &Line) -> bool {
    line.text.trim_ascii().is_empty()
}

fn unindented(line: &Line) -> bool {
    !line.text.starts_with(b" ") && !line.text.starts_with(b"\t")
}

/// The keys of a section are local to it: then only headers are compared.
fn name_the_same(ours: &[Line], new: &[Line]) -> bool {
    let names = |lines: &[Line]| -> HashSet<Vec<u8>> {
        let section = StartKind::of(lines) == StartKind::Section;
        let named = lines.iter().filter(|line| {
            unindented(line) && !blank(line) && (!section || line.text.starts_with(b"["))
        });
        named.map(|line| name(line.text)).collect()
    };
    names(ours).intersection(&names(new)).next().is_some()
}

/// The name of a line: a key, a package, a function, or the whole line.
fn name(text: &[u8]) -> Vec<u8> {
    let ends = |byte: &u8| b"=:(<>~!;".contains(byte);
    let end = text.iter().skip(1).position(ends).map(|end| end + 1);
    text[..end.unwrap_or(text.len())]
        .trim_ascii()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::super::text::Text;
    use super::*;

    fn order(base: &str, ours: &str, new: &str) -> Option<AppendOrder> {
        let [base, ours, new] =
            [base, ours, new].map(|text| Text::read(text.as_bytes()).unwrap().lines);
        at_the_end(&FileEnds {
            base: &base,
            ours: &ours,
            new: &new,
        })
    }

    #[test]
    fn continuations_come_before_new_sections() {
        let function = "\ndef f():\n    return 1\n";
        assert_eq!(
            order("", "    x = 2\n", function),
            Some(AppendOrder::OursFirst)
        );
        assert_eq!(
            order("", function, "    x = 2\n"),
            Some(AppendOrder::NewFirst)
        );
        assert_eq!(
            order("", "\ndef g():\n", function),
            Some(AppendOrder::NewFirst)
        );
        assert_eq!(order("", "*.log\n", "dist\n"), Some(AppendOrder::NewFirst));
        assert_eq!(
            order("", "\nx = 1\n", "\n[a]\nx = 1\n"),
            Some(AppendOrder::OursFirst)
        );
        assert_eq!(
            order("", "\n[b]\nx = 2\n", "\n[a]\nx = 1\n"),
            Some(AppendOrder::NewFirst)
        );
    }

    #[test]
    fn an_ambiguous_place_or_name_is_a_conflict() {
        assert_eq!(order("", "    x = 2\n", "    y = 3\n"), None);
        assert_eq!(order("", "\nKEY=1\n", "\nKEY = 2\n"), None);
        assert_eq!(order("", "\ndef f(a):\n", "\ndef f(b):\n"), None);
        assert_eq!(order("", "\n[a]\nx = 1\n", "\n[a]\ny = 2\n"), None);
        assert_eq!(order("", "<<\n", "<<\n"), None);
    }

    #[test]
    fn appended_lines_survive_the_removal_of_those_before() {
        let (tail, more) = ("[a]\nx = 1\n", "[a]\nx = 1\n\n[b]\ny = 2\n");
        assert_eq!(order(tail, more, ""), Some(AppendOrder::OursAfterItsBase));
        assert_eq!(order(tail, "", more), Some(AppendOrder::NewAfterItsBase));
        assert_eq!(order(tail, "[a]\nx = 1\ny = 2\n", ""), None);
    }
}
