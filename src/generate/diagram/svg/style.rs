//! Colours and fonts of the SVG diagram.

use crate::core::text::columns;
use crate::generate::diagram::graph::Flow;

/// The style sheet. All classes begin with `d-`, so that they do not affect a page that contains the SVG.
pub(super) const SHEET: &str = include_str!("sheet.css");

/// The part of a class name for a flow.
pub(super) fn class(flow: Flow) -> &'static str {
    match flow {
        Flow::Request => "request",
        Flow::Task => "task",
        Flow::CacheRead => "read",
        Flow::Query => "query",
        Flow::Call => "call",
        Flow::Metrics => "plain",
    }
}

/// The approximate width of a character, in hundredths of the font size, rounded up.
pub(super) fn ems(c: char) -> usize {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 32,
        ' ' | 'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' => 40,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 96,
        'A'..='Z' => 72,
        _ if c.is_ascii() => 60,
        _ => columns(c) * if columns(c) > 1 { 54 } else { 68 },
    }
}

/// The elements drawn so far, later ones on top.
#[derive(Debug, Default)]
pub(super) struct SvgElements(String);

impl SvgElements {
    pub(super) fn line(&mut self, element: &str) {
        self.0.push_str(element);
        self.0.push('\n');
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}
