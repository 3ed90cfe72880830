//! Lines, blocks and arrowheads as geometry, so that they join in every font.

/// The width and height of a character.
pub(crate) const WIDTH: usize = 9;
pub(crate) const HEIGHT: usize = 20;
/// The middle of a character; a line of two pixels is sharp there.
const X: usize = 4;
const Y: usize = 10;

/// How a path is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ink {
    Line,
    Full,
    Shade,
}

/// The path of a character whose upper left corner is at `x`, `y`; `None` for a letter.
pub(crate) fn path(c: char, x: usize, y: usize) -> Option<(String, Ink)> {
    let (right, bottom) = (x + WIDTH, y + HEIGHT);
    let (cx, cy) = (x + X, y + Y);
    let up = format!("M{cx} {y}V{cy}");
    let down = format!("M{cx} {cy}V{bottom}");
    let to_left = format!("M{x} {cy}H{cx}");
    let to_right = format!("M{cx} {cy}H{right}");
    let stroke = |parts: &[&String]| {
        let parts: Vec<&str> = parts.iter().map(|part| part.as_str()).collect();
        Some((parts.concat(), Ink::Line))
    };
    let rounded = |from: (usize, usize), to: (usize, usize)| {
        let [start, end] = [from, to].map(|(x, y)| format!("{x} {y}"));
        Some((format!("M{start}Q{cx} {cy} {end}"), Ink::Line))
    };
    match c {
        '─' => Some((format!("M{x} {cy}H{right}"), Ink::Line)),
        '│' => Some((format!("M{cx} {y}V{bottom}"), Ink::Line)),
        '┌' => stroke(&[&down, &to_right]),
        '┐' => stroke(&[&down, &to_left]),
        '└' => stroke(&[&up, &to_right]),
        '┘' => stroke(&[&up, &to_left]),
        '├' => stroke(&[&up, &down, &to_right]),
        '┤' => stroke(&[&up, &down, &to_left]),
        '┬' => stroke(&[&down, &to_left, &to_right]),
        '┴' => stroke(&[&up, &to_left, &to_right]),
        '┼' => stroke(&[&up, &down, &to_left, &to_right]),
        '╴' => stroke(&[&to_left]),
        '╶' => stroke(&[&to_right]),
        '╭' => rounded((cx, bottom), (right, cy)),
        '╮' => rounded((cx, bottom), (x, cy)),
        '╰' => rounded((cx, y), (right, cy)),
        '╯' => rounded((cx, y), (x, cy)),
        '╌' => Some((format!("M{} {cy}h3m2 0h3", x + 1), Ink::Line)),
        '╎' => Some((format!("M{cx} {}v6m0 4v6", y + 2), Ink::Line)),
        '█' => Some((format!("M{x} {}h{WIDTH}v14h-{WIDTH}Z", y + 3), Ink::Full)),
        '░' => Some((format!("M{x} {}h{WIDTH}v14h-{WIDTH}Z", y + 3), Ink::Shade)),
        // the tip touches the edge of its cell
        '▼' => Some((format!("M{x} {y}h8l-4 10Z"), Ink::Full)),
        '▲' => Some((format!("M{x} {bottom}h8l-4-10Z"), Ink::Full)),
        '▶' => Some((format!("M{x} {}v8l9-4Z", y + 6), Ink::Full)),
        '◀' => Some((format!("M{right} {}v8l-9-4Z", y + 6), Ink::Full)),
        _ => None,
    }
}
