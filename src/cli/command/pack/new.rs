//! `tierup pack new`: a small complete pack, from an embedded folder.

use std::borrow::Cow;
use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};

use crate::cli::args::{GlobalArgs, PackNew};
use crate::cli::command::summary::Summary;
use crate::core::error::{Problem, Result};
use crate::core::shell;
use crate::core::tree::{File, RelPath, Tree};
use crate::generate::names;
use crate::project::{change, write};
use crate::screen::report::Report;

static STARTER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/command/pack/starter");

/// Placeholder for the pack's name in the starter's files.
const NAME: &str = "starter-pack";

pub(super) fn run(args: &PackNew, global: &GlobalArgs, report: Report) -> Result<i32> {
    let target = global.path(&args.folder);
    write::require_empty(&target)?;
    let name = name(&target)?;
    let mut tree = Tree::new();
    collect(&STARTER, &name, &mut tree)?;
    let files: Vec<_> = tree.iter().collect();
    write::create(&files, (&target, &Tree::new()), 1, &|| {}, |_| {})?;
    let folder = args.folder.display().to_string();
    let typed = shell::quoted(&folder);
    let text = format!(
        "{} files in {folder}\n\nNext:\n  tierup pack check {typed}\n  tierup pack test {typed}\n  tierup new /tmp/shop --pack {typed}\n\nSee {folder}/README.md for the rest.\n",
        tree.len(),
    );
    let (steps, _) = change::steps_into_folder(&Tree::new(), tree);
    let summary = Summary::of(folder, &steps, &Tree::new(), false);
    report.done(report.result(&text, &summary.document()));
    Ok(0)
}

/// The pack's name: that of its folder.
fn name(target: &Path) -> Result<String> {
    let folder = target
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let package = names::package_of(folder);
    package
        .map(|package| names::slug_of(&package))
        .ok_or_else(|| {
            Problem::new(format!("`{folder}` is not a valid pack name"))
                .at("DIR")
                .help("use letters and digits in the directory name")
                .into()
        })
}

fn collect(dir: &Dir<'static>, name: &str, tree: &mut Tree) -> Result<()> {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect(dir, name, tree)?,
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy().replace('\\', "/");
                let bytes = match std::str::from_utf8(file.contents()) {
                    Ok(text) => text.replace(NAME, name).into_bytes(),
                    Err(_) => file.contents().to_vec(),
                };
                let path = RelPath::new(path).map_err(Problem::new)?;
                tree.insert(path, File::new(Cow::Owned(bytes)));
            }
        }
    }
    Ok(())
}
