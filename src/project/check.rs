//! Checks that the numbers in a project's files are consistent with each other and with the solution. Sees text only.

use serde::Serialize;

use crate::generate::blueprint::Blueprint;
use crate::generate::capacity::{Numbers, inequality, show};
use crate::generate::locations::{NumberLocation, Reading, SourceText};
use crate::pack::formulas::Rule;

/// A number that differs from the solution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NumberFinding {
    pub number: String,
    /// `file:line`, or the file.
    #[serde(rename = "where")]
    pub place: String,
    /// The expected number.
    pub solved: f64,
    pub found: Option<f64>,
    /// The inequality that it violates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inequality: Option<String>,
    pub message: String,
    pub help: String,
}

/// The result of the check.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct NumberFindings {
    /// Numbers that violate an inequality, and those that are not found any more.
    pub inconsistent: Vec<NumberFinding>,
    /// Numbers that differ without violating an inequality.
    pub different: Vec<NumberFinding>,
}

/// A location with the numbers found there.
struct LocationReadings<'a> {
    location: &'a NumberLocation,
    readings: Vec<Reading>,
    solved: f64,
    missing: bool,
}

impl LocationReadings<'_> {
    fn differing(&self) -> impl Iterator<Item = &Reading> {
        let near = |value: f64| (value - self.solved).abs() < 1e-6;
        self.readings
            .iter()
            .filter(move |reading| !near(reading.value))
    }
}

/// Checks every location; `text` returns a file's text, if it exists.
pub fn check(
    blueprint: &Blueprint,
    spots: &[NumberLocation],
    text: &dyn Fn(&str) -> Option<String>,
) -> NumberFindings {
    let solved = &blueprint.solution.numbers;
    let mut files = std::collections::BTreeMap::new();
    let reads: Vec<LocationReadings<'_>> = spots
        .iter()
        .filter_map(|location| {
            let file = files
                .entry(location.file.as_str())
                .or_insert_with(|| text(&location.file).map(|text| SourceText::of(&text)));
            Some(LocationReadings {
                location,
                readings: file
                    .as_ref()
                    .map(|source| location.read(source))
                    .unwrap_or_default(),
                solved: *solved.get(&location.number)?,
                missing: file.is_none(),
            })
        })
        .collect();
    let mut actual = solved.clone();
    for read in &reads {
        if let Some(reading) = read.differing().next() {
            actual.insert(read.location.number.clone(), reading.value);
        }
    }
    let mut findings = NumberFindings::default();
    for read in &reads {
        if read.readings.is_empty() && !read.location.optional {
            findings.inconsistent.push(not_found(read));
        }
        for reading in read.differing() {
            match broken(
                &blueprint.solution.model.rules,
                read.location,
                reading,
                &actual,
            ) {
                Some((name, words)) => {
                    findings.inconsistent.push(NumberFinding {
                        inequality: Some(name),
                        message: words,
                        ..different(read, reading)
                    });
                }
                None => findings.different.push(different(read, reading)),
            }
        }
    }
    findings
}

/// The inequality that a number violates, given all other numbers in the files.
fn broken(
    rules: &[Rule],
    location: &NumberLocation,
    reading: &Reading,
    actual: &Numbers,
) -> Option<(String, String)> {
    let mut with = actual.clone();
    with.insert(location.number.clone(), reading.value);
    let about = rules.iter().filter(|rule| rule.names(&location.number));
    about
        .filter_map(|rule| Some((rule, inequality(rule, &with)?)))
        .find(|(_, inequality)| !inequality.holds)
        .map(|(rule, inequality)| {
            let message = format!("{}: {}", rule.broken, inequality.text);
            (inequality.name, message)
        })
}

fn different(read: &LocationReadings<'_>, reading: &Reading) -> NumberFinding {
    let (number, solved) = (&read.location.number, show(read.solved));
    NumberFinding {
        number: number.clone(),
        place: format!("{}:{}", read.location.file, reading.line),
        solved: read.solved,
        found: Some(reading.value),
        inequality: None,
        message: format!("{number} is {}, not {solved}", show(reading.value)),
        help: format!(
            "{number} is {solved} according to [capacity] in tierup.toml: change it there, or undo this edit"
        ),
    }
}

fn not_found(read: &LocationReadings<'_>) -> NumberFinding {
    let NumberLocation { number, file, .. } = read.location;
    let description = read.location.describe();
    NumberFinding {
        number: number.clone(),
        place: file.clone(),
        solved: read.solved,
        found: None,
        inequality: None,
        message: if read.missing {
            format!("{number} cannot be checked: the file is not there")
        } else {
            format!("{number} cannot be checked: {description} is missing or has no number")
        },
        help: format!("{number} was written there as {}", show(read.solved)),
    }
}
