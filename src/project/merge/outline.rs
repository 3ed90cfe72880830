//! The owner of each line of a file: a key, a class, a section. By indentation, taking strings, brackets and continued
//! lines into account.

use super::language::Language;
use super::scan::{LineScan, Scan};
use super::text::Line;

/// The kind of a line in its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Blank,
    Comment,
    /// The first line of a statement, an entry or a section; within brackets, an element.
    Head,
    /// Continues its owner: inside a string, after a backslash.
    Inside,
    /// Closes a bracket of its owner.
    Close,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct LineInfo {
    pub(super) kind: LineKind,
    /// Comparable within a file; sections are above all others.
    pub(super) depth: i64,
    /// The line to which this one belongs.
    pub(super) owner: Option<usize>,
    /// Whether it is an element of its owner's bracket.
    pub(super) element: bool,
}

/// A row for each line.
pub(super) fn outline(language: Language, lines: &[Line]) -> Vec<LineInfo> {
    let mut scan = Scan::new(language, lines);
    let mut rows: Vec<LineInfo> = Vec::with_capacity(lines.len());
    // the heads to which the next line may belong, each deeper than the one before it
    let mut open: Vec<(i64, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let row = match scan.line(at, line.text) {
            LineScan::Blank => LineInfo::new(LineKind::Blank, 0, None),
            LineScan::Comment => LineInfo::new(LineKind::Comment, columns(line.text), None),
            LineScan::Inside(of) => LineInfo::new(LineKind::Inside, 0, head(&rows, of)),
            LineScan::Close(of) => LineInfo::new(LineKind::Close, 0, head(&rows, of)),
            LineScan::Head { depth, within } => {
                let floor = within.and_then(|line| head(&rows, line));
                while open
                    .last()
                    .is_some_and(|(there, line)| *there >= depth && Some(*line) != floor)
                {
                    open.pop();
                }
                let owner = open.last().map(|(_, line)| *line);
                open.push((depth, at));
                LineInfo {
                    element: floor.is_some() && floor == owner,
                    ..LineInfo::new(LineKind::Head, depth, owner)
                }
            }
        };
        if row.kind == LineKind::Close {
            while open
                .last()
                .is_some_and(|(_, line)| Some(*line) != row.owner)
            {
                open.pop();
            }
        }
        rows.push(row);
    }
    rows
}

impl LineInfo {
    fn new(kind: LineKind, depth: i64, owner: Option<usize>) -> Self {
        Self {
            kind,
            depth,
            owner,
            element: false,
        }
    }
}

/// The head of the statement that contains a line.
fn head(rows: &[LineInfo], line: usize) -> Option<usize> {
    match rows.get(line)? {
        row if row.kind == LineKind::Head => Some(line),
        row => row.owner,
    }
}

/// The indentation of a line.
pub(super) fn columns(text: &[u8]) -> i64 {
    let blank = text.iter().take_while(|byte| b" \t".contains(byte));
    blank.map(|byte| if *byte == b'\t' { 8 } else { 1 }).sum()
}
