//! The changes of a pack by version, `changes.toml`: what an update brings to those who run a project.

use indexmap::IndexMap;
use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::catalog::Catalog;
use super::{Files, ReadContent, toml_file};
use crate::core::error::{Problem, Result};
use crate::core::place::Place;
use crate::core::toml_syntax;

/// Its path inside a pack.
pub const PATH: &str = "changes.toml";
const KEY: &str = "changes";

/// `changes.toml`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangesToml {
    /// In the order of their versions.
    #[serde(default)]
    pub changes: Vec<PackChange>,
}

/// A change that a version of the pack brings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackChange {
    /// The version of the pack that brings it, as MAJOR.MINOR.PATCH.
    pub version: String,
    /// What changes, in a sentence.
    pub what: String,
    /// Only shown where all of these hold: tiers with their provider, facts with their value.
    #[serde(default, skip_serializing)]
    pub when: IndexMap<String, String>,
    /// Whether a running service behaves differently after the update.
    #[serde(default)]
    pub runtime: bool,
    /// What to do about it, in a sentence.
    #[serde(rename = "do")]
    pub instructions: Option<String>,
}

/// A pack, or the pack that it extends, with its changes.
#[derive(Debug, Clone)]
pub struct PackChanges {
    pub name: String,
    pub version: String,
    pub changes: Vec<PackChange>,
    /// Where each change is.
    pub places: Vec<Place>,
}

impl PackChanges {
    /// Reads the changes among a pack's own files.
    pub(super) fn read(
        catalog: &Catalog,
        files: &Files,
        read: &ReadContent<'_>,
        problems: &mut Vec<Problem>,
    ) -> Result<Self> {
        let mut own = Self {
            name: catalog.name.clone(),
            version: catalog.version.clone(),
            changes: Vec::new(),
            places: Vec::new(),
        };
        if let Some(content) = files.get(PATH) {
            let bytes = read(content)?;
            let (parsed, found) = toml_file::read::<ChangesToml>(PATH, &bytes);
            problems.extend(found);
            own.changes = parsed.unwrap_or_default().changes;
            own.places = places(&String::from_utf8_lossy(&bytes));
        }
        Ok(own)
    }

    /// The changes after the version `old`; none if a version is not semantic.
    pub fn since(&self, old: &str) -> impl Iterator<Item = &PackChange> {
        let range = parsed(old).zip(parsed(&self.version));
        self.changes.iter().filter(move |change| {
            let brought = parsed(&change.version);
            brought
                .zip(range.as_ref())
                .is_some_and(|(brought, (old, new))| *old < brought && brought <= *new)
        })
    }

    /// Whether the version `old` is newer than this one.
    #[must_use]
    pub fn is_older_than(&self, old: &str) -> bool {
        let versions = parsed(&self.version).zip(parsed(old));
        versions.is_some_and(|(current, old)| current < old)
    }

    /// Where the change with this number is.
    #[must_use]
    pub fn place(&self, number: usize) -> Place {
        self.places.get(number).cloned().unwrap_or(PATH.into())
    }
}

/// A semantic version; its build metadata does not count.
#[must_use]
pub fn parsed(version: &str) -> Option<Version> {
    let mut version = Version::parse(version).ok()?;
    version.build = semver::BuildMetadata::EMPTY;
    Some(version)
}

/// The place of each change in the file.
fn places(text: &str) -> Vec<Place> {
    let table = toml_syntax::parse(PATH, text).ok();
    let list = table
        .as_ref()
        .and_then(|table| table.get_ref().get(KEY)?.get_ref().as_array());
    let items = list.into_iter().flat_map(|list| list.iter());
    items
        .map(|item| Place::in_text(PATH, text, item.span()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(version: &str) -> PackChanges {
        let versions = ["1.1.0", "1.2.0-rc.1", "1.2.0", "1.10.0"];
        let entries = versions.map(|v| format!("[[changes]]\nversion = \"{v}\"\nwhat = \"x\"\n"));
        let text = entries.concat();
        let parsed: ChangesToml = toml::from_str(&text).unwrap();
        PackChanges {
            name: "acme".to_owned(),
            version: version.to_owned(),
            changes: parsed.changes,
            places: places(&text),
        }
    }

    #[test]
    fn changes_between_two_versions_are_those_after_the_first() {
        for (old, new, expected) in [
            ("1.0.0", "1.2.0", vec!["1.1.0", "1.2.0-rc.1", "1.2.0"]),
            ("1.1.0", "1.10.0", vec!["1.2.0-rc.1", "1.2.0", "1.10.0"]),
            ("1.2.0", "1.9.0", vec![]),
            ("1.2.0+linux", "1.2.0", vec![]),
            ("1.10.0", "1.2.0", vec![]),
            ("today", "1.2.0", vec![]),
            ("1.0.0", "1.2", vec![]),
        ] {
            let pack = changes(new);
            let found: Vec<&str> = pack
                .since(old)
                .map(|change| change.version.as_str())
                .collect();
            assert_eq!(found, expected, "{old} to {new}");
        }
    }

    #[test]
    fn a_newer_version_is_known_by_its_numbers() {
        assert!(changes("1.9.0").is_older_than("1.10.0"));
        assert!(!changes("1.10.0").is_older_than("1.9.0"));
        assert!(!changes("1.9.0").is_older_than("1.9.0"));
        assert!(!changes("1.9.0").is_older_than("today"));
    }

    #[test]
    fn the_place_of_a_change_is_its_table() {
        let places: Vec<String> = changes("1.0.0")
            .places
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(places[..2], ["changes.toml:1:1", "changes.toml:4:1"]);
    }
}
