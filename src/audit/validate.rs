//! Decides whether a parsed pack can be used: reports every problem with its line.

use std::collections::BTreeSet;

use super::{changes, check, locate, questions, reserved_names, verification};
use crate::core::error::{Error, Problem, Result};
use crate::pack::layout::CATALOG;
use crate::pack::parse::{UncheckedPack, with_fix};
use crate::pack::{Files, Pack, ReadContent, slots, tables};

/// The pack, if it has no problems.
///
/// # Errors
/// Every problem of every manifest, each with its place.
pub fn validate(parsed: UncheckedPack, read: &ReadContent<'_>) -> Result<Pack> {
    let UncheckedPack {
        pack,
        mut problems,
        hidden,
    } = parsed;
    // references in a manifest that has problems are not reliable
    let known: BTreeSet<String> = problems.iter().filter_map(file_of).collect();
    if !known.contains(CATALOG) {
        let wrong = |problem: &Problem| file_of(problem).is_some_and(|file| known.contains(&file));
        let mut found = hidden;
        found.extend(check::problems(&pack));
        found.extend(questions::problems(&pack));
        found.extend(verification::problems(&pack));
        found.extend(changes::problems(&pack));
        for problem in found.into_iter().filter(|problem| !wrong(problem)) {
            problems.push(with_line(problem, &pack.files, read)?);
        }
    }
    complete(pack, problems, read)
}

/// The pack, without looking for problems beyond those of its manifests: for a pack that was checked before.
///
/// # Errors
/// Every problem that keeps a manifest from being read.
pub(super) fn assume_valid(parsed: UncheckedPack, read: &ReadContent<'_>) -> Result<Pack> {
    complete(parsed.pack, parsed.problems, read)
}

fn complete(mut pack: Pack, problems: Vec<Problem>, read: &ReadContent<'_>) -> Result<Pack> {
    Error::if_any(pack.with_origin(with_fix(problems)))?;
    pack.reserved_names = reserved_names::reserved_names(&pack, read)?;
    Ok(pack)
}

/// Adds the line to a problem of a manifest, if it can be found.
fn with_line(problem: Problem, files: &Files, read: &ReadContent<'_>) -> Result<Problem> {
    let file = file_of(&problem).unwrap_or_default();
    // a problem with a file of `slots/` or `tables/` is about its name, so it has no line
    let beside = [slots::FOLDER, tables::FOLDER];
    let is_beside = beside
        .iter()
        .any(|folder| file.contains(&format!("/{folder}")));
    let Some(content) = files.get(&file).filter(|_| !is_beside) else {
        return Ok(problem);
    };
    let bytes = read(content)?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    Ok(locate::locate(problem, &file, text))
}

/// The file that a problem is in.
fn file_of(problem: &Problem) -> Option<String> {
    let place = problem.place.as_ref()?.name();
    Some(place.split(':').next().unwrap_or(place).to_owned())
}
