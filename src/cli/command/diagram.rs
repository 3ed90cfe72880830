//! `tierup diagram`: the architecture of the project here.

use serde_json::json;

use super::project::Project;
use crate::cli::args::{Diagram, Format, Global};
use crate::core::answers::Answers;
use crate::core::error::Result;
use crate::generate::{architecture, diagram};
use crate::screen::report::Report;

pub(super) fn run(args: &Diagram, global: &Global, report: Report) -> Result<i32> {
    let project = Project::open(global, report, Answers::default())?;
    let graph = architecture::graph(&project.blueprint, &project.assembly);
    let drawn = match args.format {
        Format::Unicode => diagram::unicode(&graph),
        Format::Mermaid => diagram::mermaid(&graph),
        Format::Svg => diagram::svg(&graph),
    };
    report.result(&drawn, &json!({"graph": graph, "diagram": drawn}))?;
    Ok(0)
}
