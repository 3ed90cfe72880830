//! What both sides do at the end of a file. Git calls it a conflict always; most often it is none.

use std::collections::HashSet;

use super::text::Line;

/// The three versions of a file's last stretch.
#[derive(Debug)]
pub(super) struct FileEnds<'a> {
    pub(super) base: &'a [Line<'a>],
    pub(super) ours: &'a [Line<'a>],
    pub(super) new: &'a [Line<'a>],
}

/// What stands there in the end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AppendOrder {
    OursFirst,
    NewFirst,
    /// New removes the stretch, and ours is what follows it.
    OursAfterItsBase,
    NewAfterItsBase,
}

/// Nothing where a person has to decide.
///
/// Lines that go on with what stands before them come first, those that begin anew come last; of two that begin
/// alike, ours. Two that go on are merged where both are flat, like a list. Whatever names the same thing twice is a
/// conflict.
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

/// How lines begin, in the order in which they can follow each other.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum StartKind {
    /// They belong to what stands before them.
    Continuation,
    /// After an empty line, unindented.
    NewStatement,
    /// Anew, with a header like `[section]`, to which what follows would belong.
    Section,
}

impl StartKind {
    fn of(lines: &[Line]) -> Self {
        let after_blank = lines.first().is_some_and(blank);
        // a comment says nothing of what follows it
        let comment = |line: &&Line| line.text.trim_ascii_start().starts_with(b"# ");
        let mut filled = lines.iter().filter(|line| !blank(line));
        match filled.clone().find(|line| !comment(line)).or(filled.next()) {
            Some(line) if after_blank && line.text.starts_with(b"[") => Self::Section,
            Some(line) if after_blank && unindented(line) => Self::NewStatement,
            _ => Self::Continuation,
        }
    }
}

/// The stretch as it was, and then something that begins anew.
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

/// The keys of a section are its own: there, headers alone are compared.
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

/// What a line is about: a key, a package, a function, or all of it.
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
    fn what_goes_on_comes_before_what_begins_anew() {
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
    fn a_person_decides_where_the_place_or_the_name_is_not_clear() {
        assert_eq!(order("", "    x = 2\n", "    y = 3\n"), None);
        assert_eq!(order("", "\nKEY=1\n", "\nKEY = 2\n"), None);
        assert_eq!(order("", "\ndef f(a):\n", "\ndef f(b):\n"), None);
        assert_eq!(order("", "\n[a]\nx = 1\n", "\n[a]\ny = 2\n"), None);
        assert_eq!(order("", "<<\n", "<<\n"), None);
    }

    #[test]
    fn what_was_appended_outlives_what_stood_before_it() {
        let (tail, more) = ("[a]\nx = 1\n", "[a]\nx = 1\n\n[b]\ny = 2\n");
        assert_eq!(order(tail, more, ""), Some(AppendOrder::OursAfterItsBase));
        assert_eq!(order(tail, "", more), Some(AppendOrder::NewAfterItsBase));
        assert_eq!(order(tail, "[a]\nx = 1\ny = 2\n", ""), None);
    }
}
