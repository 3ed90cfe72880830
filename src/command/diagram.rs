//! `tierup diagram`: the architecture of the project here.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::answers;
use crate::args::{Diagram, Format, Global};
use crate::assembly;
use crate::blueprint;
use crate::diagram;
use crate::error::{Problem, Result};
use crate::pack::source;
use crate::report::Report;
use crate::selection;

/// The blueprint's file in a project.
const FILE: &str = "tierup.toml";

pub(super) fn run(args: &Diagram, global: &Global, report: Report) -> Result<i32> {
    let file = find(&global.path(Path::new(".")))?;
    let text = fs_err::read_to_string(&file)?;
    let answers = answers::from_toml(&file.display().to_string(), &text)?;
    let pack = source::load(&global.pack(answers.text("pack.source")))?;
    let blueprint = blueprint::decide(&pack, &answers)?;
    let active = selection::active(&pack, &blueprint.selection);
    let graph = assembly::assemble(&pack, &blueprint, &active)?.graph;
    let drawn = match args.format {
        Format::Unicode => diagram::unicode(&graph),
        Format::Mermaid => diagram::mermaid(&graph),
        Format::Svg => diagram::svg(&graph),
    };
    report.result(&drawn, &json!({"graph": graph, "diagram": drawn}))?;
    Ok(0)
}

/// The blueprint of the project that `from` lies in.
fn find(from: &Path) -> Result<PathBuf> {
    let from = std::path::absolute(from)?;
    let found = from
        .ancestors()
        .map(|folder| folder.join(FILE))
        .find(|file| file.is_file());
    found.ok_or_else(|| {
        Problem::new(format!("there is no {FILE} here or above"))
            .at(from.display().to_string())
            .help("go to a project that tierup made, or name it with `-C DIR`")
            .into()
    })
}
