//! Checks that the lines of a Unicode drawing join: every end of a line character must touch a neighbour with a
//! matching end.

use unicode_width::UnicodeWidthChar;

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

fn arms(c: char) -> u8 {
    match c {
        '│' | '╎' => UP | DOWN,
        '─' | '╌' => LEFT | RIGHT,
        '┌' | '╭' => DOWN | RIGHT,
        '┐' | '╮' => DOWN | LEFT,
        '└' | '╰' => UP | RIGHT,
        '┘' | '╯' => UP | LEFT,
        '├' => UP | DOWN | RIGHT,
        '┤' => UP | DOWN | LEFT,
        '┬' | '▲' => DOWN | LEFT | RIGHT,
        '┴' | '▼' => UP | LEFT | RIGHT,
        '┼' => UP | DOWN | LEFT | RIGHT,
        '▶' => LEFT | UP | DOWN,
        '◀' => RIGHT | UP | DOWN,
        '╴' => LEFT,
        '╶' => RIGHT,
        '╵' => UP,
        '╷' => DOWN,
        _ => 0,
    }
}

/// A character per column; the second half of a wide one is a space.
fn grid(picture: &str) -> Vec<Vec<char>> {
    let cells = |c: char| {
        std::iter::once(c)
            .chain(std::iter::repeat_n(' ', 1))
            .take(c.width().unwrap_or(0))
    };
    picture
        .lines()
        .map(|line| line.chars().flat_map(cells).collect())
        .collect()
}

/// Loose ends of lines: row, column, character.
pub(crate) fn loose_ends(picture: &str) -> Vec<(usize, usize, char)> {
    let grid = grid(picture);
    let at = |row: usize, column: usize| {
        grid.get(row)
            .and_then(|line| line.get(column))
            .map_or(0, |c| arms(*c))
    };
    let mut loose = Vec::new();
    for (row, line) in grid.iter().enumerate() {
        for (column, c) in line.iter().enumerate() {
            let own = arms(*c);
            let meets = [
                (UP, DOWN, row.wrapping_sub(1), column),
                (DOWN, UP, row + 1, column),
                (LEFT, RIGHT, row, column.wrapping_sub(1)),
                (RIGHT, LEFT, row, column + 1),
            ];
            let open = |&(arm, back, r, c): &(u8, u8, usize, usize)| {
                own & arm != 0 && at(r, c) & back == 0
            };
            if meets.iter().any(open) {
                loose.push((row, column, *c));
            }
        }
    }
    loose
}

/// The width of the longest line.
pub(crate) fn widest(picture: &str) -> usize {
    grid(picture).iter().map(Vec::len).max().unwrap_or(0)
}
