//! A project depends on all packages that it imports: a package installed for another selection would hide a missing
//! one.

use super::workshop::{Workshop, write};
use crate::machine::tools::{Outcome, Tools, inside};

pub(crate) fn declared(tools: &Tools, workshop: &Workshop) -> Outcome {
    let script = workshop.project.with_file_name("imports.py");
    write(&script, include_bytes!("imports.py"))?;
    inside(tools.python_tool("python").arg(script), &workshop.project)
}
