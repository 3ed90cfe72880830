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
/// Lines that go on with what stands before them come first, those that begin anew, after an empty line, come last;
/// of two that begin anew, mine. Two that go on are merged where both are flat, like a list. Whatever names the same
/// thing twice is a conflict.
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
    match (begins_anew(mine), begins_anew(new)) {
        (false, true) => Some(Order::MineFirst),
        (true, _) => Some(Order::NewFirst),
        (false, false) if flat(mine) && flat(new) => Some(Order::NewFirst),
        (false, false) => None,
    }
}

/// The stretch as it was, and then something that begins anew.
fn follows(base: &[Line], side: &[Line]) -> bool {
    side.len() > base.len()
        && side.iter().zip(base).all(|(a, b)| a.text == b.text)
        && begins_anew(&side[base.len()..])
}

fn begins_anew(lines: &[Line]) -> bool {
    let rest = lines.split_first().filter(|(first, _)| blank(first));
    rest.is_some_and(|(_, rest)| {
        rest.iter()
            .find(|line| !blank(line))
            .is_some_and(unindented)
    })
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

fn name_the_same(mine: &[Line], new: &[Line]) -> bool {
    let names = |lines: &[Line]| -> HashSet<Vec<u8>> {
        let named = lines.iter().filter(|line| unindented(line));
        named.map(|line| name(line.text)).collect()
    };
    names(mine)
        .intersection(&names(new))
        .any(|name| !name.is_empty())
}

/// What a line is about: a key, a package, a function, or all of it.
fn name(text: &[u8]) -> Vec<u8> {
    let end = text.iter().position(|byte| b"=:(<>~!;".contains(byte));
    text[..end.unwrap_or(text.len())]
        .trim_ascii()
        .to_ascii_lowercase()
}
