//! The differences between two sequences of lines, in limited time.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::text::Line;

/// A range of the old sequence replaced by a range of the new one. Between two hunks, at least one line is equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// Lines as numbers: equal texts have the same number in all sequences numbered by the same value.
#[derive(Debug, Default)]
pub(super) struct LineNumbers<'a>(HashMap<&'a [u8], u32>);

impl<'a> LineNumbers<'a> {
    pub(super) fn of(&mut self, lines: &[Line<'a>]) -> Vec<u32> {
        let number = |line: &Line<'a>| {
            let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
            *self.0.entry(line.text).or_insert(next)
        };
        lines.iter().map(number).collect()
    }
}

/// In the order of both sequences.
pub(super) fn changes(old: &[u32], new: &[u32]) -> Vec<Hunk> {
    let mut changes: Vec<Hunk> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        match changes.last_mut() {
            Some(last) if last.old.end == old.start && last.new.end == new.start => {
                last.old.end = old.end;
                last.new.end = new.end;
            }
            _ => changes.push(Hunk { old, new }),
        }
    }
    changes
}
