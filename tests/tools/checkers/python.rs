//! The tests of generated projects, without servers and Docker.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::tools::{inside, on_path, run};

pub(crate) const VERSIONS: [&str; 2] = ["3.11", "3.13"];

/// `python3.11` if it runs, otherwise one of pyenv's.
pub(crate) fn interpreter(version: &str) -> Option<PathBuf> {
    let name = format!("python{version}");
    on_path(&name)
        .into_iter()
        .chain(pyenv(version))
        .find(|program| run(Command::new(program).arg("--version")).is_ok())
}

fn pyenv(version: &str) -> Vec<PathBuf> {
    let Some(home) = std::env::var_os("HOME") else {
        return Vec::new();
    };
    let versions = Path::new(&home).join(".pyenv/versions");
    std::fs::read_dir(versions)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| {
            entry
                .file_name()
                .to_string_lossy()
                .starts_with(&format!("{version}."))
        })
        .map(|entry| entry.path().join("bin/python"))
        .collect()
}

/// `make test` passes, skips nothing, and leaves no files that git would see.
pub(crate) fn make_test(
    project: &Path,
    interpreter: &Path,
    variables: &[&str],
) -> Result<(), String> {
    let said = make(project, "test", interpreter, variables)?;
    let last = said.lines().rev().find(|line| line.contains(" passed"));
    match last {
        None => return Err(format!("nothing passed\n{said}")),
        Some(line) if line.contains("skipped") => return Err(format!("skipped tests\n{said}")),
        Some(_) => {}
    }
    let left = inside(Command::new("git").args(["status", "--porcelain"]), project)?;
    if left.is_empty() {
        Ok(())
    } else {
        Err(format!("`make test` leaves in the way:\n{left}"))
    }
}

/// A target of the generated Makefile.
pub(crate) fn make(
    project: &Path,
    target: &str,
    interpreter: &Path,
    variables: &[&str],
) -> Result<String, String> {
    let python = format!("PYTHON={}", interpreter.display());
    let mut make = Command::new("make");
    // every process of the tests would compile all packages again
    make.env("PYTHONDONTWRITEBYTECODE", "");
    inside(make.args([target, &python]).args(variables), project)
}
