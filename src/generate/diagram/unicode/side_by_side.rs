//! Up to three stores side by side, the worker under its broker. The spine's arrows branch from a horizontal line
//! above; the worker's go sideways and up.

use super::canvas::Pen;
use super::card::{BoxBounds, Card, outer_width};
use super::{ABREAST, Drawing, INNER};
use crate::core::text::{columns, width};
use crate::generate::diagram::graph::Node;
use crate::generate::diagram::layout::{Layout, flow_words};

/// Columns between two boxes.
const GAP: usize = 2;

/// The width of the stores, their worker and the labels of their arrows.
pub(super) fn width_needed(layout: &Layout) -> usize {
    let (outer, count) = (box_width(layout), layout.stores.len());
    let words = layout.stores.iter().rev().take(1).flat_map(|store| {
        [&store.from_spine, &store.from_worker].map(|flows| width(&flow_words(flows), columns) + 2)
    });
    let beyond = words.max().unwrap_or(0).saturating_sub(outer / 2 + 1);
    count * outer + count.saturating_sub(1) * gap(layout) + 2 * beyond
}

fn nodes<'a>(layout: &Layout<'a>) -> impl Iterator<Item = &'a Node> {
    let worker = layout.worker.iter().map(|worker| worker.node);
    layout.stores.iter().map(|store| store.node).chain(worker)
}

fn box_width(layout: &Layout) -> usize {
    let count = layout.stores.len().clamp(1, ABREAST);
    let most = ((INNER - (count - 1) * GAP) / count).min(41);
    outer_width(nodes(layout), most - usize::from(most.is_multiple_of(2)))
}

/// The gap, wider if there is space.
fn gap(layout: &Layout) -> usize {
    let count = layout.stores.len();
    let spare = INNER.saturating_sub(count * box_width(layout));
    (spare / count.max(1)).clamp(GAP, 4)
}

/// Draws the stores below the spine, and the worker below them.
pub(super) fn draw(drawing: &mut Drawing) {
    let layout = drawing.layout;
    let outer = box_width(layout);
    let count = layout.stores.len();
    let all = count * outer + count.saturating_sub(1) * gap(layout);
    let first = super::MARGIN + drawing.width.saturating_sub(all) / 2;
    let lefts: Vec<usize> = (0..count)
        .map(|i| first + i * (outer + gap(layout)))
        .collect();
    let band = layout.spine.len();
    drawing.leave_band(band);
    let feeds: Vec<usize> = layout
        .stores
        .iter()
        .zip(&lefts)
        .filter(|(store, _)| !store.from_spine.is_empty())
        .map(|(_, left)| left + outer / 2)
        .collect();
    let bus = feed_line(drawing, &feeds);
    if !layout.stores.is_empty() {
        drawing.enter_band(band);
    }
    if bus.is_some() {
        label_row(drawing, &lefts, outer, false);
    }
    let boxes = draw_boxes(drawing, &lefts, outer);
    for column in feeds {
        if let (Some(row), Some(place)) = (bus, boxes.first()) {
            drawing.drop_arrow(row, column, place.top);
        }
    }
    worker(drawing, &boxes, outer);
}

/// The line that connects the spine to the stores: its row.
fn feed_line(drawing: &mut Drawing, feeds: &[usize]) -> Option<usize> {
    let source = drawing.source?;
    let (low, high) = (*feeds.iter().min()?, *feeds.iter().max()?);
    let center = source.center();
    if low == center && high == center {
        return Some(source.bottom);
    }
    let row = drawing.row;
    drawing.canvas.down(center, (source.bottom, row), Pen::Flow);
    drawing
        .canvas
        .across(row, (low.min(center), high.max(center)), Pen::Flow);
    drawing.row += 1;
    Some(row)
}

/// The labels of arrows to the stores, from above or from below.
fn label_row(drawing: &mut Drawing, lefts: &[usize], outer: usize, from_worker: bool) {
    let layout = drawing.layout;
    for (store, left) in layout.stores.iter().zip(lefts) {
        let flows = if from_worker {
            &store.from_worker
        } else {
            &store.from_spine
        };
        drawing.label(left + outer / 2, &flow_words(flows));
    }
    drawing.row += 1;
}

fn draw_boxes(drawing: &mut Drawing, lefts: &[usize], outer: usize) -> Vec<BoxBounds> {
    let layout = drawing.layout;
    let cards: Vec<Card> = layout
        .stores
        .iter()
        .map(|store| Card::of(store.node, outer))
        .collect();
    let height = cards.iter().map(Card::height).max().unwrap_or(0);
    let (row, canvas) = (drawing.row, &mut drawing.canvas);
    let draw = |(card, left): (&Card, &usize)| card.draw(canvas, (row, *left), (height, outer));
    let boxes = cards.iter().zip(lefts).map(draw).collect();
    drawing.row += height;
    boxes
}

fn worker(drawing: &mut Drawing, boxes: &[BoxBounds], outer: usize) {
    let layout = drawing.layout;
    let Some(worker) = &layout.worker else { return };
    let Some(above) = boxes.get(worker.under) else {
        return;
    };
    let lefts: Vec<usize> = boxes.iter().map(|place| place.left).collect();
    label_row(drawing, &lefts, outer, true);
    let card = Card::of(worker.node, outer);
    let own = card.draw(
        &mut drawing.canvas,
        (drawing.row, above.left),
        (card.height(), outer),
    );
    let side = own.top + 1;
    for (index, (store, place)) in layout.stores.iter().zip(boxes).enumerate() {
        if store.from_worker.is_empty() {
            continue;
        }
        let column = place.center();
        if index == worker.under {
            drawing.lift_arrow(own.top, column, place.bottom);
        } else {
            let edge = if index < worker.under {
                own.left
            } else {
                own.right
            };
            drawing.canvas.across(side, (edge, column), Pen::Flow);
            drawing.lift_arrow(side, column, place.bottom);
        }
    }
    drawing.row = own.bottom + 1;
}
