//! The numbers in the project's files: those that violate an inequality, and those that only differ.

use serde_json::json;

use super::{CheckContext, CheckFinding};
use crate::core::error::Problem;
use crate::generate::locations::NumberLocation;
use crate::project::check::{NumberFinding, NumberFindings, check};

/// Larger files are not generated ones with numbers.
const MOST_BYTES: usize = 1024 * 1024;

pub(super) fn inconsistent(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    let findings = findings(context).inconsistent.into_iter();
    findings
        .map(|mut finding| {
            if finding.found.is_none() {
                finding.help.extend(restore_help(context, &finding.place));
            }
            to_check_finding(finding)
        })
        .collect()
}

pub(super) fn different(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    findings(context)
        .different
        .into_iter()
        .map(to_check_finding)
        .collect()
}

/// How to restore the file in which a number is not found.
fn restore_help(context: &CheckContext<'_>, place: &str) -> Option<String> {
    let tree = &context.baseline.tree;
    let (path, base) = tree
        .iter()
        .find(|(path, _)| context.place(path).as_str() == place)?;
    let back = super::edited::restore_command(path, context.place(path), base);
    Some(format!("; restore the whole file: `{back}`"))
}

fn findings(context: &CheckContext<'_>) -> NumberFindings {
    let placed = |mut spot: NumberLocation| {
        if let Some(place) = context.places.get(spot.file.as_str()) {
            spot.file = place.to_string();
        }
        spot
    };
    let text = |path: &str| {
        let file = context.ours.get(path)?;
        let small = file.bytes.len() <= MOST_BYTES;
        small.then(|| String::from_utf8_lossy(&file.bytes).into_owned())
    };
    let spots = context.new.assembly.locations.iter();
    let spots: Vec<NumberLocation> = spots
        .filter(|spot| !context.blocked.contains_key(spot.file.as_str()))
        .cloned()
        .map(placed)
        .collect();
    check(context.blueprint, &spots, &text)
}

fn to_check_finding(finding: NumberFinding) -> CheckFinding {
    CheckFinding {
        document: json!(finding),
        problem: Problem::new(finding.message)
            .at(finding.place)
            .help(finding.help),
    }
}
