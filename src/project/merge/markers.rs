//! Conflict markers in the format of git and editors, and the search for remaining ones.

use std::collections::HashMap;

use super::MarkerLabels;
use super::text::{BOM, Ending, Line, Text};

/// The default length of a marker.
const LENGTH: usize = 7;

/// The markers of one file.
#[derive(Debug)]
pub(super) struct Markers {
    opening: Vec<u8>,
    base: Vec<u8>,
    middle: Vec<u8>,
    closing: Vec<u8>,
}

/// The three sides of a conflict.
#[derive(Debug)]
pub(super) struct ConflictSides<'a> {
    pub(super) base: &'a [Line<'a>],
    pub(super) ours: &'a [Line<'a>],
    pub(super) new: &'a [Line<'a>],
}

impl Markers {
    /// Longer than the default if a line of the texts begins like a marker of the default length.
    pub(super) fn new(labels: &MarkerLabels, texts: &[&Text]) -> Self {
        let mut taken: Vec<usize> = texts
            .iter()
            .flat_map(|text| &text.lines)
            .filter_map(|line| run(line.text))
            .map(|(_, length)| length)
            .filter(|length| *length >= LENGTH)
            .collect();
        taken.sort_unstable();
        taken.dedup();
        let length = (LENGTH..)
            .zip(taken.iter().map(Some).chain([None]))
            .find(|(length, taken)| *taken != Some(length))
            .map_or(LENGTH, |(length, _)| length);
        let marker = |character: char, label: &str| {
            let mut marker = character.to_string().repeat(length);
            let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
            if !label.is_empty() {
                marker.push(' ');
                marker.push_str(&label);
            }
            marker.into_bytes()
        };
        Self {
            opening: marker('<', &labels.ours),
            base: marker('|', &labels.base),
            middle: marker('=', ""),
            closing: marker('>', &labels.new),
        }
    }

    /// The lines of a conflict. Its markers have the line ending of the preceding line.
    pub(super) fn around<'a>(&'a self, sides: &ConflictSides<'a>, out: &mut Vec<Line<'a>>) {
        let ending = out
            .last()
            .or(sides.ours.first())
            .or(sides.new.first())
            .map_or(Ending::Lf, |line| line.ending);
        let marker = |text| Line { text, ending };
        out.push(marker(&self.opening));
        out.extend_from_slice(sides.ours);
        out.push(marker(&self.base));
        out.extend_from_slice(sides.base);
        out.push(marker(&self.middle));
        out.extend_from_slice(sides.new);
        out.push(marker(&self.closing));
    }
}

/// The lines, from 1, of the opening markers of conflicts in a text.
#[must_use]
pub fn unresolved(text: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    // by length, because a conflict may be nested in a side of another one; the line, and whether the middle marker was
    // read
    let mut open: HashMap<usize, (usize, bool)> = HashMap::new();
    let text = text.strip_prefix(BOM).unwrap_or(text);
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let Some((character, length)) = run(line).filter(|(_, length)| *length >= LENGTH) else {
            continue;
        };
        if !matches!(line.get(length), None | Some(b' ' | b'\r')) {
            continue;
        }
        match (character, open.get_mut(&length)) {
            (b'<', _) => {
                open.insert(length, (number + 1, false));
            }
            (b'=', Some((_, middle))) => *middle = true,
            (b'>', Some((at, true))) => {
                found.push(*at);
                open.remove(&length);
            }
            _ => {}
        }
    }
    found.sort_unstable();
    found
}

/// How often a line repeats its first character, if it is a marker character.
fn run(line: &[u8]) -> Option<(u8, usize)> {
    let first = *line.first().filter(|byte| b"<|=>".contains(byte))?;
    Some((
        first,
        line.iter().take_while(|byte| **byte == first).count(),
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    #[test]
    fn markers_are_as_long_as_no_line_of_the_texts() {
        let labels = MarkerLabels {
            ours: "one\ntwo".to_owned(),
            base: String::new(),
            new: "new".to_owned(),
        };
        let opening = |text: &str| {
            let text = Text::read(text.as_bytes()).unwrap();
            String::from_utf8(Markers::new(&labels, &[&text]).opening).unwrap()
        };
        assert_eq!(opening("=====\n"), "<<<<<<< one two");
        assert_eq!(opening("Title\n==========\n"), "<<<<<<< one two");
        assert_eq!(opening("Title\n=======\n"), "<<<<<<<< one two");
        assert_eq!(opening("=======\n>>>>>>>> x\n"), "<<<<<<<<< one two");
    }

    #[test]
    fn only_whole_conflicts_are_found() {
        let conflict = "<<<<<<< a\nx\n||||||| b\n=======\ny\n>>>>>>> c\n";
        assert_eq!(unresolved(conflict.as_bytes()), [1]);
        assert_eq!(
            unresolved(format!("\n{conflict}{conflict}").as_bytes()),
            [2, 8]
        );
        assert_eq!(unresolved(conflict.replace('\n', "\r\n").as_bytes()), [1]);
        assert_eq!(
            unresolved(format!("<<<<<<<< a\n{conflict}========\n>>>>>>>> c").as_bytes()),
            [1, 2]
        );
        for text in [
            "Title\n=======\n",
            "<<<<<<< a\n>>>>>>> c\n",
            "<<<<<<<<<<<",
            "cat <<<<<<< a\n",
        ] {
            assert_eq!(unresolved(text.as_bytes()), [0_usize; 0], "{text}");
        }
    }
}
