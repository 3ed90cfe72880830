//! More stores than fit side by side: stacked, with the spine's arrows from a line on their left; the worker is beside
//! its broker and calls from the right.

use super::canvas::Pen;
use super::card::{BoxBounds, Card, outer_width};
use super::{Drawing, INNER, MARGIN};
use crate::core::text::{columns, fit_by};
use crate::generate::diagram::layout::flow_words;

/// From the left line to a store, and from a store to the worker: space for a label.
const LANE: usize = 14;
/// The line on the left.
const TRUNK: usize = MARGIN + 1;
/// The maximum width of boxes.
const STORE: usize = 25;
const WORKER: usize = INNER - 1 - LANE - STORE - LANE;

/// Draws the stores below the spine, one under the other.
pub(super) fn draw(drawing: &mut Drawing) {
    let layout = drawing.layout;
    let band = layout.spine.len();
    drawing.leave_band(band);
    let turn = bend(drawing);
    drawing.enter_band(band);
    let boxes = draw_boxes(drawing);
    let fed = layout
        .stores
        .iter()
        .zip(&boxes)
        .filter(|(store, _)| !store.from_spine.is_empty());
    for (store, place) in fed {
        let Some(turn) = turn else { break };
        let row = place.top + 2;
        drawing.canvas.down(TRUNK, (turn, row), Pen::Flow);
        drawing.canvas.across(row, (TRUNK, place.left), Pen::Flow);
        drawing.canvas.text(row, place.left, "▶");
        let words = fit_by(&flow_words(&store.from_spine), LANE - 3, columns);
        drawing.canvas.text(row - 1, TRUNK + 2, &words);
    }
    worker(drawing, &boxes);
}

/// The line from under the spine to the left margin: its row.
fn bend(drawing: &mut Drawing) -> Option<usize> {
    let fed = drawing
        .layout
        .stores
        .iter()
        .any(|store| !store.from_spine.is_empty());
    let source = drawing.source.filter(|_| fed)?;
    let row = drawing.row;
    drawing
        .canvas
        .down(source.center(), (source.bottom, row), Pen::Flow);
    drawing
        .canvas
        .across(row, (TRUNK, source.center()), Pen::Flow);
    drawing.row += 1;
    Some(row)
}

fn draw_boxes(drawing: &mut Drawing) -> Vec<BoxBounds> {
    let layout = drawing.layout;
    let outer = outer_width(layout.stores.iter().map(|store| store.node), STORE);
    let mut boxes = Vec::new();
    for (index, store) in layout.stores.iter().enumerate() {
        let card = Card::of(store.node, outer);
        let beside = layout
            .worker
            .as_ref()
            .filter(|worker| worker.under == index);
        let beside = beside.map_or(0, |worker| Card::of(worker.node, WORKER).height());
        let size = (card.height().max(beside), outer);
        let place = card.draw(&mut drawing.canvas, (drawing.row, TRUNK + LANE), size);
        drawing.row = place.bottom + 1;
        boxes.push(place);
    }
    boxes
}

fn worker(drawing: &mut Drawing, boxes: &[BoxBounds]) {
    let layout = drawing.layout;
    let Some(worker) = &layout.worker else { return };
    let Some(beside) = boxes.get(worker.under) else {
        return;
    };
    let outer = outer_width([worker.node], WORKER);
    let card = Card::of(worker.node, outer);
    let size = (beside.bottom - beside.top + 1, outer);
    let own = card.draw(&mut drawing.canvas, (beside.top, beside.right + LANE), size);
    for (index, (store, place)) in layout.stores.iter().zip(boxes).enumerate() {
        if store.from_worker.is_empty() {
            continue;
        }
        let row = place.top + 2;
        let start = if index == worker.under {
            own.left
        } else {
            own.center()
        };
        let edge = if index < worker.under {
            own.top
        } else {
            own.bottom
        };
        if index != worker.under {
            drawing.canvas.down(own.center(), (edge, row), Pen::Flow);
        }
        drawing.canvas.across(row, (place.right, start), Pen::Flow);
        drawing.canvas.text(row, place.right, "◀");
        let words = fit_by(&flow_words(&store.from_worker), LANE - 3, columns);
        drawing.canvas.text(row - 1, place.right + 2, &words);
    }
}
