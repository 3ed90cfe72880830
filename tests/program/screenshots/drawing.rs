//! A terminal's screen as a self-contained SVG file: no script, no font, light or dark as the reader's system is. The
//! width of every text run is set, so that columns are aligned in any font.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::lines::{self, HEIGHT, Ink, WIDTH};

/// Margin in pixels, and the baseline of the typed line above.
const MARGIN: usize = 16;
const BASELINE: usize = 15;
const SHEET: &str = "\
text{font:15px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre;fill:var(--ink)}
path{fill:none;stroke:var(--c,var(--ink));stroke-width:1.5}
path.f{fill:var(--c,var(--ink));stroke:none}path.s{opacity:.2}
.b{font-weight:700}.d{fill:var(--dim);--c:var(--dim)}
.c1{fill:var(--red);--c:var(--red)}.c2{fill:var(--green);--c:var(--green)}.c3{fill:var(--yellow);--c:var(--yellow)}
.c4{fill:var(--blue);--c:var(--blue)}.c5{fill:var(--magenta);--c:var(--magenta)}.c6{fill:var(--cyan);--c:var(--cyan)}
.page{fill:var(--page);stroke:var(--edge)}
svg{--page:#fff;--edge:#d1d9e0;--ink:#1f2328;--dim:#59636e;--red:#cf222e;--green:#1a7f37;--yellow:#7d4e00;--blue:#0969da;--magenta:#8250df;--cyan:#0f6a70}
@media(prefers-color-scheme:dark){svg{--page:#0d1117;--edge:#3d444d;--ink:#e6edf3;--dim:#9198a1;--red:#ff7b72;--green:#3fb950;--yellow:#d29922;--blue:#58a6ff;--magenta:#bc8cff;--cyan:#39c5cf}}
";

/// The style of a character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Look {
    colour: Option<u8>,
    bold: bool,
    dim: bool,
}

/// Adjacent characters with the same style.
#[derive(Debug)]
struct Run {
    row: usize,
    column: usize,
    columns: usize,
    text: String,
    look: Look,
}

/// The content of a screen.
#[derive(Debug)]
pub(crate) struct Drawing {
    rows: usize,
    columns: usize,
    runs: Vec<Run>,
    title: String,
}

impl Drawing {
    /// The screen below the typed line.
    pub(crate) fn of(screen: &vt100::Screen, typed: &str, about: &str) -> Self {
        let (rows, columns) = screen.size();
        let prompt = Run {
            row: 0,
            column: 0,
            columns: 1,
            text: "$".to_owned(),
            look: Look {
                dim: true,
                ..Look::default()
            },
        };
        let mut drawing = Self {
            rows: 0,
            columns: usize::from(columns.get()),
            runs: vec![prompt],
            title: about.to_owned(),
        };
        let bold = Look {
            bold: true,
            ..Look::default()
        };
        for (at, c) in typed.chars().enumerate() {
            drawing.put(0, at + 2, &c.to_string(), 1, bold.clone());
        }
        for row in 0..rows.get() {
            for column in 0..columns.get() {
                let cell = screen.cell(row, column).unwrap();
                if cell.is_wide_continuation() {
                    continue;
                }
                let at = usize::from(row) + 1;
                let wide = 1 + usize::from(cell.is_wide());
                drawing.put(at, column.into(), cell.contents(), wide, look(cell));
            }
        }
        drawing.rows = drawing
            .runs
            .iter()
            .map(|run| run.row + 1)
            .max()
            .unwrap_or(0);
        drawing
    }

    fn put(&mut self, row: usize, column: usize, text: &str, columns: usize, look: Look) {
        if text.trim().is_empty() {
            return;
        }
        let is_line = |text: &str| text.chars().all(|c| lines::path(c, 0, 0).is_some());
        let line = is_line(text);
        if let Some(last) = self.runs.last_mut() {
            let end = last.column + last.columns;
            // a single space separates words, not runs
            let near = column == end || (column == end + 1 && !line);
            if last.row == row && near && last.look == look && is_line(&last.text) == line {
                let gap = column - end;
                last.text.push_str(&" ".repeat(gap));
                last.text.push_str(text);
                last.columns += gap + columns;
                return;
            }
        }
        let text = text.to_owned();
        self.runs.push(Run {
            row,
            column,
            columns,
            text,
            look,
        });
    }

    pub(crate) fn svg(&self) -> String {
        let width = 2 * MARGIN + self.columns * WIDTH;
        let height = 2 * MARGIN + self.rows * HEIGHT;
        let title = escape(&self.title);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n\
             <style>\n{SHEET}</style>\n<rect class=\"page\" x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n",
            width - 1,
            height - 1,
        );
        let mut drawn: BTreeMap<(Ink, &Look), String> = BTreeMap::new();
        for run in &self.runs {
            let (x, y) = (MARGIN + run.column * WIDTH, MARGIN + run.row * HEIGHT);
            let paths: Option<Vec<(String, Ink)>> = run
                .text
                .chars()
                .enumerate()
                .map(|(at, c)| lines::path(c, x + at * WIDTH, y))
                .collect();
            match paths {
                Some(paths) => {
                    for (path, ink) in paths {
                        drawn.entry((ink, &run.look)).or_default().push_str(&path);
                    }
                }
                None => {
                    let _ = writeln!(
                        svg,
                        "<text{} x=\"{x}\" y=\"{}\" textLength=\"{}\">{}</text>",
                        class(&run.look, Ink::Line),
                        y + BASELINE,
                        run.columns * WIDTH,
                        escape(&run.text)
                    );
                }
            }
        }
        for ((ink, look), path) in drawn {
            let _ = writeln!(svg, "<path{} d=\"{path}\"/>", class(look, ink));
        }
        svg + "</svg>\n"
    }
}

fn look(cell: &vt100::Cell) -> Look {
    let colour = match cell.fgcolor() {
        vt100::Color::Idx(index @ 1..=6) => Some(index),
        vt100::Color::Default => None,
        other => panic!("no colour for {other:?}"),
    };
    Look {
        colour,
        bold: cell.bold(),
        dim: cell.dim(),
    }
}

fn class(look: &Look, ink: Ink) -> String {
    let mut classes: Vec<String> = look
        .colour
        .iter()
        .map(|index| format!("c{index}"))
        .collect();
    for (word, holds) in [
        ("b", look.bold),
        ("d", look.dim),
        ("f", ink != Ink::Line),
        ("s", ink == Ink::Shade),
    ] {
        classes.extend(holds.then(|| word.to_owned()));
    }
    if classes.is_empty() {
        String::new()
    } else {
        format!(" class=\"{}\"", classes.join(" "))
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
