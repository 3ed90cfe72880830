//! The architecture as a diagram: Unicode boxes for a terminal, Mermaid for a README, SVG for print and web. Each is a
//! pure function of a [`Graph`] and gives the same bytes for the same graph.
//!
//! `graph` is the value to draw, `layout` decides positions (once, for the two formats that place boxes themselves),
//! `text` makes arbitrary labels safe to measure, and each output format has its own file. Nothing here knows a pack, a
//! provider or a terminal.

pub mod graph;
mod layout;
mod mermaid;
mod svg;
mod unicode;

pub use graph::{Arrow, Flow, Graph, Node};
pub use mermaid::mermaid;
pub use svg::svg;
pub use unicode::unicode;
