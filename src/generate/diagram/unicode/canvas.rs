//! A grid of characters on which lines join automatically: each cell records in which directions its lines go, and the
//! character follows from that. Knows nothing of the diagram.

use std::collections::BTreeMap;

use crate::core::text::columns;

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// The purpose of a line; where two cross, the later variant has precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pen {
    /// A network: dashed.
    Zone,
    /// An arrow: round corners.
    Flow,
    /// A box: square corners.
    Box,
}

#[derive(Debug)]
enum Cell {
    Line(u8, Pen),
    /// A character with its combining marks; empty after a wide character.
    Text(String),
}

/// The grid. It grows as needed; rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    cells: BTreeMap<usize, BTreeMap<usize, Cell>>,
}

impl Canvas {
    /// A horizontal line between two columns, inclusive.
    pub(super) fn across(&mut self, row: usize, columns: (usize, usize), pen: Pen) {
        let (from, to) = (columns.0.min(columns.1), columns.0.max(columns.1));
        for column in from..=to {
            let left = if column > from { LEFT } else { 0 };
            let right = if column < to { RIGHT } else { 0 };
            self.join(row, column, left | right, pen);
        }
    }

    /// A vertical line between two rows, inclusive.
    pub(super) fn down(&mut self, column: usize, rows: (usize, usize), pen: Pen) {
        let (from, to) = (rows.0.min(rows.1), rows.0.max(rows.1));
        for row in from..=to {
            let up = if row > from { UP } else { 0 };
            let down = if row < to { DOWN } else { 0 };
            self.join(row, column, up | down, pen);
        }
    }

    /// A rectangle, given by two opposite corners.
    pub(super) fn rectangle(&mut self, rows: (usize, usize), columns: (usize, usize), pen: Pen) {
        self.across(rows.0, columns, pen);
        self.across(rows.1, columns, pen);
        self.down(columns.0, rows, pen);
        self.down(columns.1, rows, pen);
    }

    /// Text from a column on, overwriting what is there.
    pub(super) fn text(&mut self, row: usize, column: usize, text: &str) {
        let cells = self.cells.entry(row).or_default();
        let mut at = column;
        for c in text.chars() {
            let wide = columns(c);
            if wide > 0 {
                cells.insert(at, Cell::Text(c.into()));
                (1..wide).for_each(|more| drop(cells.insert(at + more, Cell::Text(String::new()))));
                at += wide;
            } else if at > column
                && let Some((_, Cell::Text(base))) = cells
                    .range_mut(column..at)
                    .rfind(|(_, cell)| !is_behind(cell))
            {
                base.push(c);
            }
        }
    }

    /// The picture, without spaces at the ends of lines.
    pub(super) fn render(&self) -> String {
        let rows = self.cells.last_key_value().map_or(0, |(row, _)| row + 1);
        (0..rows).map(|row| self.line(row) + "\n").collect()
    }

    fn line(&self, row: usize) -> String {
        let Some(cells) = self.cells.get(&row) else {
            return String::new();
        };
        let end = cells.last_key_value().map_or(0, |(column, _)| column + 1);
        let mut out = String::new();
        for column in 0..end {
            match cells.get(&column) {
                None => out.push(' '),
                Some(Cell::Line(arms, pen)) => out.push(glyph(*arms, *pen)),
                Some(Cell::Text(text)) => out.push_str(text),
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn join(&mut self, row: usize, column: usize, arms: u8, pen: Pen) {
        let cells = self.cells.entry(row).or_default();
        match cells.entry(column).or_insert(Cell::Line(0, pen)) {
            Cell::Line(old, old_pen) => {
                *old |= arms;
                *old_pen = pen.max(*old_pen);
            }
            Cell::Text(_) => {}
        }
    }
}

/// Whether a cell is the second half of a wide character.
fn is_behind(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.is_empty())
}

fn glyph(arms: u8, pen: Pen) -> char {
    const CORNERS: [u8; 4] = [DOWN | RIGHT, DOWN | LEFT, UP | RIGHT, UP | LEFT];
    const ROUND: [char; 4] = ['╭', '╮', '╰', '╯'];
    const SQUARE: [char; 4] = ['┌', '┐', '└', '┘'];
    /// Indexed by directions, for lines without variants.
    const PLAIN: [char; 16] = [
        ' ', '╵', '╷', '│', '╴', '┘', '┐', '┤', '╶', '└', '┌', '├', '─', '┴', '┬', '┼',
    ];
    let corners = if pen == Pen::Box { SQUARE } else { ROUND };
    let corner = CORNERS
        .iter()
        .zip(corners)
        .find(|(corner, _)| **corner == arms);
    match (arms, pen, corner) {
        (_, _, Some((_, c))) => c,
        (arms, Pen::Zone, _) if arms == LEFT | RIGHT => '╌',
        (arms, Pen::Zone, _) if arms == UP | DOWN => '╎',
        (arms, ..) => PLAIN.get(usize::from(arms)).copied().unwrap_or(' '),
    }
}
