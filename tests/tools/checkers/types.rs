//! mypy, with what it remembers of packages. What it remembers of a project's own modules is removed: its plugin for
//! Django takes models of another project for some of this one.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::checks::mypy_remembering;
use crate::machine::tools::{Outcome, Tools};

pub(super) fn mypy(tools: &Tools, project: &Path) -> Outcome {
    let memory = tools.memories.take();
    let said = mypy_remembering(tools, project, &memory);
    let forgotten = forget(&memory, project);
    tools.memories.give_back(memory);
    forgotten.map_err(|error| error.to_string())?;
    said
}

/// Removes the modules that stand in the project.
fn forget(memory: &Path, project: &Path) -> std::io::Result<()> {
    let mut own: Vec<OsString> = Vec::new();
    for folder in [project.to_owned(), project.join("src")] {
        for entry in fs::read_dir(folder)? {
            own.push(PathBuf::from(entry?.file_name()).with_extension("").into());
        }
    }
    for version in fs::read_dir(memory).into_iter().flatten() {
        let version = version?.path();
        for entry in fs::read_dir(&version).into_iter().flatten() {
            let entry = entry?;
            let name = entry.file_name();
            let module = name.to_string_lossy();
            let module = module.split('.').next().unwrap_or_default();
            if !own.iter().any(|one| one == module) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}
