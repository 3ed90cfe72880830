//! `tierup size`: the resource budget of this project, as it is or with other values.

use serde_json::json;

use super::assembled_project::AssembledProject;
use crate::cli::args::{GlobalArgs, Size};
use crate::core::answers;
use crate::core::bars::BLOCK;
use crate::core::error::Result;
use crate::generate::capacity;
use crate::generate::size::{self, Sheet};
use crate::screen::report::{self, Report};

/// Without a terminal.
const COLUMNS: usize = 80;
/// The minimum width.
const NARROWEST: usize = 40;

pub(super) fn run(args: &Size, global: &GlobalArgs, report: Report) -> Result<i32> {
    let over = answers::from_arguments(&[], &args.sets)?;
    let AssembledProject {
        blueprint,
        assembly,
        notes,
    } = AssembledProject::open(global, report, over)?;
    let sheet = Sheet::of(&blueprint, &assembly.services);
    let columns = report::columns().map_or(COLUMNS, |columns| columns.max(NARROWEST));
    let inequalities = capacity::inequalities(&blueprint.solution);
    report.result(
        painted(&size::text(&sheet, columns)),
        &json!({
            "inputs": blueprint.inputs.0,
            "capacity": blueprint.solution,
            "budget": sheet,
            "inequalities": inequalities,
            "notes": notes,
        }),
    )?;
    let told = notes.iter().filter(|_| !report.json);
    told.for_each(|note| report.note(note));
    Ok(0)
}

/// Colours headings and bars, if the terminal has colours.
fn painted(text: &str) -> String {
    let paint = |line: &str| {
        if line.is_empty() {
            return String::new();
        }
        if !line.starts_with(' ') {
            return console::style(line).bold().to_string();
        }
        match (line.find(BLOCK), line.rfind(BLOCK)) {
            (Some(from), Some(to)) => {
                let to = to + BLOCK.len_utf8();
                let bar = console::style(&line[from..to]).cyan();
                format!("{}{bar}{}", &line[..from], &line[to..])
            }
            _ => line.to_owned(),
        }
    };
    text.lines().map(paint).collect::<Vec<_>>().join("\n")
}
