//! External checks of a project's Compose files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::off::rules;
use crate::machine::tools::{Outcome, Tools, inside, node_tool};

const COMPOSE: &str = "compose.yaml";
/// Laid over it.
const TLS: &str = "compose.tls.yaml";
const ACME: &str = "compose.acme.yaml";

/// A warning, such as a variable that is not set, is a finding too.
pub(crate) fn config(_: &Tools, project: &Path) -> Outcome {
    let mut compose = Command::new("docker");
    let mut said = inside(compose.args(["compose", "config", "--quiet"]), project)?;
    for over in [TLS, ACME] {
        if project.join(over).exists() {
            let mut compose = Command::new("docker");
            compose.args(["compose", "--file", COMPOSE, "--file", over]);
            compose.env("APP_DOMAINS", "shop.example.com");
            said += &inside(compose.args(["config", "--quiet"]), project)?;
        }
    }
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
/// defaults, and images that the project builds get a tag: they are not from a registry, so their version cannot change.
fn filled(project: &Path, reader: &str) -> Result<PathBuf, String> {
    let folder = project.with_file_name(format!("filled for {reader}"));
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let own = format!("    image: {}-", project_name(project)?);
    let mut found = Vec::new();
    for name in [COMPOSE, TLS, ACME, ".env"] {
        if let Ok(text) = fs::read_to_string(project.join(name)) {
            let lines = with_defaults(&text);
            let lines = lines.lines().map(|line| {
                let tag = if line.starts_with(&own) { ":built" } else { "" };
                format!("{line}{tag}\n")
            });
            write(&folder.join(name), &lines.collect::<String>())?;
            found.push(name);
        }
    }
    if found.contains(&COMPOSE) {
        Ok(folder)
    } else {
        Err(format!("{} has no {COMPOSE}", project.display()))
    }
}

/// The name of the Compose project, with which the images that it builds begin.
fn project_name(project: &Path) -> Result<String, String> {
    let text = fs::read_to_string(project.join(COMPOSE)).map_err(|error| error.to_string())?;
    text.lines()
        .find_map(|line| line.strip_prefix("name: "))
        .map(str::to_owned)
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
