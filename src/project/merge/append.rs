//! What both sides do at the end of a file. Git calls it a conflict always; most often it is none.

use std::collections::HashSet;

use super::text::Line;

/// The three versions of a file's last stretch.
#[derive(Debug)]
pub(super) struct Ends<'a> {
    pub(super) base: &'a [Line<'a>],
    pub(super) mine: &'a [Line<'a>],
    pub(super) new: &'a [Line<'a>],
}

/// What stands there in the end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Order {
    MineFirst,
    NewFirst,
    /// New removes the stretch, and mine is what follows it.
    MineAfterItsBase,
    NewAfterItsBase,
}

/// Nothing where a person has to decide.
///
/// Lines that go on with what stands before them come first, those that begin anew come last; of two that begin
/// alike, mine. Two that go on are merged where both are flat, like a list. Whatever names the same thing twice is a
/// conflict.
pub(super) fn at_the_end(ends: &Ends) -> Option<Order> {
    if ends.base.is_empty() {
        return both_append(ends.mine, ends.new);
    }
    match (ends.mine, ends.new) {
        (mine, []) if follows(ends.base, mine) => Some(Order::MineAfterItsBase),
        ([], new) if follows(ends.base, new) => Some(Order::NewAfterItsBase),
        _ => None,
    }
}

fn both_append(mine: &[Line], new: &[Line]) -> Option<Order> {
    if mine.is_empty() || new.is_empty() || name_the_same(mine, new) {
        return None;
    }
    match (Start::of(mine), Start::of(new)) {
        (Start::GoesOn, Start::GoesOn) if !(flat(mine) && flat(new)) => None,
        (mine, new) if mine < new => Some(Order::MineFirst),
        _ => Some(Order::NewFirst),
    }
}

/// How lines begin, in the order in which they can follow each other.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Start {
    /// They belong to what stands before them.
    GoesOn,
    /// After an empty line, unindented.
    Anew,
    /// Anew, with a header like `[section]`, to which what follows would belong.
    Section,
}

impl Start {
    fn of(lines: &[Line]) -> Self {
        let after_blank = lines.first().is_some_and(blank);
        // a comment says nothing of what follows it
        let comment = |line: &&Line| line.text.trim_ascii_start().starts_with(b"# ");
        let mut filled = lines.iter().filter(|line| !blank(line));
        match filled.clone().find(|line| !comment(line)).or(filled.next()) {
            Some(line) if after_blank && line.text.starts_with(b"[") => Self::Section,
            Some(line) if after_blank && unindented(line) => Self::Anew,
            _ => Self::GoesOn,
        }
    }
}

/// The stretch as it was, and then something that begins anew.
fn follows(base: &[Line], side: &[Line]) -> bool {
    side.len() > base.len()
        && side.iter().zip(base).all(|(a, b)| a.text == b.text)
        && Start::of(&side[base.len()..]) != Start::GoesOn
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
fn name_the_same(mine: &[Line], new: &[Line]) -> bool {
    let names = |lines: &[Line]| -> HashSet<Vec<u8>> {
        let section = Start::of(lines) == Start::Section;
        let named = lines.iter().filter(|line| {
            unindented(line) && !blank(line) && (!section || line.text.starts_with(b"["))
        });
        named.map(|line| name(line.text)).collect()
    };
    names(mine).intersection(&names(new)).next().is_some()
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

    fn order(base: &str, mine: &str, new: &str) -> Option<Order> {
        let [base, mine, new] =
            [base, mine, new].map(|text| Text::read(text.as_bytes()).unwrap().lines);
        at_the_end(&Ends {
            base: &base,
            mine: &mine,
            new: &new,
        })
    }

    #[test]
    fn what_goes_on_comes_before_what_begins_anew() {
        let function = "\ndef f():\n    return 1\n";
        assert_eq!(order("", "    x = 2\n", function), Some(Order::MineFirst));
        assert_eq!(order("", function, "    x = 2\n"), Some(Order::NewFirst));
        assert_eq!(order("", "\ndef g():\n", function), Some(Order::NewFirst));
        assert_eq!(order("", "*.log\n", "dist\n"), Some(Order::NewFirst));
        assert_eq!(
            order("", "\nx = 1\n", "\n[a]\nx = 1\n"),
            Some(Order::MineFirst)
        );
        assert_eq!(
            order("", "\n[b]\nx = 2\n", "\n[a]\nx = 1\n"),
            Some(Order::NewFirst)
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
        assert_eq!(order(tail, more, ""), Some(Order::MineAfterItsBase));
        assert_eq!(order(tail, "", more), Some(Order::NewAfterItsBase));
        assert_eq!(order(tail, "[a]\nx = 1\ny = 2\n", ""), None);
    }
}
