//! The checks and requests of the chosen folders, and which of them are not built in. Values only.

use indexmap::IndexMap;

use crate::generate::selection::Active;
use crate::pack::Pack;
use crate::pack::manifest::Manifest;
use crate::pack::verification::{Check, Drive, Readiness};

/// The checks of a project, and the requests to its stack.
#[derive(Debug, Clone, Default)]
pub struct Recipe {
    pub checks: Vec<Check>,
    pub drives: Vec<Drive>,
    pub readiness: Option<Readiness>,
    /// Python modules that the chosen folders declare.
    pub imports: Vec<String>,
}

/// The recipe of the active folders and of the resources; a chosen folder overrides `[base]` by name.
#[must_use]
pub fn of(pack: &Pack, active: &[Active<'_>], of_resources: &[Drive]) -> Recipe {
    let manifests = || std::iter::once(&pack.catalog.base).chain(active.iter().map(|a| a.manifest));
    let mut imports: Vec<String> = manifests().flat_map(|m| m.python.imports.clone()).collect();
    imports.sort();
    imports.dedup();
    Recipe {
        checks: named(manifests().flat_map(|m| &m.checks), |check| &check.name),
        drives: named(
            manifests().flat_map(|m| &m.drives).chain(of_resources),
            |drive| &drive.name,
        ),
        readiness: manifests().rev().find_map(|m| m.readiness.clone()),
        imports,
    }
}

fn named<'a, T: Clone + 'a>(
    items: impl Iterator<Item = &'a T>,
    name: impl Fn(&T) -> &String,
) -> Vec<T> {
    let by_name: IndexMap<String, T> = items
        .map(|item| (name(item).clone(), item.clone()))
        .collect();
    by_name.into_values().collect()
}

/// Every check of a pack, chosen or not.
#[must_use]
pub fn all(pack: &Pack) -> Vec<&Check> {
    let manifests = std::iter::once(&pack.catalog.base)
        .chain(pack.providers.values())
        .chain(pack.parts.values());
    manifests
        .flat_map(|manifest: &Manifest| &manifest.checks)
        .collect()
}

/// The checks that are not equal to one of the built-in pack: their commands are from a third party.
#[must_use]
pub fn foreign<'a>(checks: &'a [Check], own: &[&Check]) -> Vec<&'a Check> {
    checks.iter().filter(|check| !own.contains(check)).collect()
}

/// A command as a user would type it.
#[must_use]
pub fn command_line(command: &[String]) -> String {
    let words: Vec<String> = command
        .iter()
        .map(|word| crate::core::shell::quoted(word))
        .collect();
    words.join(" ")
}

/// The version in a program's output; `None` if there is none.
#[must_use]
pub fn version_in(output: &str) -> Option<&str> {
    output
        .split(|c: char| c.is_whitespace() || "/(),v".contains(c))
        .find(|word| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Compares versions numerically, part by part; the first part that is not a number ends a version.
#[must_use]
pub fn is_older(found: &str, wanted: &str) -> bool {
    numbers(found) < numbers(wanted)
}

fn numbers(version: &str) -> Vec<u64> {
    let part = |part: &str| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    };
    version.split('.').map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_and_compared() {
        for (output, version) in [
            ("nginx version: nginx/1.24.0 (Ubuntu)", Some("1.24.0")),
            (
                "HAProxy version 3.2.4-98813a1 2025/08/13",
                Some("3.2.4-98813a1"),
            ),
            ("tool v2.10", Some("2.10")),
            ("none here", None),
        ] {
            assert_eq!(version_in(output), version, "{output}");
        }
        assert!(is_older("1.24.0", "1.27.3") && is_older("3.1.9", "3.2"));
        assert!(!is_older("1.30", "1.27.3") && !is_older("3.2.4-98813a1", "3.2"));
    }
}
