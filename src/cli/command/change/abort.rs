//! `tierup update --abort`: restores every byte from before the last change, as long as it has left conflicts.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::args::GlobalArgs;
use crate::core::error::{Problem, Result};
use crate::core::interrupt;
use crate::project::base;
use crate::project::current;
use crate::project::write::disk::RealDisk;
use crate::project::write::records::Records;
use crate::project::write::refusal;
use crate::project::write::{self, undo};
use crate::screen::report::Report;

pub(in crate::cli::command) fn run(global: &GlobalArgs, report: Report) -> Result<i32> {
    interrupt::install_handlers()?;
    let (root, _lock) = {
        let from = global.path(Path::new("."));
        current::open_to_undo(&from, &|words| report.note(words))?
    };
    let disk = RealDisk::new(&root, Records::of_user());
    let place = root.path().display().to_string();
    let found = undo::read(&disk).map_err(|refusal| refusal::refusal_problem(&root, refusal))?;
    let Some(undo) = found else {
        return Err(Problem::new("there is no change to undo: no change left conflicts")
            .at(place)
            .help("earlier states are in git; `tierup set` and `tierup remove` change the selection")
            .into());
    };
    // edits of files with conflicts are part of resolving them; edits of other files would be lost
    let edited: Vec<&String> = undo.edited.iter().filter(|path| !is_kept(path)).collect();
    if !edited.is_empty() && !global.yes {
        let list: Vec<String> = edited.iter().map(|path| format!("`{path}`")).collect();
        return Err(Problem::new(format!(
            "these files were edited after `{}`, and the edits would be lost: {}",
            undo.manifest.command,
            list.join(", ")
        ))
        .at(place)
        .help("to discard the edits: `tierup update --abort -y`")
        .into());
    }
    write::apply(&root, &undo.changes, "tierup update --abort", &[])?;
    let paths: Vec<&str> = undo
        .changes
        .iter()
        .map(|change| change.path.as_str())
        .filter(|path| !is_kept(path))
        .collect();
    let mut text = String::new();
    for path in &paths {
        let _ = writeln!(text, "restored  {path}");
    }
    let _ = writeln!(
        text,
        "\nrestored to the state before `{}`",
        undo.manifest.command
    );
    let files: Vec<Value> = paths
        .iter()
        .map(|path| json!({"path": path, "action": "restored"}))
        .collect();
    report.done(report.result(&text, &json!({"files": files, "notes": []})));
    Ok(0)
}

fn is_kept(path: &str) -> bool {
    path.split('/').next() == Some(base::FOLDER)
}
