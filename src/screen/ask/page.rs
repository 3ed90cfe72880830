//! The text above the choices of the last page: the architecture and the budget, as large as the screen allows. Pure.

use unicode_width::UnicodeWidthStr as _;

use super::ScreenSize;
use super::sketch::sketch;
use crate::core::text::wrap;
use crate::generate::architecture;
use crate::generate::blueprint::Blueprint;
use crate::generate::diagram::{self, Graph};
use crate::generate::pipeline::Generated;
use crate::generate::size::{self, Sheet};

/// Rows besides picture, budget and choices: an empty one, the question, the cursor's.
const OTHER_ROWS: usize = 3;

/// The result to review, ready to be shown.
#[derive(Debug, Clone)]
pub struct ReviewPage {
    pub picture: String,
    pub(super) graph: Graph,
    pub(super) budget: String,
    pub files: usize,
}

impl ReviewPage {
    #[must_use]
    pub fn of(blueprint: &Blueprint, generated: &Generated, files: usize) -> Self {
        let assembly = &generated.assembly;
        let graph = architecture::graph(blueprint, assembly);
        Self {
            picture: diagram::unicode(&graph).trim_end().to_owned(),
            graph,
            budget: size::brief(&Sheet::of(blueprint, &assembly.services)),
            files,
        }
    }

    #[must_use]
    pub fn is_narrow_enough(&self, size: ScreenSize) -> bool {
        is_narrow_enough(&self.picture, size.columns)
    }

    /// Whether the whole picture fits the screen with the budget and so many choices.
    #[must_use]
    pub fn has_room(&self, size: ScreenSize, choices: usize) -> bool {
        let text = self.picture.lines().chain(self.budget.lines()).count();
        self.is_narrow_enough(size) && text + choices + OTHER_ROWS <= size.rows
    }

    /// The picture (or the sketch if `whole` is false) and the budget, above so many choices. On a low screen, the last
    /// lines of the budget are left out.
    #[must_use]
    pub fn text(&self, whole: bool, size: ScreenSize, choices: usize) -> String {
        let drawn = if whole {
            self.picture.clone()
        } else {
            sketch(&self.graph, size.columns)
        };
        let mut budget: Vec<String> = self
            .budget
            .lines()
            .flat_map(|line| hanging(line, size.columns))
            .collect();
        let rows = drawn.lines().count() + budget.len() + choices + OTHER_ROWS;
        let between = if rows <= size.rows { "\n\n" } else { "\n" };
        let excess = rows.saturating_sub(1 + size.rows);
        budget.truncate(budget.len().saturating_sub(excess));
        let text = format!("{drawn}{between}{}", budget.join("\n"));
        text.trim_end().to_owned()
    }
}

/// A line of the budget, its text wrapped beside its name if the screen is narrow.
fn hanging(line: &str, columns: usize) -> Vec<String> {
    let (name, text) = match line.split_at_checked(size::NAME_COLUMNS) {
        Some(parts) if line.width() > columns && columns >= 2 * size::NAME_COLUMNS => parts,
        _ if line.width() <= columns => return vec![line.to_owned()],
        _ => return wrap(line, columns),
    };
    let mut lines = wrap(text, columns - size::NAME_COLUMNS).into_iter();
    let first = format!("{name}{}", lines.next().unwrap_or_default());
    let rest = lines.map(|more| format!("{}{more}", " ".repeat(size::NAME_COLUMNS)));
    std::iter::once(first).chain(rest).collect()
}

/// The picture if it is narrow enough, otherwise the sketch.
#[must_use]
pub fn picture_or_sketch(graph: &Graph, columns: usize) -> String {
    let picture = diagram::unicode(graph);
    if is_narrow_enough(&picture, columns) {
        picture
    } else {
        sketch(graph, columns)
    }
}

/// Whether no line of `text` is wider than `columns`.
#[must_use]
pub fn is_narrow_enough(text: &str, columns: usize) -> bool {
    text.lines().all(|line| line.width() <= columns)
}
