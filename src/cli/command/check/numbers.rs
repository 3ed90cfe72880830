//! The numbers in the project's files: those that break an inequality, and those that only differ.

use serde_json::json;

use super::{Found, Looked};
use crate::core::error::Problem;
use crate::generate::places::Spot;
use crate::project::check::{Finding, Findings, check};

/// A file that is larger holds no numbers of ours.
const MOST_BYTES: usize = 1024 * 1024;

pub(super) fn inconsistent(looked: &Looked<'_>) -> Vec<Found> {
    let findings = findings(looked).inconsistent.into_iter();
    findings
        .map(|mut finding| {
            if finding.found.is_none() {
                finding.help.extend(taken_back(looked, &finding.place));
            }
            found(finding)
        })
        .collect()
}

pub(super) fn different(looked: &Looked<'_>) -> Vec<Found> {
    findings(looked).different.into_iter().map(found).collect()
}

/// How to have the file again that a number is not found in.
fn taken_back(looked: &Looked<'_>, place: &str) -> Option<String> {
    let tree = &looked.before.tree;
    let (path, base) = tree
        .iter()
        .find(|(path, _)| looked.place(path).as_str() == place)?;
    let back = super::edited::back(path, looked.place(path), base);
    Some(format!("; restore the whole file: `{back}`"))
}

fn findings(looked: &Looked<'_>) -> Findings {
    let placed = |mut spot: Spot| {
        if let Some(place) = looked.places.get(spot.file.as_str()) {
            spot.file = place.to_string();
        }
        spot
    };
    let text = |path: &str| {
        let file = looked.mine.get(path)?;
        let small = file.bytes.len() <= MOST_BYTES;
        small.then(|| String::from_utf8_lossy(&file.bytes).into_owned())
    };
    let spots = looked.new.assembly.spots.iter();
    let spots: Vec<Spot> = spots
        .filter(|spot| !looked.blocked.contains_key(spot.file.as_str()))
        .cloned()
        .map(placed)
        .collect();
    check(looked.blueprint, &spots, &text)
}

fn found(finding: Finding) -> Found {
    Found {
        document: json!(finding),
        problem: Problem::new(finding.message)
            .at(finding.place)
            .help(finding.help),
    }
}
