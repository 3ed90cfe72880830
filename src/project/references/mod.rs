//! References in the user's files to names that the project does not define: modules of its packages, names in Compose,
//! targets of the Makefile, settings. Sees texts only, and knows no provider.

mod compose;
mod make;
mod python;

use std::collections::BTreeSet;

use crate::core::error::Problem;
use crate::core::tree::{RelPath, Tree};

/// A reference to a name that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnresolvedReference {
    pub path: RelPath,
    /// From 1.
    pub line: usize,
    /// The end of a sentence that names the file.
    pub what: String,
    pub help: String,
}

impl UnresolvedReference {
    /// `file:line what`.
    #[must_use]
    pub fn describe(&self) -> String {
        format!("`{}:{}` {}", self.path, self.line, self.what)
    }
}

impl From<UnresolvedReference> for Problem {
    fn from(missing: UnresolvedReference) -> Self {
        let place = format!("{}:{}", missing.path, missing.line);
        Self::new(missing.what).at(place).help(missing.help)
    }
}

/// A project in which references are resolved.
#[expect(missing_debug_implementations, reason = "it holds a function")]
#[derive(Clone, Copy)]
pub struct ReferenceScope<'a> {
    /// The files that were read.
    pub tree: &'a Tree,
    /// The generated files: equal files are not searched.
    pub generated: &'a Tree,
    /// Whether a file or folder exists at a path.
    pub has: &'a dyn Fn(&str) -> bool,
    /// The settings that templates may define.
    pub settings: &'a BTreeSet<&'a str>,
}

/// Files that Compose reads though projects do not commit them.
pub const LOCAL_COMPOSE_FILES: [&str; 4] = [
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yaml",
    "docker-compose.override.yml",
];

/// Larger files are not searched.
const LARGEST: usize = 1 << 20;

/// Whether references in a file are searched.
#[must_use]
pub fn is_scanned(path: &str) -> bool {
    python::is_scanned(path) || compose::is_scanned(path) || make::is_scanned(path)
}

/// Every unresolved reference in files that differ from the generated ones.
#[must_use]
pub fn unresolved(scope: ReferenceScope<'_>) -> Vec<UnresolvedReference> {
    let texts: Vec<(&RelPath, String)> = scope
        .tree
        .iter()
        .filter(|(path, file)| is_scanned(path.as_str()) && file.bytes.len() <= LARGEST)
        .map(|(path, file)| (path, String::from_utf8_lossy(&file.bytes).into_owned()))
        .collect();
    let is_own = |path: &RelPath| {
        let generated = scope.generated.get(path);
        generated.is_none_or(|file| scope.tree.get(path) != Some(file))
    };
    let mut found = python::unresolved(&scope, &texts, &is_own);
    found.extend(compose::unresolved(&texts, &is_own));
    found.extend(make::unresolved(&scope, &texts, &is_own));
    found.sort();
    found.dedup();
    found
}

/// References that a change makes unresolved.
#[must_use]
pub fn newly_unresolved(
    before: &[UnresolvedReference],
    after: Vec<UnresolvedReference>,
) -> Vec<UnresolvedReference> {
    let was = |missing: &UnresolvedReference| {
        let mut before = before.iter();
        before.any(|old| old.what == missing.what && old.path == missing.path)
    };
    after.into_iter().filter(|missing| !was(missing)).collect()
}

/// A name that all three kinds of files write without quotes.
fn is_plain(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && name.chars().all(inner)
}

#[cfg(test)]
mod tests;
