//! A box of the Unicode diagram: its text, size and drawing. Knows no arrows.

use super::canvas::{Canvas, Pen};
use crate::core::text::{clean, columns, fit_by, width, wrap_in};
use crate::generate::diagram::graph::Node;

/// A node's text for a given inner width.
#[derive(Debug)]
pub(super) struct Card {
    lines: Vec<String>,
}

/// The border cells of a drawn box.
#[derive(Debug, Clone, Copy)]
pub(super) struct BoxBounds {
    pub(super) top: usize,
    pub(super) bottom: usize,
    pub(super) left: usize,
    pub(super) right: usize,
}

impl BoxBounds {
    pub(super) fn center(self) -> usize {
        usize::midpoint(self.left, self.right)
    }
}

/// The outer width that the nodes' boxes need; odd, so that a box has a middle; at most `max`.
pub(super) fn outer_width<'a>(nodes: impl IntoIterator<Item = &'a Node>, max: usize) -> usize {
    let inner = nodes.into_iter().map(natural_width).max().unwrap_or(0);
    ((inner + 4) | 1).clamp(15, max)
}

fn natural_width(node: &Node) -> usize {
    let texts = node
        .details
        .iter()
        .chain([&node.label])
        .map(|text| width(&clean(text), columns));
    let head = width(&clean(&node.id), columns) + width(&facts(node), columns) + 2;
    texts.chain([head]).max().unwrap_or(0)
}

/// Replicas and port, at the right of the first line.
fn facts(node: &Node) -> String {
    let replicas = (node.replicas != 1).then(|| format!("x{}", node.replicas));
    let port = node.port.map(|port| format!(":{port}"));
    replicas
        .into_iter()
        .chain(port)
        .collect::<Vec<_>>()
        .join(" ")
}

impl Card {
    pub(super) fn of(node: &Node, outer: usize) -> Self {
        let inner = outer.saturating_sub(4);
        let mut lines = vec![head(node, inner)];
        lines.extend(wrap_in(&clean(&node.label), inner, 2, columns));
        for detail in &node.details {
            lines.extend(wrap_in(&clean(detail), inner, 3, columns));
        }
        if node.durable {
            lines.push(fit_by("keeps data", inner, columns));
        }
        lines.resize(lines.len().max(2), String::new());
        Card { lines }
    }

    /// The rows it takes, border included.
    pub(super) fn height(&self) -> usize {
        self.lines.len() + 2
    }

    /// Draws the box with its upper left corner at `top`, `left`.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas,
        (top, left): (usize, usize),
        size: (usize, usize),
    ) -> BoxBounds {
        let (height, width) = size;
        let place = BoxBounds {
            top,
            bottom: top + height - 1,
            left,
            right: left + width - 1,
        };
        canvas.rectangle((top, place.bottom), (left, place.right), Pen::Box);
        for (row, line) in (top + 1..).zip(&self.lines) {
            canvas.text(row, left + 2, line);
        }
        place
    }
}

fn head(node: &Node, inner: usize) -> String {
    let facts = fit_by(&facts(node), inner.saturating_sub(4), columns);
    let available = inner.saturating_sub(width(&facts, columns));
    let id = fit_by(
        &clean(&node.id),
        available.saturating_sub(usize::from(!facts.is_empty())),
        columns,
    );
    let gap = available.saturating_sub(width(&id, columns));
    format!("{id}{}{facts}", " ".repeat(gap))
}
