//! A card of the SVG diagram: its text, size and drawing. Knows no arrows.

use super::style::{SvgElements, class, ems};
use crate::core::text::{clean, escape_xml, fit_by, width, wrap_in};
use crate::generate::diagram::graph::{Flow, Graph, Node};
use crate::generate::diagram::layout::tone;

/// Offset of a card behind another one.
const STEP: usize = 6;
/// Padding left of the text.
const PAD: usize = 20;
/// Character widths for ports and replicas, in hundredths of the font size.
const PORT_EM: usize = 74;
const COUNT_EM: usize = 66;

/// A placed card.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    /// The number of cards visible behind it.
    behind: usize,
    role: String,
    label: Vec<String>,
    details: Vec<String>,
    replicas: Option<String>,
    port: Option<String>,
    durable: bool,
    tone: Option<Flow>,
}

impl Card {
    /// The node's card, as high as its text needs, without a position.
    pub(super) fn of(node: &Node, graph: &Graph, width: usize) -> Self {
        let available = (width - PAD - 14) * 100;
        let beside_drum = if node.durable {
            available - 2600
        } else {
            available
        };
        let details = node.details.iter();
        let mut card = Card {
            x: 0,
            y: 0,
            width,
            height: 0,
            behind: usize::try_from(node.replicas.saturating_sub(1))
                .unwrap_or(2)
                .min(2),
            role: clean(&node.id),
            label: wrap_in(&clean(&node.label), beside_drum / 17, 2, ems),
            details: details
                .flat_map(|detail| wrap_in(&clean(detail), available / 13, 3, ems))
                .collect(),
            replicas: (node.replicas != 1)
                .then(|| fit_by(&format!("x{}", node.replicas), 400, ems)),
            port: node.port.map(|port| format!(":{port}")),
            durable: node.durable,
            tone: tone(graph, node),
        };
        card.height =
            (card.label_top() + 22 * card.label.len() + 18 * card.details.len() + 13).max(74);
        card
    }

    /// The top of the label, below the role.
    fn label_top(&self) -> usize {
        30 + usize::from(!self.label.is_empty()) * 4
    }

    pub(super) fn center(&self) -> usize {
        self.x + self.width / 2
    }

    /// The start of a downward arrow: below the cards behind.
    pub(super) fn bottom(&self) -> usize {
        self.y + self.height + self.behind * STEP
    }

    /// The start of an arrow to the right: beside the cards behind.
    pub(super) fn right(&self) -> usize {
        self.x + self.width + self.behind * STEP
    }

    pub(super) fn draw(&self, elements: &mut SvgElements) {
        for step in (0..=self.behind).rev() {
            let class = if step == 0 { "d-card" } else { "d-behind" };
            let (x, y) = (self.x + step * STEP, self.y + step * STEP);
            let (width, height) = (self.width, self.height);
            elements.line(&format!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>"
            ));
        }
        let (x, y, height) = (self.x + 8, self.y + 12, self.height - 24);
        let tone = self.tone.map_or("plain", class);
        elements.line(&format!(
            "<rect class=\"d-of-{tone}\" x=\"{x}\" y=\"{y}\" width=\"4\" height=\"{height}\" rx=\"2\"/>"
        ));
        let left = self.facts(tone, elements);
        let role = fit_by(
            &self.role,
            left.saturating_sub(self.x + PAD + 4) * 100 / 13,
            ems,
        );
        self.words(&[role], "d-role", 25, 0, elements);
        let label = self.y + self.label_top() + 16;
        self.words(&self.label, "d-label", label - self.y, 22, elements);
        let details = label - self.y + 22 * self.label.len() - 1;
        self.words(&self.details, "d-detail", details, 18, elements);
        if self.durable {
            drum((self.x + self.width - 32, label - 16), elements);
        }
    }

    fn words(
        &self,
        lines: &[String],
        class: &str,
        first: usize,
        step: usize,
        elements: &mut SvgElements,
    ) {
        let x = self.x + PAD;
        let mut y = self.y + first;
        for line in lines {
            elements.line(&format!(
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>",
                escape_xml(line)
            ));
            y += step;
        }
    }

    /// Port and replicas at the upper right; returns their left edge.
    fn facts(&self, tone: &str, elements: &mut SvgElements) -> usize {
        let mut right = self.x + self.width - 12;
        let port = self
            .port
            .iter()
            .map(|port| (port, "d-pill", "d-port", PORT_EM));
        let count = format!("d-of-{tone}");
        let replicas = self
            .replicas
            .iter()
            .map(|text| (text, count.as_str(), "d-count", COUNT_EM));
        for (text, pill, letters, em) in port.chain(replicas) {
            let wide = pill_width(text, em);
            let x = right.saturating_sub(wide);
            let (y, middle, base) = (self.y + 11, x + wide / 2, self.y + 25);
            elements.line(&format!(
                "<rect class=\"{pill}\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"20\" rx=\"10\"/>"
            ));
            elements.line(&format!(
                "<text class=\"{letters}\" x=\"{middle}\" y=\"{base}\" text-anchor=\"middle\">{text}</text>"
            ));
            right = x.saturating_sub(6);
        }
        right
    }
}

/// The symbol for durable data.
pub(super) fn drum((x, y): (usize, usize), elements: &mut SvgElements) {
    elements.line(&format!(
        "<path class=\"d-drum\" d=\"M{x} {}v12c0 4 18 4 18 0v-12c0 -4 -18 -4 -18 0c0 4 18 4 18 0\"/>",
        y + 3
    ));
}

/// The width of a rounded label, for a character width in hundredths of the font size.
fn pill_width(text: &str, em: usize) -> usize {
    text.chars().count() * 12 * em / 100 + 14
}

fn facts_width(node: &Node) -> usize {
    let port = node
        .port
        .map_or(0, |port| pill_width(&format!(":{port}"), PORT_EM) + 6);
    let replicas = pill_width(&format!("x{}", node.replicas), COUNT_EM) + 6;
    port + if node.replicas == 1 { 0 } else { replicas }
}

/// The width of a node's text without line breaks.
pub(super) fn natural_width(node: &Node) -> usize {
    let label = width(&clean(&node.label), ems) * 17;
    let details = node
        .details
        .iter()
        .map(|detail| width(&clean(detail), ems) * 13);
    let text = details.chain([label]).max().unwrap_or(0) / 100 + 26 * usize::from(node.durable);
    let head = width(&clean(&node.id), ems) * 13 / 100 + facts_width(node) + 4;
    text.max(head) + PAD + 14
}
