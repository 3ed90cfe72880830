//! More stores than fit side by side: stacked, with the spine's arrows from a line on their left
//! and the worker, beside its broker, calling from the right.

use super::canvas::Pen;
use super::card::{Card, Place, outer_width};
use super::{INNER, MARGIN, Page};
use crate::core::text::{columns, fit_by};
use crate::generate::diagram::layout::flow_words;

/// From the line on the left to a store, and from a store to the worker: room for a word.
const LANE: usize = 14;
/// The line on the left.
const TRUNK: usize = MARGIN + 1;
/// The widest boxes.
const STORE: usize = 25;
const WORKER: usize = INNER - 1 - LANE - STORE - LANE;

/// Draws the stores below the spine, one under the other.
pub(super) fn draw(page: &mut Page) {
    let layout = page.layout;
    let band = layout.spine.len();
    page.leave_band(band);
    let turn = bend(page);
    page.enter_band(band);
    let places = boxes(page);
    let fed = layout
        .stores
        .iter()
        .zip(&places)
        .filter(|(store, _)| !store.from_spine.is_empty());
    for (store, place) in fed {
        let Some(turn) = turn else { break };
        let row = place.top + 2;
        page.canvas.down(TRUNK, (turn, row), Pen::Flow);
        page.canvas.across(row, (TRUNK, place.left), Pen::Flow);
        page.canvas.text(row, place.left, "▶");
        let words = fit_by(&flow_words(&store.from_spine), LANE - 3, columns);
        page.canvas.text(row - 1, TRUNK + 2, &words);
    }
    worker(page, &places);
}

/// The line from under the spine to the left margin: its row.
fn bend(page: &mut Page) -> Option<usize> {
    let fed = page
        .layout
        .stores
        .iter()
        .any(|store| !store.from_spine.is_empty());
    let source = page.source.filter(|_| fed)?;
    let row = page.row;
    page.canvas
        .down(source.center(), (source.bottom, row), Pen::Flow);
    page.canvas.across(row, (TRUNK, source.center()), Pen::Flow);
    page.row += 1;
    Some(row)
}

fn boxes(page: &mut Page) -> Vec<Place> {
    let layout = page.layout;
    let outer = outer_width(layout.stores.iter().map(|store| store.node), STORE);
    let mut places = Vec::new();
    for (index, store) in layout.stores.iter().enumerate() {
        let card = Card::of(store.node, outer);
        let beside = layout
            .worker
            .as_ref()
            .filter(|worker| worker.under == index);
        let beside = beside.map_or(0, |worker| Card::of(worker.node, WORKER).height());
        let size = (card.height().max(beside), outer);
        let place = card.draw(&mut page.canvas, (page.row, TRUNK + LANE), size);
        page.row = place.bottom + 1;
        places.push(place);
    }
    places
}

fn worker(page: &mut Page, places: &[Place]) {
    let layout = page.layout;
    let Some(worker) = &layout.worker else { return };
    let Some(beside) = places.get(worker.under) else {
        return;
    };
    let outer = outer_width([worker.node], WORKER);
    let card = Card::of(worker.node, outer);
    let size = (beside.bottom - beside.top + 1, outer);
    let own = card.draw(&mut page.canvas, (beside.top, beside.right + LANE), size);
    for (index, (store, place)) in layout.stores.iter().zip(places).enumerate() {
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
            page.canvas.down(own.center(), (edge, row), Pen::Flow);
        }
        page.canvas.across(row, (place.right, start), Pen::Flow);
        page.canvas.text(row, place.right, "◀");
        let words = fit_by(&flow_words(&store.from_worker), LANE - 3, columns);
        page.canvas.text(row - 1, place.right + 2, &words);
    }
}
