//! A generated project that lost its `.tierup`: the base is written again from its answers, and no other file.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::files::bookkeeping;
use crate::cli::args::{Adopt, GlobalArgs};
use crate::cli::command::packs::{self, PackVersion};
use crate::core::error::{AtPath, Problem, Result};
use crate::core::tree::{Mode, RelPath, Tree, same_text};
use crate::generate::blueprint::{self, FILE};
use crate::generate::migrations;
use crate::generate::pipeline::generate;
use crate::pack::source;
use crate::project::root::PathKind;
use crate::project::{base, current, disk_files, write};
use crate::screen::report::Report;

pub(super) fn run(args: &Adopt, global: &GlobalArgs, report: Report) -> Result<i32> {
    let (project, _lock) =
        current::open_to_change(&global.path(Path::new(".")), &|words| report.note(words))?;
    let has_base = project.root.kind_of(base::STATE).at_path(base::STATE)? != PathKind::Nothing;
    let is_typed = !args.choices.is_empty() || !args.sets.is_empty();
    if has_base || is_typed {
        return Err(Problem::new("this is a project of tierup already")
            .at(project.root.path().join(FILE).display().to_string())
            .help("change it with `tierup set`, `add` and `remove`; `tierup update` brings it up to date")
            .into());
    }
    let pack = packs::with_hash(packs::of_project(&project, PackVersion::Recorded, report)?)?;
    let blueprint = blueprint::decide(&pack, &project.answers)?;
    let mut generated = generate(&pack, &blueprint, &source::read, super::super::threads())?;
    drop(generated.take_history());
    let tree = generated.tree;
    let files = base::bookkeeping(&pack, &tree, migrations::set_names(&pack, &blueprint))?;
    let disk = disk_files::read(&project.root, &tree.keys().collect(), &Tree::new())?;
    let (edited, missing) = differences(&tree, &disk.tree);
    let version = project.answers.text("pack.version").unwrap_or_default();
    if version != pack.catalog.version {
        report.warn(&Problem::new(format!(
            "the project was generated with version {version} of the templates, and the base is of version {}: what changed between them counts as edited",
            pack.catalog.version
        )));
    }
    let document = json!({"restored": base::FOLDER, "edited": edited, "missing": missing});
    let mut text = String::new();
    for (word, paths) in [("edited", &edited), ("missing", &missing)] {
        for path in paths {
            let _ = writeln!(text, "{word}  {path}");
        }
    }
    let verb = if args.flags.dry_run {
        "would be written"
    } else {
        "is written again"
    };
    let _ = writeln!(
        text,
        "\n{} {verb}; since it was generated, {} files were edited and {} removed",
        base::FOLDER,
        edited.len(),
        missing.len()
    );
    if !args.flags.dry_run {
        let changes = bookkeeping(&project.root, &files)?;
        write::apply(&project.root, &changes, "tierup adopt", &[])?;
    }
    report.result(text, &document)?;
    Ok(0)
}

/// Generated files that differ from those on disk, and those that are not there.
fn differences<'a>(generated: &'a Tree, disk: &Tree) -> (Vec<&'a RelPath>, Vec<&'a RelPath>) {
    let (mut edited, mut missing) = (Vec::new(), Vec::new());
    for (path, file) in generated
        .iter()
        .filter(|(_, file)| file.mode != Mode::Private)
    {
        match disk.get(path) {
            None => missing.push(path),
            Some(there) if !same_text(&there.bytes, &file.bytes) => edited.push(path),
            Some(_) => {}
        }
    }
    (edited, missing)
}
