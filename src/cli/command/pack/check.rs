//! `tierup pack check`: all problems of a pack, and the files that it would generate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::cases;
use crate::audit::inspect::{Extent, PackFindings, inspect};
use crate::cli::args::{GlobalArgs, PackCheck};
use crate::core::answers::{self, Answers, TIERS};
use crate::core::error::{Error, Result};
use crate::core::tree::Tree;
use crate::generate::blueprint;
use crate::generate::pipeline::generate;
use crate::generate::selection::{self, Selection};
use crate::pack::{Pack, source};
use crate::screen::report::{Report, printable};

/// The name of the example project.
const NAME: &str = "shop";

pub(super) fn run(args: &PackCheck, global: &GlobalArgs, report: Report) -> Result<i32> {
    let pack = super::load(&args.folder, global)?;
    let findings = inspect(&pack, &source::read, super::super::threads())?;
    Error::if_any(findings.problems.clone())?;
    cases::require_changes(&pack)?;
    let answers = chosen(&pack, &args.choices)?;
    let blueprint = blueprint::decide(&pack, &answers)?;
    let tree = generate(&pack, &blueprint, &source::read, super::super::threads())?.tree;
    report.prose(
        &printable(&text(&pack, &findings, &blueprint.selection, &tree)),
        &document(&pack, &findings, &blueprint.selection, &tree),
    )?;
    Ok(0)
}

/// The first preset's choices, overridden by the arguments.
fn chosen(pack: &Pack, choices: &[String]) -> Result<Answers> {
    let mut answers = answers::from_arguments(choices, &[])?;
    if let Some(preset) = pack.catalog.presets.first() {
        for (tier, provider) in &preset.tiers {
            let key = format!("{TIERS}{tier}");
            if answers.get(&key).is_none() {
                answers.set(key, provider, format!("preset `{}`", preset.id));
            }
        }
    }
    answers.set("project.name", NAME, "a name");
    Ok(answers)
}

fn text(pack: &Pack, findings: &PackFindings, selection: &Selection, tree: &Tree) -> String {
    let catalog = &pack.catalog;
    let mut text = format!(
        "{} {}: {}\n",
        catalog.name,
        catalog.version,
        summary(findings)
    );
    let bytes: usize = tree.values().map(|file| file.bytes.len()).sum();
    let _ = writeln!(
        text,
        "\n{}: {} files, {}",
        selection::arguments(selection),
        tree.len(),
        size(bytes)
    );
    let mut folder = "";
    let mut files: Vec<_> = tree
        .iter()
        .map(|(path, file)| (place(path.as_str()), file))
        .collect();
    files.sort_by_key(|(place, _)| *place);
    for ((parent, name), file) in files {
        if parent != folder {
            folder = parent;
            let _ = writeln!(text, "{parent}/");
        }
        let indent = if parent.is_empty() { "" } else { "  " };
        let _ = writeln!(text, "{indent}{name}  {}", size(file.bytes.len()));
    }
    text
}

/// The folder and the name of a file.
fn place(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn summary(findings: &PackFindings) -> String {
    let which = match findings.extent {
        Extent::All => "",
        Extent::Pairs => {
            ", which cover every pair of choices; unreachable branches are not reported"
        }
        Extent::Some => {
            ", which do not cover every pair of choices (there are too many); unreachable branches are not reported"
        }
    };
    let tried = format!("{} selections{which}", findings.selections);
    format!(
        "no problems in {} files, {} texts, {tried}",
        findings.files, findings.outputs
    )
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        _ => format!("{} KiB", bytes.div_ceil(1024)),
    }
}

fn document(pack: &Pack, findings: &PackFindings, selection: &Selection, tree: &Tree) -> Value {
    let files: Vec<Value> = tree
        .iter()
        .map(|(path, file)| json!({"path": path, "bytes": file.bytes.len()}))
        .collect();
    let tiers: BTreeMap<_, _> = selection.iter().collect();
    json!({
        "pack": {"name": pack.catalog.name, "version": pack.catalog.version},
        "problems": [],
        "checked": {
            "files": findings.files, "texts": findings.outputs,
            "selections": findings.selections, "all_selections": findings.extent == Extent::All,
        },
        "tiers": tiers,
        "files": files,
    })
}
