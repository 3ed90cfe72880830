//! External checks of a project's Compose files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::off::rules;
use crate::machine::tools::{Outcome, Tools, inside, node_tool};

const COMPOSE: &str = "compose.yaml";

/// A warning, such as a variable that is not set, is a finding too.
pub(crate) fn config(_: &Tools, project: &Path) -> Outcome {
    let said = inside(
        Command::new("docker").args(["compose", "config", "--quiet"]),
        project,
    )?;
    if said.is_empty() { Ok(said) } else { Err(said) }
}

pub(crate) fn schema(tools: &Tools, project: &Path) -> Outcome {
    let schema = ["--builtin-schema", "vendor.compose-spec", COMPOSE];
    inside(tools.python_tool("check-jsonschema").args(schema), project)
}

const MODEL: &str = "
import sys
import yaml
from compose_spec import PyCompose
PyCompose.from_yaml(yaml.safe_dump(yaml.safe_load(open(sys.argv[1]))))
";

/// With merge keys resolved, which this parser does not support.
pub(crate) fn model(tools: &Tools, project: &Path) -> Outcome {
    let folder = filled(project, "compose-spec")?;
    inside(
        tools.python_tool("python").args(["-c", MODEL, COMPOSE]),
        &folder,
    )
}

pub(crate) fn dclint(tools: &Tools, project: &Path) -> Outcome {
    dclint_without(tools, project, &rules("dclint"))
}

/// A warning is a finding too.
pub(crate) fn dclint_without(tools: &Tools, project: &Path, off: &[&str]) -> Outcome {
    let folder = filled(project, "dclint")?;
    let mut dclint = node_tool(tools, "dclint")?;
    dclint.args([".", "--max-warnings", "0"]);
    for rule in off {
        dclint.args(["--disable-rule", rule]);
    }
    inside(&mut dclint, &folder)
}

pub(crate) fn compose_lint(tools: &Tools, project: &Path) -> Outcome {
    compose_lint_without(tools, project, &rules("compose-lint"))
}

/// It reads `.env` too, as Compose does, and so detects where secrets are used.
pub(crate) fn compose_lint_without(tools: &Tools, project: &Path, off: &[&str]) -> Outcome {
    let folder = filled(project, "compose-lint")?;
    let switched: Vec<String> = off
        .iter()
        .map(|rule| format!("{rule}: {{enabled: false}}"))
        .collect();
    let settings = format!("rules: {{{}}}\n", switched.join(", "));
    write(&folder.join("settings.yml"), &settings)?;
    let mut lint = tools.python_tool("compose-lint");
    lint.args(["check", "--fail-on", "low", "--strict-config"]);
    lint.args(["--config", "settings.yml", COMPOSE]);
    inside(&mut lint, &folder)
}

/// The Compose files and `.env` in a separate folder, adapted for these parsers: variables are replaced by their
/// defaults, and the project's own image gets a tag. That image is not from a registry, so its version cannot change.
fn filled(project: &Path, reader: &str) -> Result<PathBuf, String> {
    let folder = project.with_file_name(format!("filled for {reader}"));
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let own = own_image(project)?;
    let mut found = Vec::new();
    for name in [COMPOSE, "compose.tls.yaml", ".env"] {
        if let Ok(text) = fs::read_to_string(project.join(name)) {
            let filled = with_defaults(&text);
            let tagged =
                filled.replace(&format!("image: {own}\n"), &format!("image: {own}:built\n"));
            write(&folder.join(name), &tagged)?;
            found.push(name);
        }
    }
    if found.contains(&COMPOSE) {
        Ok(folder)
    } else {
        Err(format!("{} has no {COMPOSE}", project.display()))
    }
}

/// The name of the project's image, from the Compose project.
fn own_image(project: &Path) -> Result<String, String> {
    let text = fs::read_to_string(project.join(COMPOSE)).map_err(|error| error.to_string())?;
    text.lines()
        .find_map(|line| line.strip_prefix("name: "))
        .map(|name| format!("{name}-app"))
        .ok_or_else(|| format!("{COMPOSE} has no name"))
}

/// `${APP_PORT:-8080}` is 8080.
fn with_defaults(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, variable) = rest.split_at(start);
        let end = variable.find('}').map_or(variable.len(), |end| end + 1);
        let (variable, after) = variable.split_at(end);
        let default = variable.split_once(":-").map(|(_, default)| default);
        filled.push_str(before);
        filled.push_str(default.map_or(variable, |default| default.trim_end_matches('}')));
        rest = after;
    }
    filled + rest
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
