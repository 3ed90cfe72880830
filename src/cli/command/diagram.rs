//! `tierup diagram`: the architecture of this project.

use serde_json::json;

use super::assembled_project::AssembledProject;
use crate::cli::args::{Diagram, DiagramFormat, GlobalArgs};
use crate::core::answers::Answers;
use crate::core::error::Result;
use crate::generate::{architecture, diagram};
use crate::screen::report::Report;

pub(super) fn run(args: &Diagram, global: &GlobalArgs, report: Report) -> Result<i32> {
    let project = AssembledProject::open(global, report, Answers::default())?;
    let graph = architecture::graph(&project.blueprint, &project.assembly);
    let drawn = match args.format {
        DiagramFormat::Unicode => diagram::unicode(&graph),
        DiagramFormat::Mermaid => diagram::mermaid(&graph),
        DiagramFormat::Svg => diagram::svg(&graph),
    };
    report.result(&drawn, &json!({"graph": graph, "diagram": drawn}))?;
    Ok(0)
}
