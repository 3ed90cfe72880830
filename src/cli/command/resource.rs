//! `tierup resource`: the resources of this project, and their changes.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::change::{self, ResourceVerb, Verb};
use super::packs::{self, PackVersion};
use crate::cli::args::{GlobalArgs, ResourceCommand};
use crate::core::error::Result;
use crate::generate::blueprint;
use crate::generate::resources::Resource;
use crate::project::current;
use crate::screen::report::{Report, printable};

pub(super) fn run(args: &ResourceCommand, global: &GlobalArgs, report: Report) -> Result<i32> {
    let (verb, flags) = match args {
        ResourceCommand::List => return list(global, report),
        ResourceCommand::Add(add) => {
            let verb = ResourceVerb::Add(add.name.as_deref(), &add.fields);
            (verb, &add.flags)
        }
        ResourceCommand::Set(set) => (ResourceVerb::Set(&set.name, &set.changes), &set.flags),
        ResourceCommand::Remove(remove) => (ResourceVerb::Remove(&remove.names), &remove.flags),
    };
    change::run(&Verb::Resource(verb), flags, global, report)
}

fn list(global: &GlobalArgs, report: Report) -> Result<i32> {
    let project = current::open(&global.path(Path::new(".")), &|words| report.note(words))?;
    let pack = packs::of_project(&project, PackVersion::Recorded, report)?;
    let resources = blueprint::decide(&pack, &project.answers)?.resources;
    report.result(printable(&text(&resources)), &document(&resources))?;
    if resources.is_empty() {
        report.note("this project has no resources; add one: `tierup resource add`");
    }
    Ok(0)
}

fn text(resources: &[Resource]) -> String {
    let fields = resources.iter().flat_map(|resource| &resource.fields);
    let width = fields.map(|field| field.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for resource in resources {
        let _ = writeln!(text, "{} ({})", resource.name(), resource.names.plural);
        for field in &resource.fields {
            let _ = writeln!(text, "  {:width$}  {}", field.name, field.text);
        }
        text.push('\n');
    }
    text
}

fn document(resources: &[Resource]) -> Value {
    let resources = resources.iter().map(|resource| {
        let fields = resource.fields.iter().map(|field| {
            let mut value = json!(field);
            value["text"] = json!(field.text);
            value
        });
        json!({
            "name": resource.name(),
            "plural": resource.names.plural,
            "fields": fields.collect::<Vec<_>>(),
        })
    });
    json!({"resources": resources.collect::<Vec<_>>()})
}
