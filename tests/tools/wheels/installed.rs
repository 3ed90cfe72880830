//! The wheel in fresh environments, without an index: each way to install it gives the program, and
//! `python -m tierup` as well.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::wheel;
use crate::machine::tools;
use crate::machine::tools::Tools;
use crate::support::{clean_environment, project, scratch};

pub(super) fn with_pip(tools: &Tools) -> Result<(), String> {
    let folder = scratch();
    let python = environment(folder.path())?;
    let mut pip = pip(&python);
    tools::inside(pip.arg(wheel(tools)?), folder.path())?;
    let program = folder.path().join("env/bin/tierup");
    works(folder.path(), &Command::new(&program))?;
    works(folder.path(), &module(&python))?;
    // a planted fault: the program was removed
    std::fs::remove_file(&program).map_err(|error| error.to_string())?;
    match said(&module(&python), folder.path(), &["--version"]) {
        Err(said) if said.contains("error: the program is missing: ") => Ok(()),
        other => Err(format!("without a program: {other:?}")),
    }
}

/// With `--target`, where pip moves the program to another place than its own list says.
pub(super) fn aside(tools: &Tools) -> Result<(), String> {
    let folder = scratch();
    let python = environment(folder.path())?;
    let aside = folder.path().join("aside");
    let mut pip = pip(&python);
    pip.arg("--target").arg(&aside).arg(wheel(tools)?);
    tools::inside(&mut pip, folder.path())?;
    // `inside` removes PYTHONPATH: the module is found in the current folder
    let version = said(&module(&python), &aside, &["--version"])?;
    is_version(&version)
}

pub(super) fn with_uv(tools: &Tools) -> Result<(), String> {
    let folder = scratch();
    let wheel = wheel(tools)?;
    let uv = |name: &str, arguments: &[&str]| {
        let mut uv = tools.python_tool(name);
        uv.args(arguments)
            .env("UV_CACHE_DIR", folder.path().join("cache"))
            .env("UV_FIND_LINKS", wheel.parent().unwrap_or(wheel))
            .envs([("UV_NO_CONFIG", "1"), ("UV_NO_INDEX", "1")])
            .envs([("UV_OFFLINE", "1"), ("UV_PYTHON_DOWNLOADS", "never")]);
        uv
    };
    tools::inside(&mut uv("uv", &["venv", "env"]), folder.path())?;
    let mut install = uv("uv", &["pip", "install", "--python", "env", "tierup"]);
    tools::inside(&mut install, folder.path())?;
    works(
        folder.path(),
        &Command::new(folder.path().join("env/bin/tierup")),
    )?;
    works(
        folder.path(),
        &module(&folder.path().join("env/bin/python")),
    )?;
    works(folder.path(), &uv("uvx", &["tierup"]))?;
    let mut install = uv("uv", &["tool", "install", "tierup"]);
    for kind in ["UV_TOOL_DIR", "UV_TOOL_BIN_DIR"] {
        install.env(kind, folder.path().join(kind));
    }
    tools::inside(&mut install, folder.path())?;
    let program = Command::new(folder.path().join("UV_TOOL_BIN_DIR/tierup"));
    is_version(&said(&program, folder.path(), &["--version"])?)
}

/// An environment in `folder/env`; its interpreter.
fn environment(folder: &Path) -> Result<PathBuf, String> {
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "env"]);
    tools::inside(&mut venv, folder)?;
    Ok(folder.join("env/bin/python"))
}

fn pip(python: &Path) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--isolated", "install", "--no-index"]);
    pip
}

fn module(python: &Path) -> Command {
    let mut module = Command::new(python);
    module.args(["-m", "tierup"]);
    module
}

/// A copy of `program`, with these arguments, in `folder`.
fn said(program: &Command, folder: &Path, arguments: &[&str]) -> tools::Outcome {
    let mut command = Command::new(program.get_program());
    command.args(program.get_args()).envs(clean_environment());
    let set = program.get_envs();
    command.envs(set.filter_map(|(name, value)| Some((name, value?))));
    tools::inside(command.args(arguments), folder)
}

/// Version, exit code of a wrong argument, and a new project: the same as from the program of this test run.
fn works(folder: &Path, program: &Command) -> Result<(), String> {
    is_version(&said(program, folder, &["--version"])?)?;
    match said(program, folder, &["nothing"]) {
        Err(said) if said.contains("exit status: 2") => {}
        other => return Err(format!("a wrong command: {other:?}")),
    }
    let (ours, theirs) = (scratch(), scratch());
    project(ours.path(), "shop", &[]);
    said(program, theirs.path(), &["new", "shop", "-y", "--no-git"])?;
    let [ours, theirs] = [ours, theirs].map(|folder| tree(&folder.path().join("shop")));
    let paths = ours.keys().chain(theirs.keys());
    let differ: Vec<_> = paths
        .filter(|path| ours.get(*path) != theirs.get(*path))
        .collect();
    (differ.is_empty() && ours.len() > 50)
        .then_some(())
        .ok_or_else(|| format!("of {} files differ {differ:?}", ours.len()))
}

fn is_version(said: &str) -> Result<(), String> {
    let expected = concat!("tierup ", env!("CARGO_PKG_VERSION"));
    let is_told = said.lines().any(|line| line == expected);
    is_told.then_some(()).ok_or_else(|| said.to_owned())
}

/// Every file with its bytes; of `.env`, the names only: its secrets are random.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(root).into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let bytes = std::fs::read(entry.path()).unwrap_or_default();
            let bytes = match path.to_str() {
                Some(".env") => names(&String::from_utf8_lossy(&bytes)),
                _ => bytes,
            };
            (path.to_owned(), bytes)
        })
        .collect()
}

fn names(text: &str) -> Vec<u8> {
    let lines = text.lines().map(|line| line.split('=').next());
    let names: Vec<&str> = lines.flatten().collect();
    names.join("\n").into_bytes()
}
