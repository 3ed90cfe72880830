//! The lock: every distribution that a pack's projects install, by exact version and hash. Finds what a list of
//! pins brings in turn, and under which conditions. Knows no provider and no network; `.ci/lock` writes the data.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::error::{Error, Problem, Result};

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
    /// sha256 of each of its files, a line each: one text is read several times faster than a list.
    #[serde(borrow)]
    hashes: Cow<'a, str>,
}

/// A distribution that must be installed.
#[derive(Debug, Clone)]
pub struct Locked<'a> {
    name: &'a str,
    /// Where it is not always needed: when it is.
    marker: Option<String>,
    distribution: &'a Distribution<'a>,
}

/// The markers on one way to a distribution: all of them must hold.
type Way<'a> = BTreeSet<&'a str>;

/// A requirement, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Requirement<'a> {
    name: &'a str,
    extras: &'a str,
    version: Option<&'a str>,
    marker: Option<&'a str>,
}

impl<'a> Lock<'a> {
    /// Reads a lock.
    ///
    /// # Errors
    /// Where it is not one, with its place.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Problem> {
        crate::pack::reading::first(PATH, bytes)
    }

    /// Says what `other` says of a distribution instead of what was said before.
    pub fn over(&mut self, other: Lock<'a>) {
        self.0.extend(other.0);
    }

    /// What must be installed for `pins`, in name order.
    ///
    /// # Errors
    /// Every pin, and every requirement of one, that is not in the lock or there in another version.
    pub fn closure(&'a self, pins: &'a [String]) -> Result<Vec<Locked<'a>>> {
        let mut ways: BTreeMap<&str, BTreeSet<Way<'_>>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut problems = Vec::new();
        let mut left: Vec<(Requirement<'_>, Way<'_>)> = pins
            .iter()
            .map(|pin| (Requirement::parse(pin), Way::new()))
            .collect();
        while let Some((wanted, mut way)) = left.pop() {
            way.extend(wanted.marker);
            let Some((name, found)) = self.find(wanted, &mut problems) else {
                continue;
            };
            if !seen.insert((name, wanted.extras, way.clone())) {
                continue;
            }
            let extras = wanted
                .extras
                .split(',')
                .filter_map(|extra| found.extras.get(extra.trim()));
            let requires = std::iter::once(&found.requires).chain(extras).flatten();
            left.extend(requires.map(|text| (Requirement::parse(text), way.clone())));
            ways.entry(name).or_default().insert(way);
        }
        Error::unless_none(problems)?;
        Ok(ways
            .into_iter()
            .filter_map(|(name, ways)| {
                Some(Locked {
                    name,
                    marker: marker(&ways),
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

/// What `pip install --require-hashes -r` reads.
#[must_use]
pub fn requirements(locked: &[Locked<'_>]) -> String {
    let mut text = String::new();
    for Locked {
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

/// The condition that one of the ways holds; `None` where one of them always does.
fn marker(ways: &BTreeSet<Way<'_>>) -> Option<String> {
    let shortest = ways.iter().filter(|way| {
        !ways
            .iter()
            .any(|other| other != *way && other.is_subset(way))
    });
    let mut alternatives = Vec::new();
    for way in shortest {
        let all: Vec<Cow<'_, str>> = way
            .iter()
            .map(|marker| grouped(marker, way.len() > 1))
            .collect();
        if all.is_empty() {
            return None;
        }
        alternatives.push(all.join(" and "));
    }
    Some(alternatives.join(" or "))
}

/// `or` binds less than the `and` around it.
fn grouped(marker: &str, among_others: bool) -> Cow<'_, str> {
    if among_others && marker.contains(" or ") {
        Cow::Owned(format!("({marker})"))
    } else {
        Cow::Borrowed(marker)
    }
}

impl<'a> Requirement<'a> {
    fn parse(text: &'a str) -> Self {
        let (pin, marker) = split(text, ";");
        let (full, version) = split(pin, "==");
        let (name, extras) = split(full, "[");
        Self {
            name,
            extras: extras.unwrap_or_default().trim_end_matches(']'),
            version,
            marker,
        }
    }
}

fn split<'a>(text: &'a str, at: &str) -> (&'a str, Option<&'a str>) {
    match text.split_once(at) {
        Some((before, after)) => (before.trim(), Some(after.trim())),
        None => (text.trim(), None),
    }
}

/// The name of the distribution that a pin asks for.
#[must_use]
pub fn name(pin: &str) -> String {
    normal(Requirement::parse(pin).name)
}

/// A distribution's name as indexes compare it.
fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for part in name.split(['-', '_', '.']).filter(|part| !part.is_empty()) {
        if !normal.is_empty() {
            normal.push('-');
        }
        normal.push_str(&part.to_ascii_lowercase());
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::source;

    const LOCK: &str = r#"
[app]
version = "1.0"
requires = ["base", "shim; python_full_version < '3.12'", "ring"]
extras.fast = ["speed[c]; sys_platform != 'win32'", "shim"]
hashes = 'aa'
[base]
version = "2.0"
requires = ["colour; sys_platform == 'win32' or sys_platform == 'cygwin'"]
hashes = '''
bb
cc
'''
[colour]
version = "3.0"
requires = ["shim"]
hashes = 'dd'
[ring]
version = "4.0"
requires = ["app"]
hashes = 'ee'
[shim]
version = "5.0"
hashes = 'ff'
[speed]
version = "6.0"
extras.c = ["wheel-of-c; python_full_version < '3.13' or sys_platform == 'linux'"]
hashes = '00'
[wheel-of-c]
version = "7.0"
hashes = '11'
"#;

    fn lines(pins: &[&str]) -> Result<Vec<String>> {
        let lock = Lock::parse(LOCK.as_bytes()).unwrap();
        let pins: Vec<String> = pins.iter().map(|pin| (*pin).to_owned()).collect();
        let text = requirements(&lock.closure(&pins)?);
        let lines = text.lines().filter(|line| !line.starts_with(' '));
        Ok(lines
            .map(|line| line.trim_end_matches(" \\").to_owned())
            .collect())
    }

    #[test]
    fn a_pin_brings_what_it_requires_under_the_conditions_on_the_way() {
        assert_eq!(
            lines(&["App==1.0"]).unwrap(),
            [
                "app==1.0",
                "base==2.0",
                "colour==3.0 ; sys_platform == 'win32' or sys_platform == 'cygwin'",
                "ring==4.0",
                "shim==5.0 ; python_full_version < '3.12' or sys_platform == 'win32' or sys_platform == 'cygwin'",
            ]
        );
    }

    #[test]
    fn the_text_is_what_pip_reads() {
        let lock = Lock::parse(LOCK.as_bytes()).unwrap();
        let pins = ["base==2.0".to_owned()];
        assert_eq!(
            requirements(&lock.closure(&pins).unwrap()),
            "base==2.0 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n\
             colour==3.0 ; sys_platform == 'win32' or sys_platform == 'cygwin' \\\n    --hash=sha256:dd\n\
             shim==5.0 ; sys_platform == 'win32' or sys_platform == 'cygwin' \\\n    --hash=sha256:ff\n"
        );
    }

    #[test]
    fn an_extra_brings_more_and_a_way_without_condition_wins() {
        assert_eq!(
            lines(&["app[fast]==1.0"]).unwrap(),
            [
                "app==1.0",
                "base==2.0",
                "colour==3.0 ; sys_platform == 'win32' or sys_platform == 'cygwin'",
                "ring==4.0",
                "shim==5.0",
                "speed==6.0 ; sys_platform != 'win32'",
                "wheel-of-c==7.0 ; (python_full_version < '3.13' or sys_platform == 'linux') and sys_platform != 'win32'",
            ]
        );
    }

    #[test]
    fn every_pin_that_the_lock_lacks_or_has_otherwise_is_named_with_both() {
        let problems = lines(&["base==2.1", "Gone_Away==1", "colour==3.0"])
            .unwrap_err()
            .problems;
        let messages: BTreeSet<&str> = problems.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(
            messages,
            BTreeSet::from([
                "a manifest asks for `base==2.1`, which the lock has as `base==2.0`",
                "a manifest asks for `gone-away==1`, which the lock does not have",
            ])
        );
    }

    #[test]
    fn the_lock_of_the_built_in_pack_has_every_pin_of_every_manifest_and_nothing_else() {
        let pack = source::builtin().unwrap();
        let bytes = source::read(&pack.files[PATH]).unwrap();
        let lock = Lock::parse(&bytes).unwrap();
        let manifests = pack
            .providers
            .values()
            .chain(pack.parts.values())
            .chain([&pack.catalog.base]);
        let pins: Vec<String> = manifests
            .map(|manifest| &manifest.python)
            .flat_map(|python| {
                [
                    &python.dependencies,
                    &python.dev,
                    &python.build,
                    &python.load,
                ]
            })
            .flatten()
            .cloned()
            .collect();
        let closure = lock.closure(&pins).unwrap();
        assert_eq!(closure.len(), lock.0.len());
        for locked in closure {
            let hashes = &locked.distribution.hashes;
            assert!(
                hashes.lines().all(|hash| hash.len() == 64) && !hashes.is_empty(),
                "{locked:?}"
            );
        }
    }
}
