//! `tierup check`: whether the numbers in the project's files still agree.

use std::fmt::Write as _;

use serde_json::json;

use super::project::Project;
use crate::answers::Answers;
use crate::args::Global;
use crate::check::{Finding, check};
use crate::error::Result;
use crate::report::{Report, printable};

/// A file that is larger holds no numbers of ours.
const MOST_BYTES: u64 = 1024 * 1024;
/// The exit code where something was found.
const FOUND: i32 = 3;

pub(super) fn run(global: &Global, report: Report) -> Result<i32> {
    let project = Project::open(global, Answers::default())?;
    let text = |path: &str| {
        let path = project.folder.join(path);
        let small =
            fs_err::metadata(&path).is_ok_and(|data| data.is_file() && data.len() <= MOST_BYTES);
        let bytes = small.then(|| fs_err::read(&path).ok()).flatten()?;
        String::from_utf8(bytes).ok()
    };
    let spots = &project.assembly.spots;
    let findings = check(&project.blueprint, spots, &text);
    let found = !findings.inconsistent.is_empty();
    let mut told = String::new();
    for (word, list) in [
        ("inconsistent", &findings.inconsistent),
        ("different", &findings.different),
    ] {
        for finding in list {
            tell(&mut told, word, finding);
        }
    }
    if !found {
        let count = spots.len();
        let _ = writeln!(
            told,
            "{count} places hold numbers that agree with each other"
        );
    }
    report.result(
        &told,
        &json!({
            "behind": [],
            "edited": [],
            "inconsistent": findings.inconsistent,
            "different": findings.different,
        }),
    )?;
    Ok(if found { FOUND } else { 0 })
}

fn tell(text: &mut String, word: &str, finding: &Finding) {
    let Finding {
        place,
        message,
        help,
        ..
    } = finding;
    let word = console::style(format!("{word}:")).bold();
    let word = if finding.inequality.is_some() || finding.found.is_none() {
        word.red()
    } else {
        word.yellow()
    };
    let [message, place, help] = [message, place, help].map(|text| printable(text));
    let _ = writeln!(text, "{word} {message}\n  --> {place}\n  help: {help}\n");
}
