//! The architecture as Unicode boxes, for a terminal: at most 78 columns, no colour. The client is at the top, each
//! tier below the one that calls it; networks are dashed frames. Returns text; knows no terminal.

mod canvas;
mod card;
mod frame;
mod side_by_side;
mod stacked;

use canvas::{Canvas, Pen};
use card::{BoxBounds, Card, outer_width};
use frame::{Frame, name};

use super::graph::{Graph, Node};
use super::layout::{Layout, flow_words};
use crate::core::text::{clean, columns, fit_by, width, wrap_in};

/// The maximum width of a diagram.
const WIDEST: usize = 78;
/// The maximum width inside the frames: odd, so that there is a middle.
const INNER: usize = 73;
/// Left of the content: the frame and a space.
const MARGIN: usize = 2;
/// The maximum number of stores side by side; more are stacked.
const ABREAST: usize = 3;

/// Draws the graph as text.
#[must_use]
pub fn unicode(graph: &Graph) -> String {
    let layout = Layout::of(graph);
    let mut drawing = Drawing::new(&layout);
    drawing.title(graph);
    drawing.spine(&graph.entry);
    if layout.stores.len() > ABREAST {
        stacked::draw(&mut drawing);
    } else {
        side_by_side::draw(&mut drawing);
    }
    drawing.close_zones(layout.spine.len());
    drawing.aside();
    drawing.notes();
    drawing.canvas.render()
}

/// The picture, drawn from the top down.
struct Drawing<'a> {
    layout: &'a Layout<'a>,
    canvas: Canvas,
    /// The first free row.
    row: usize,
    /// Columns inside the frames.
    width: usize,
    spine_width: usize,
    /// Frames that are still open.
    open: Vec<Frame<'a>>,
    /// The last box of the spine.
    source: Option<BoxBounds>,
}

impl<'a> Drawing<'a> {
    fn new(layout: &'a Layout<'a>) -> Self {
        let spine_width = outer_width(layout.spine.iter().map(|stop| stop.node), 41);
        let below = match layout.stores.len() {
            0 => 0,
            1..=ABREAST => side_by_side::width_needed(layout),
            _ => INNER,
        };
        let framed = layout
            .spine
            .iter()
            .skip(1)
            .map(|stop| 2 * (width(&flow_words(&stop.incoming), columns) + 2) + 1);
        let named = layout
            .zones
            .iter()
            .map(|zone| spine_width + 2 * (name(zone).1 + 4));
        let needed = framed
            .chain(named)
            .chain([spine_width, below])
            .max()
            .unwrap_or(0);
        let width = (needed | 1).min(INNER);
        Drawing {
            layout,
            canvas: Canvas::default(),
            row: 0,
            width,
            spine_width,
            open: vec![],
            source: None,
        }
    }

    fn center(&self) -> usize {
        MARGIN + self.width / 2
    }

    fn title(&mut self, graph: &Graph) {
        let title = fit_by(&clean(&graph.title), WIDEST, columns);
        if !title.is_empty() {
            self.canvas.text(0, 0, &title);
            self.row = 2;
        }
    }

    fn spine(&mut self, entry: &str) {
        for (band, stop) in self.layout.spine.iter().enumerate() {
            let mut words = flow_words(&stop.incoming);
            if band == 1 && !words.is_empty() {
                words = format!("{words} to {}", clean(entry));
                words.truncate(words.trim_end_matches(" to ").len());
            }
            self.leave_band(band);
            if band > 0 {
                self.label(self.center(), &words);
                self.row += 1;
            }
            self.enter_band(band);
            self.stop(band, stop.node, !stop.incoming.is_empty());
        }
    }

    fn stop(&mut self, band: usize, node: &Node, called: bool) {
        let card = Card::of(node, self.spine_width);
        let left = self.center() - self.spine_width / 2;
        let at = (self.row, left);
        let place = card.draw(&mut self.canvas, at, (card.height(), self.spine_width));
        if let Some(above) = self.source.filter(|_| called) {
            self.drop_arrow(above.bottom, place.center(), place.top);
        }
        self.share_band(band, place);
        self.row = place.bottom + 1;
        self.source = Some(place);
    }

    /// An arrow straight down, from one row to the upper border of a box.
    fn drop_arrow(&mut self, from: usize, column: usize, to: usize) {
        self.canvas.down(column, (from, to), Pen::Flow);
        self.canvas.text(to, column, "▼");
    }

    /// An arrow straight up, from one row to the lower border of a box.
    fn lift_arrow(&mut self, from: usize, column: usize, to: usize) {
        self.canvas.down(column, (from, to), Pen::Flow);
        self.canvas.text(to, column, "▲");
    }

    /// A label beside a vertical line, on the current row.
    fn label(&mut self, column: usize, words: &str) {
        let framed = !self.open.is_empty();
        let end = if framed {
            MARGIN + self.width + 1
        } else {
            WIDEST
        };
        let words = fit_by(words, end.saturating_sub(column + 2), columns);
        self.canvas.text(self.row, column + 2, &words);
    }

    /// Boxes outside the main layout, below it.
    fn aside(&mut self) {
        let outer = outer_width(self.layout.aside.iter().copied(), 23);
        for nodes in self.layout.aside.chunks(ABREAST) {
            let cards: Vec<Card> = nodes.iter().map(|node| Card::of(node, outer)).collect();
            let height = cards.iter().map(Card::height).max().unwrap_or(0);
            for (index, card) in cards.iter().enumerate() {
                let at = (self.row, MARGIN + index * (outer + 2));
                card.draw(&mut self.canvas, at, (height, outer));
            }
            self.row += height;
        }
    }

    /// The text below the picture.
    fn notes(&mut self) {
        let notes = self.layout.notes();
        for line in notes
            .iter()
            .flat_map(|note| wrap_in(note, WIDEST, 3, columns))
        {
            self.canvas.text(self.row, 0, &line);
            self.row += 1;
        }
    }
}
