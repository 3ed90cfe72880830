//! The rules of Prometheus and the configuration of Alertmanager in generated projects, by their own programs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::machine::docker;
use crate::machine::tools::{Outcome, Tools, inside};

pub(super) const RULES: &str = "deploy/prometheus/rules.yml";
pub(super) const RECEIVERS: &str = "deploy/alertmanager/alertmanager.yml";
const MEANINGS: &str = "docs/alerts.md";

/// The configuration, every rule, and the tests of the rules.
pub(super) fn promtool(_: &Tools, project: &Path) -> Outcome {
    let check = "promtool check config prometheus.yml \
        && promtool check rules --lint=all --lint-fatal *rules.yml && promtool test rules *_test.yml";
    in_service(project, "prometheus", check)
}

pub(super) fn amtool(_: &Tools, project: &Path) -> Outcome {
    in_service(
        project,
        "alertmanager",
        "amtool check-config alertmanager.yml",
    )
}

/// In the image of a service, in the folder of its configuration.
fn in_service(project: &Path, service: &str, check: &str) -> Outcome {
    let said = inside(
        Command::new("docker").args(["compose", "config", "--format", "json"]),
        project,
    )?;
    let config: Value = serde_json::from_str(&said).map_err(|error| format!("{error}\n{said}"))?;
    let image = &config["services"][service]["image"];
    let image = image
        .as_str()
        .ok_or_else(|| format!("{service} has no image"))?;
    docker::provide(&[image])?;
    let folder = project.join("deploy").join(service);
    let mut command = Command::new("docker");
    command.args(["run", "--rm", "--network", "none", "--workdir", "/config"]);
    command.args(["--volume", &format!("{}:/config:ro", folder.display())]);
    command.args(["--entrypoint", "sh", image, "-c", check]);
    inside(&mut command, project)
}

/// Each alert has a test, and a section that says what it means; no section is about another one.
pub(super) fn explained(_: &Tools, project: &Path) -> Outcome {
    let folder = project.join("deploy/prometheus");
    let mut rules = String::new();
    let mut tests = String::new();
    for entry in fs::read_dir(&folder).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = || fs::read_to_string(&path).map_err(|error| error.to_string());
        if name.ends_with("_test.yml") {
            tests += &text()?;
        } else if name.ends_with("rules.yml") {
            rules += &text()?;
        }
    }
    let meanings = fs::read_to_string(project.join(MEANINGS)).map_err(|error| error.to_string())?;
    let alerts = names(&rules, "- alert: ");
    let tested = names(&tests, "labels: '{alertname=\"");
    let explained = names(&meanings, "### ");
    let mut found = Vec::new();
    for (name, known) in [("tested", tested), ("explained", explained)] {
        let missing = alerts.difference(&known);
        found.extend(missing.map(|alert| format!("{alert} is not {name}")));
        let strange = known.difference(&alerts);
        found.extend(strange.map(|alert| format!("{alert} is {name}, and is no alert")));
    }
    if alerts.is_empty() {
        found.push("there is no alert".to_owned());
    }
    if found.is_empty() {
        Ok(String::new())
    } else {
        Err(found.join("\n"))
    }
}

/// The words that follow `sign` at the beginning of a line.
fn names(text: &str, sign: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.trim_start_matches([' ', '-']));
    let sign = sign.trim_start_matches('-').trim_start();
    lines
        .filter_map(|line| line.strip_prefix(sign))
        .map(|rest| {
            let is_letter = |c: &char| c.is_ascii_alphanumeric();
            rest.chars().take_while(is_letter).collect()
        })
        .collect()
}
