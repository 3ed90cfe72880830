//! The lock: every distribution that a pack's projects install, by exact version and hash. Finds all dependencies of a
//! list of pins and their conditions. Knows no provider and no network; `.ci/lock` writes the data.

mod marker;
mod requirement;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::core::error::{Error, Problem, Result};
use marker::{MarkerPath, marker};
use requirement::{Requirement, normal};

pub use requirement::name;

/// Its path inside a pack.
pub const PATH: &str = "lock.toml";

/// Every distribution by its normalized name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Lock<'a>(#[serde(borrow)] BTreeMap<Cow<'a, str>, Distribution<'a>>);

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Distribution<'a> {
    #[serde(borrow)]
    version: Cow<'a, str>,
    /// `name[extra]; marker`
    #[serde(borrow, default)]
    requires: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    extras: BTreeMap<Cow<'a, str>, Vec<Cow<'a, str>>>,
    /// sha256 of each of its files, one a line: parsing one text is several times faster than parsing a list.
    #[serde(borrow)]
    hashes: Cow<'a, str>,
}

/// The names of a lock's distributions, without reading the rest.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    let headers = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix('['));
    headers.filter_map(|header| {
        header
            .split([']', '.'])
            .next()
            .map(|name| name.trim_matches([' ', '"', '\'']))
    })
}

/// A distribution that must be installed.
#[derive(Debug, Clone)]
pub struct LockedDistribution<'a> {
    name: &'a str,
    /// The condition, if it is not always needed.
    marker: Option<String>,
    distribution: &'a Distribution<'a>,
}

impl<'a> Lock<'a> {
    /// Reads a lock.
    ///
    /// # Errors
    /// When it is invalid, with the place.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Problem> {
        crate::pack::toml_file::read_or_first(PATH, bytes)
    }

    /// Replaces distributions by those of `other`.
    pub fn override_with(&mut self, other: Lock<'a>) {
        self.0.extend(other.0);
    }

    /// The distributions to install for `pins`, in name order.
    ///
    /// # Errors
    /// Every pin or requirement that the lock does not contain, or contains in another version.
    pub fn closure(&'a self, pins: &'a [String]) -> Result<Vec<LockedDistribution<'a>>> {
        let mut paths: BTreeMap<&str, BTreeSet<MarkerPath<'_>>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut problems = Vec::new();
        let mut left: Vec<(Requirement<'_>, MarkerPath<'_>)> = pins
            .iter()
            .map(|pin| (Requirement::parse(pin), MarkerPath::new()))
            .collect();
        while let Some((wanted, mut path)) = left.pop() {
            path.extend(wanted.marker);
            let Some((name, found)) = self.find(wanted, &mut problems) else {
                continue;
            };
            if !seen.insert((name, wanted.extras, path.clone())) {
                continue;
            }
            let extras = wanted
                .extras
                .split(',')
                .filter_map(|extra| found.extras.get(extra.trim()));
            let requires = std::iter::once(&found.requires).chain(extras).flatten();
            left.extend(requires.map(|text| (Requirement::parse(text), path.clone())));
            paths.entry(name).or_default().insert(path);
        }
        Error::if_any(problems)?;
        Ok(paths
            .into_iter()
            .filter_map(|(name, paths)| {
                Some(LockedDistribution {
                    name,
                    marker: marker(&paths),
                    distribution: self.0.get(name)?,
                })
            })
            .collect())
    }

    fn find(
        &self,
        wanted: Requirement<'_>,
        problems: &mut Vec<Problem>,
    ) -> Option<(&str, &Distribution<'a>)> {
        let name = normal(wanted.name);
        let found = self.0.get_key_value(name.as_str());
        let (pin, problem) = match (found, wanted.version) {
            (Some((known, found)), Some(version)) if found.version != version => {
                let (known, locked) = (known.as_ref(), found.version.as_ref());
                let pin = format!("{known}=={version}");
                (pin, format!("which the lock has as `{known}=={locked}`"))
            }
            (Some((known, found)), _) => return Some((known, found)),
            (None, version) => {
                let pin =
                    version.map_or_else(|| name.clone(), |version| format!("{name}=={version}"));
                (pin, "which the lock does not have".to_owned())
            }
        };
        problems.push(
            Problem::new(format!("a manifest asks for `{pin}`, {problem}"))
                .at(PATH)
                .help("lock again: `.ci/lock`; a pack that extends another adds it to a lock.toml of its own, with its hashes"),
        );
        None
    }
}

/// The format that `pip install --require-hashes -r` reads.
#[must_use]
pub fn requirements(locked: &[LockedDistribution<'_>]) -> String {
    let mut text = String::new();
    for LockedDistribution {
        name,
        marker,
        distribution,
    } in locked
    {
        text.extend([name, "==", &distribution.version]);
        if let Some(marker) = marker {
            text.extend([" ; ", marker]);
        }
        for hash in distribution.hashes.lines() {
            text.extend([" \\\n    --hash=sha256:", hash]);
        }
        text.push('\n');
    }
    text
}
