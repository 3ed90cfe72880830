//! The architecture as a self-contained SVG file: no script, font or image from outside; light or dark as the reader's
//! system is. The geometry uses integers, so that the bytes are the same everywhere. Returns text; writes no file.

mod card;
mod placement;
mod route;
mod style;

use card::Card;
use placement::Placement;
use style::{SvgElements, class};

use super::graph::{Flow, Graph};
use super::layout::{Layout, flow_words};
use crate::core::text::{clean, escape_xml, fit_by, wrap_in};

/// Left and right margin in pixels.
const MARGIN: usize = 36;

/// Draws the graph as an SVG document.
#[must_use]
pub fn svg(graph: &Graph) -> String {
    let layout = Layout::of(graph);
    let placement = Placement::of(&layout, graph);
    let mut elements = SvgElements::default();
    zones(&placement, &layout, &mut elements);
    let drawn = route::arrows(&placement, &layout, &graph.entry, &mut elements);
    for card in &placement.cards {
        card.draw(&mut elements);
    }
    let mut bottom = placement.bottom + 40;
    notes(&layout, &placement, &mut bottom, &mut elements);
    legend(graph, &drawn, &mut bottom, &mut elements);
    document(graph, (placement.width, bottom), &elements)
}

fn document(graph: &Graph, (width, height): (usize, usize), elements: &SvgElements) -> String {
    let title = clean(&graph.title);
    let shown = escape_xml(&fit_by(&title, (width - 2 * MARGIN) * 100 / 26, style::ems));
    let arrows = graph.arrows.iter().map(|arrow| {
        format!(
            "{} to {}: {}",
            clean(&arrow.from),
            clean(&arrow.to),
            arrow.kind.label()
        )
    });
    let undrawn = escape_xml(&arrows.collect::<Vec<_>>().join("; "));
    let style = style::SHEET;
    let title = escape_xml(&title);
    let body = elements.text();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"d-title d-desc\">\n\
         <title id=\"d-title\">{title}: architecture</title>\n<desc id=\"d-desc\">{undrawn}</desc>\n\
         <style>\n{style}</style>\n\
         <rect class=\"d-page\" width=\"{width}\" height=\"{height}\" rx=\"16\"/>\n\
         <text class=\"d-name\" x=\"{MARGIN}\" y=\"58\">{shown}</text>\n\
         {body}</svg>\n"
    )
}

/// The areas of the networks, outer ones below inner ones.
fn zones(placement: &Placement, layout: &Layout, elements: &mut SvgElements) {
    let mut areas: Vec<_> = layout
        .zones
        .iter()
        .zip(&placement.zones)
        .enumerate()
        .collect();
    areas.sort_by_key(|(_, (_, area))| area.y);
    for (index, (zone, area)) in areas {
        let tint = index % 3;
        let (x, y, width, height) = (
            area.x,
            area.y,
            placement.width - 2 * area.x,
            area.bottom - area.y,
        );
        elements.line(&format!(
            "<rect class=\"d-zone d-zone{tint}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"20\"/>"
        ));
        let name = fit_by(
            &clean(zone.name),
            area.name_end.saturating_sub(x + 18) * 100 / 14,
            style::ems,
        );
        let (name, x, y) = (escape_xml(&name), x + 18, y + 26);
        elements.line(&format!(
            "<text class=\"d-zone-name d-ink{tint}\" x=\"{x}\" y=\"{y}\">{name}</text>"
        ));
    }
}

/// What is not drawn, as text.
fn notes(layout: &Layout, placement: &Placement, bottom: &mut usize, elements: &mut SvgElements) {
    let available = (placement.width - 2 * MARGIN) * 100 / 13;
    let notes = layout.notes();
    for note in notes
        .iter()
        .flat_map(|note| wrap_in(note, available, 3, style::ems))
    {
        let (y, note) = (*bottom, escape_xml(&note));
        elements.line(&format!(
            "<text class=\"d-detail\" x=\"{MARGIN}\" y=\"{y}\">{note}</text>"
        ));
        *bottom += 20;
    }
    *bottom += if notes.is_empty() { 0 } else { 16 };
}

/// A sample of each flow that is drawn, and of the symbol for durable data.
fn legend(graph: &Graph, drawn: &[Flow], bottom: &mut usize, elements: &mut SvgElements) {
    const EVERY: [Flow; 6] = [
        Flow::Request,
        Flow::Task,
        Flow::CacheRead,
        Flow::Query,
        Flow::Call,
        Flow::Metrics,
    ];
    let (mut x, y) = (MARGIN + 2, *bottom);
    let base = y + 5;
    elements.line("<g class=\"d-legend\">");
    for flow in EVERY.into_iter().filter(|flow| drawn.contains(flow)) {
        let end = x + 40;
        elements.line(&format!(
            "<path class=\"d-flow d-{}\" d=\"M{x} {y}H{end}\"/>",
            class(flow)
        ));
        route::head_right((end + 8, y), flow, elements);
        let words = flow_words(&[flow]);
        let text = end + 16;
        elements.line(&format!(
            "<text class=\"d-key\" x=\"{text}\" y=\"{base}\">{words}</text>"
        ));
        x = text + words.len() * 8 + 28;
    }
    if graph.nodes.iter().any(|node| node.durable) {
        card::drum((x, y - 9), elements);
        let text = x + 26;
        elements.line(&format!(
            "<text class=\"d-key\" x=\"{text}\" y=\"{base}\">keeps data</text>"
        ));
    }
    elements.line("</g>");
    *bottom = y + 36;
}

impl Placement {
    fn card(&self, index: Option<usize>) -> Option<&Card> {
        index.and_then(|index| self.cards.get(index))
    }
}
