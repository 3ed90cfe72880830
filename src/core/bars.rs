//! Text bars: a name, a block proportional to the value, and a label after it. Pure.

use crate::core::text::{columns as column, width};

/// The character of a bar; the terminal layer colours it.
pub const BLOCK: char = '█';
/// The unfilled part of a bar.
const REST: char = '░';
/// The maximum length of a bar.
const LONGEST: usize = 60;

#[derive(Debug, Clone)]
pub struct Bar {
    /// Label before the bar.
    pub name: String,
    /// From 0 to 1; larger values are drawn as 1.
    pub share: f64,
    /// Label after the bar.
    pub word: String,
}

/// Bars, one a line, no line wider than `columns`. `ends`: also draw the unfilled part.
#[must_use]
pub fn bars(bars: &[Bar], columns: usize, ends: bool) -> String {
    let widest = |of: fn(&Bar) -> usize| bars.iter().map(of).max().unwrap_or(0);
    let names = widest(|bar| width(&bar.name, column));
    let words = widest(|bar| width(&bar.word, column));
    // two spaces before the name, and two on each side of the bar
    let available = columns.saturating_sub(names + words + 6).min(LONGEST);
    let mut text = String::new();
    for bar in bars {
        let blocks = blocks(bar.share, available);
        let rest = if ends { available - blocks } else { 0 };
        let drawn: String = std::iter::repeat_n(BLOCK, blocks)
            .chain(std::iter::repeat_n(REST, rest))
            .collect();
        let pad = " ".repeat(available - blocks - rest);
        let name = format!(
            "{}{}",
            bar.name,
            " ".repeat(names - width(&bar.name, column))
        );
        let word = if ends {
            bar.word.clone()
        } else {
            format!("{:>words$}", bar.word)
        };
        let line = if available == 0 {
            format!("  {name}  {word}")
        } else {
            format!("  {name}  {drawn}{pad}  {word}")
        };
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A value above zero has at least one block.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of at most sixty columns"
)]
fn blocks(share: f64, available: usize) -> usize {
    let blocks = (share.clamp(0.0, 1.0) * available as f64).round() as usize;
    let least = usize::from(share > 0.0 && available > 0);
    blocks.max(least).min(available)
}
