//! The arrows of the SVG diagram: straight down the spine, from there to the stores, and around from the worker. Each
//! turns at its own level, the outermost first, so that none crosses another.

use super::card::Card;
use super::placement::{LEVEL, Placement};
use super::style::{SvgElements, class, ems};
use crate::core::text::{clean, escape_xml, fit_by};
use crate::generate::diagram::graph::Flow;
use crate::generate::diagram::layout::{Layout, Store, flow_words};

/// The radius of a corner.
const TURN: usize = 12;
/// The length of an arrowhead.
const HEAD: usize = 9;
/// Distance between two arrows that start at the same card.
const APART: usize = 26;

type Point = (usize, usize);

/// Draws every arrow with its label; returns the flows drawn.
pub(super) fn arrows(
    placement: &Placement,
    layout: &Layout,
    entry: &str,
    elements: &mut SvgElements,
) -> Vec<Flow> {
    let mut drawn = Vec::new();
    spine(placement, layout, entry, &mut drawn, elements);
    feeds(placement, layout, &mut drawn, elements);
    worker(placement, layout, &mut drawn, elements);
    drawn
}

fn spine(
    placement: &Placement,
    layout: &Layout,
    entry: &str,
    drawn: &mut Vec<Flow>,
    elements: &mut SvgElements,
) {
    let pairs = placement.cards.iter().zip(placement.cards.iter().skip(1));
    for (index, (stop, (above, card))) in layout.spine.iter().skip(1).zip(pairs).enumerate() {
        let Some(&flow) = stop.incoming.first() else {
            continue;
        };
        drawn.extend(&stop.incoming);
        let x = card.center();
        elements.line(&format!(
            "<path class=\"d-flow d-{}\" d=\"M{x} {}V{}\"/>",
            class(flow),
            above.bottom(),
            card.y - HEAD
        ));
        head_down((x, card.y), flow, elements);
        let words = flow_words(&stop.incoming);
        let at = (x + 12, above.bottom() + 24);
        label(at, &stop.incoming, elements);
        if index == 0 {
            let (x, y) = (at.0 + words.len() * 8 + 6, at.1);
            let entry = escape_xml(&fit_by(&clean(entry), 2600, ems));
            elements.line(&format!(
                "<text class=\"d-entry\" x=\"{x}\" y=\"{y}\">{entry}</text>"
            ));
        }
    }
}

/// From the last node of the spine to the stores.
fn feeds(
    placement: &Placement,
    layout: &Layout,
    drawn: &mut Vec<Flow>,
    elements: &mut SvgElements,
) {
    let Some(source) = placement.card(placement.spine.checked_sub(1)) else {
        return;
    };
    let cards = placement.cards.iter().skip(placement.spine);
    let fed = layout
        .stores
        .iter()
        .zip(cards)
        .filter(|(store, _)| !store.from_spine.is_empty());
    let fed: Vec<(&Store, &Card)> = fed.collect();
    let apart = APART.min((source.width - 40) / fed.len().max(1));
    let first = source.center() - apart * fed.len().saturating_sub(1) / 2;
    let leftward = |(index, card): (usize, &Card)| card.center() < first + index * apart;
    let left = fed
        .iter()
        .enumerate()
        .filter(|(i, (_, card))| leftward((*i, card)))
        .count();
    for (index, (store, card)) in fed.iter().enumerate() {
        let Some(&flow) = store.from_spine.first() else {
            continue;
        };
        drawn.extend(&store.from_spine);
        let end = card.center();
        let start = first + index * apart;
        let start = if start.abs_diff(end) <= apart / 2 {
            end
        } else {
            start
        };
        let level = if index < left {
            index
        } else {
            fed.len() - 1 - index
        };
        let turn = source.bottom() + 44 + level * LEVEL;
        let path = step((start, source.bottom()), turn, (end, card.y - HEAD));
        elements.line(&format!(
            "<path class=\"d-flow d-{}\" d=\"{path}\"/>",
            class(flow)
        ));
        head_down((end, card.y), flow, elements);
        label((end + 12, card.y - 20), &store.from_spine, elements);
    }
}

/// From the worker up to its broker, and around to the other stores.
fn worker(
    placement: &Placement,
    layout: &Layout,
    drawn: &mut Vec<Flow>,
    elements: &mut SvgElements,
) {
    let (Some(worker), Some(own)) = (&layout.worker, placement.card(placement.worker)) else {
        return;
    };
    let cards = placement.cards.iter().skip(placement.spine);
    for (index, (store, card)) in layout.stores.iter().zip(cards).enumerate() {
        let Some(&flow) = store.from_worker.first() else {
            continue;
        };
        drawn.extend(&store.from_worker);
        let (x, tip) = (card.center(), card.bottom());
        let path = if index == worker.under {
            format!("M{x} {}V{}", own.y, tip + HEAD)
        } else {
            let far = index.abs_diff(worker.under);
            let y = own.y + 18 + far * LEVEL;
            let start = if index > worker.under {
                own.right()
            } else {
                own.x
            };
            around((start, y), (x, tip + HEAD))
        };
        elements.line(&format!(
            "<path class=\"d-flow d-{}\" d=\"{path}\"/>",
            class(flow)
        ));
        head_up((x, tip), flow, elements);
        label((x + 12, tip + 34), &store.from_worker, elements);
    }
}

/// Down, across on a level, down.
fn step((x0, y0): Point, turn: usize, (x1, y1): Point) -> String {
    let radius = TURN.min(x0.abs_diff(x1) / 2);
    if radius == 0 {
        return format!("M{x0} {y0}V{turn}H{x1}V{y1}");
    }
    let (out, into) = if x1 > x0 {
        (x0 + radius, x1 - radius)
    } else {
        (x0 - radius, x1 + radius)
    };
    let (above, below) = (turn.saturating_sub(radius), turn + radius);
    format!("M{x0} {y0}V{above}Q{x0} {turn} {out} {turn}H{into}Q{x1} {turn} {x1} {below}V{y1}")
}

/// Across, then up.
fn around((x0, y0): Point, (x1, y1): Point) -> String {
    let radius = TURN.min(x0.abs_diff(x1) / 2);
    let before = if x1 > x0 { x1 - radius } else { x1 + radius };
    format!(
        "M{x0} {y0}H{before}Q{x1} {y0} {x1} {}V{y1}",
        y0.saturating_sub(radius)
    )
}

fn label((x, y): Point, flows: &[Flow], elements: &mut SvgElements) {
    let tone = flows.first().map_or("plain", |flow| class(*flow));
    let words = flow_words(flows);
    elements.line(&format!(
        "<text class=\"d-words d-of-{tone}\" x=\"{x}\" y=\"{y}\">{words}</text>"
    ));
}

fn head_down((x, y): Point, flow: Flow, elements: &mut SvgElements) {
    head(&format!("M{x} {y}l-6 -10h12z"), flow, elements);
}

fn head_up((x, y): Point, flow: Flow, elements: &mut SvgElements) {
    head(&format!("M{x} {y}l-6 10h12z"), flow, elements);
}

/// An arrowhead whose tip is at a point.
pub(super) fn head_right((x, y): Point, flow: Flow, elements: &mut SvgElements) {
    head(&format!("M{x} {y}l-10 -6v12z"), flow, elements);
}

fn head(path: &str, flow: Flow, elements: &mut SvgElements) {
    elements.line(&format!(
        "<path class=\"d-of-{}\" d=\"{path}\"/>",
        class(flow)
    ));
}
