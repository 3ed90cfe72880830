//! The golden trees of a pack's last release: where one differs now, changes.toml must say so. Sees values only.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::audit::changes::FORM;
use crate::core::error::{Error, Problem, Result};
use crate::core::hash::hash;
use crate::core::tree::Tree;
use crate::generate::blueprint::{Blueprint, FILE};
use crate::generate::{selection, version_changes};
use crate::pack::Pack;
use crate::pack::changes::parsed;

/// The record's path inside a pack.
pub const PATH: &str = "tests/released.toml";
const ABOUT: &str = "# The generated files of the last released version, a hash for each case. Do not edit: `tierup pack test --release`\n# writes it.\n";

/// What a release generated for each golden case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedTrees {
    /// The versions of the pack and of the pack that it extends, by name.
    pub versions: BTreeMap<String, String>,
    /// The hash of all files, by case.
    pub trees: BTreeMap<String, String>,
}

/// A golden case, as it is generated now.
#[derive(Debug)]
pub struct GoldenCase {
    pub name: String,
    pub blueprint: Blueprint,
    pub tree: Tree,
}

impl ReleasedTrees {
    /// The record of the pack's version as the last released one.
    ///
    /// # Errors
    /// When the version cannot be compared with later ones.
    pub fn of(pack: &Pack, cases: &[GoldenCase]) -> Result<Self> {
        if parsed(&pack.catalog.version).is_none() {
            let what = format!(
                "the version `{}` is not a semantic version, so later ones cannot be compared with it",
                pack.catalog.version
            );
            return Err(Problem::new(what)
                .at("catalog.toml: version")
                .help(FORM)
                .into());
        }
        let versions = pack.changes.iter();
        let trees = cases.iter();
        Ok(Self {
            versions: versions
                .map(|pack| (pack.name.clone(), pack.version.clone()))
                .collect(),
            trees: trees
                .map(|case| (case.name.clone(), tree_hash(&case.tree)))
                .collect(),
        })
    }

    /// The text of the file.
    ///
    /// # Errors
    /// Never: it is a table of texts.
    pub fn to_toml(&self) -> Result<String> {
        let text = toml::to_string(self).map_err(|error| Problem::new(error.to_string()))?;
        Ok(format!("{ABOUT}{text}"))
    }

    /// The cases that differ from those of the release, although no change since then applies to their selections.
    ///
    /// # Errors
    /// A problem for each of them.
    pub fn require_changes(&self, pack: &Pack, cases: &[GoldenCase]) -> Result<()> {
        let old = |name: &str| self.versions.get(name).cloned();
        let is_silent = |case: &&GoldenCase| {
            let released = self.trees.get(&case.name);
            released.is_some_and(|released| *released != tree_hash(&case.tree))
                && version_changes::since(pack, &case.blueprint, &old).is_empty()
        };
        let silent = cases.iter().filter(is_silent);
        Error::if_any(silent.map(|case| self.problem(pack, case)).collect())
    }

    fn problem(&self, pack: &Pack, case: &GoldenCase) -> Problem {
        let catalog = &pack.catalog;
        let released = self.versions.get(&catalog.name).map_or("", String::as_str);
        let what = format!(
            "the files of the case `{}` differ from those of version {released}, and changes.toml has no later change for `{}`",
            case.name,
            selection::arguments(&case.blueprint.selection)
        );
        let is_later = parsed(&catalog.version) > parsed(released);
        let (raise, version) = match (is_later, parsed(released)) {
            (false, Some(mut next)) => {
                next.patch += 1;
                next.pre = semver::Prerelease::EMPTY;
                let raise = format!("raise `version` in catalog.toml, e.g. to `{next}`, and ");
                (raise, next.to_string())
            }
            _ => (String::new(), catalog.version.clone()),
        };
        Problem::new(what).at(PATH).help(format!(
            "{raise}describe the change in changes.toml: `[[changes]]`, `version = \"{version}\"`, `what = \"...\"`"
        ))
    }
}

/// The hash of a tree without `tierup.toml`, which names the pack's version.
fn tree_hash(tree: &Tree) -> String {
    let mut list = String::new();
    for (path, file) in tree.iter().filter(|(path, _)| path.as_str() != FILE) {
        let _ = writeln!(list, "{}  {path}", hash(&file.bytes));
    }
    format!("sha256:{}", hash(list.as_bytes()))
}
