//! Makefile targets to which other targets, workflows and scripts refer.

use std::collections::BTreeSet;

use super::{ReferenceScope, UnresolvedReference};
use crate::core::tree::RelPath;

const MAKEFILE: &str = "Makefile";
const WORKFLOWS: &str = ".github/workflows/";

pub(super) fn is_scanned(path: &str) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end);
    let is_workflow = path.starts_with(WORKFLOWS) && matches!(end, Some("yaml" | "yml"));
    path == MAKEFILE || is_workflow || end == Some("sh")
}

pub(super) fn unresolved(
    scope: &ReferenceScope<'_>,
    texts: &[(&RelPath, String)],
    is_own: &dyn Fn(&RelPath) -> bool,
) -> Vec<UnresolvedReference> {
    let makefile = texts.iter().find(|(path, _)| path.as_str() == MAKEFILE);
    let Some((_, makefile)) = makefile else {
        return Vec::new();
    };
    let mut rules = makefile.lines().filter_map(rule);
    let all: BTreeSet<&str> = rules
        .clone()
        .flat_map(|(targets, _)| targets.split_whitespace())
        .collect();
    // with includes or computed targets, the targets are not known
    let open = |line: &str| line.starts_with("include ") || line.starts_with("-include ");
    if makefile.lines().any(open) || rules.any(|(targets, _)| targets.contains(['%', '$'])) {
        return Vec::new();
    }
    let is_missing = |name: &&str| is_target(name) && !all.contains(name) && !(scope.has)(name);
    let mut found = Vec::new();
    for (path, text) in texts
        .iter()
        .filter(|(path, _)| is_scanned(path.as_str()) && is_own(path))
    {
        for (at, line) in text.lines().enumerate() {
            let needs = rule(line).filter(|_| path.as_str() == MAKEFILE);
            let needs = needs.map_or("", |(_, needs)| needs).split_whitespace();
            for name in needs.chain(called(line)).filter(is_missing) {
                found.push(UnresolvedReference {
                    path: (*path).clone(),
                    line: at + 1,
                    what: format!(
                        "refers to the target `{name}`, which `{MAKEFILE}` does not have"
                    ),
                    help: format!("remove it, or add it to `{MAKEFILE}`"),
                });
            }
        }
    }
    found
}

/// The targets and prerequisites of a rule.
fn rule(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}'); // make skips a byte order mark
    if line.starts_with(['\t', '#', '.', ' ']) {
        return None;
    }
    let (targets, needs) = line.split_once(':')?;
    if targets.contains('=') || needs.starts_with([':', '=']) || needs.contains('=') {
        return None;
    }
    Some((targets, needs.split(['#', ';']).next().unwrap_or_default()))
}

/// The targets that a line of a script calls.
fn called(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim_start().trim_start_matches("- ");
    let line = line
        .strip_prefix("run: ")
        .unwrap_or(line)
        .trim_start_matches('@');
    let commands = line.split("&&").map(str::trim);
    commands.flat_map(|command| {
        let words = command
            .strip_prefix("make ")
            .or_else(|| command.strip_prefix("$(MAKE) "))
            .filter(|words| !words.contains(['#', '|', ';', '"', '\'', '>']));
        let words = words.unwrap_or_default();
        let elsewhere = words.split_whitespace().any(|word| word.starts_with('-'));
        let words = if elsewhere { "" } else { words };
        words.split_whitespace().filter(|word| !word.contains('='))
    })
}

/// Whether it is a name, not the path of a file.
fn is_target(name: &str) -> bool {
    !name.contains('.') && super::is_plain(name)
}
