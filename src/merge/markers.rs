//! Conflicts as text: markers that git and editors understand, and finding those that are left.

use super::Labels;
use super::text::{Line, Text};

/// How many characters a marker has where nothing in the text looks like one.
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
pub(super) struct Sides<'a> {
    pub(super) base: &'a [Line<'a>],
    pub(super) mine: &'a [Line<'a>],
    pub(super) new: &'a [Line<'a>],
}

impl Markers {
    /// Longer than usual where a line of the texts begins as a marker of the usual length does.
    pub(super) fn new(labels: &Labels, texts: &[&Text]) -> Self {
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
            opening: marker('<', &labels.mine),
            base: marker('|', &labels.base),
            middle: marker('=', ""),
            closing: marker('>', &labels.new),
        }
    }

    /// The lines of a conflict, with no line ending yet that means anything for those of the markers.
    pub(super) fn around<'a>(&'a self, sides: &Sides<'a>, out: &mut Vec<Line<'a>>) {
        let ending = out
            .last()
            .or(sides.mine.first())
            .or(sides.new.first())
            .map_or(super::text::Ending::Lf, |line| line.ending);
        let marker = |text| Line { text, ending };
        out.push(marker(&self.opening));
        out.extend_from_slice(sides.mine);
        out.push(marker(&self.base));
        out.extend_from_slice(sides.base);
        out.push(marker(&self.middle));
        out.extend_from_slice(sides.new);
        out.push(marker(&self.closing));
    }
}

/// The lines, from 1, of the opening markers of conflicts that are left in a text.
#[must_use]
pub fn unresolved(text: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize, u8)> = None;
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let Some((character, length)) = run(line.trim_ascii_end()).filter(|(_, n)| *n >= LENGTH)
        else {
            continue;
        };
        let ends = matches!(line.get(length), None | Some(b' ' | b'\r'));
        open = match (character, open) {
            (b'<', _) if ends => Some((number + 1, length, character)),
            (b'=', Some((at, size, b'<'))) if ends && size == length => Some((at, size, b'=')),
            (b'>', Some((at, size, b'='))) if ends && size == length => {
                found.push(at);
                None
            }
            (_, open) => open,
        };
    }
    found
}

/// How often a line repeats its first character, if that is one of those that markers are made of.
fn run(line: &[u8]) -> Option<(u8, usize)> {
    let first = *line.first().filter(|byte| b"<|=>".contains(byte))?;
    Some((first, line.iter().take_while(|byte| **byte == first).count()))
}
