//! Diagrams and the resource budget for templates: the architecture in every format, and the table of numbers.

use serde_json::json;
use tera::Context;

use super::assembly::Assembly;
use super::blueprint::Blueprint;
use super::size::Sheet;
use super::{architecture, diagram};

/// Adds them to the context of the templates.
pub(super) fn add_pictures(context: &mut Context, blueprint: &Blueprint, assembly: &Assembly) {
    let graph = architecture::graph(blueprint, assembly);
    context.insert("budget", &Sheet::of(blueprint, &assembly.services));
    context.insert(
        "diagram",
        &json!({
            "unicode": diagram::unicode(&graph),
            "mermaid": diagram::mermaid(&graph),
            "svg": diagram::svg(&graph),
        }),
    );
}
