//! The links of the documents: each leads to an existing file and heading of this repository. External links are not
//! checked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::documents::{documents, read};
use super::shell::root;

/// Checks every link from a document to a file of this repository, and to a heading in it.
pub(crate) fn lead() -> Result<(), String> {
    let mut wrong = Vec::new();
    for name in documents() {
        let text = prose(&read(&name)?);
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            if !target.starts_with("https://") && !leads(&name, target)? {
                wrong.push(format!("{name}: {target}"));
            }
        }
    }
    for (document, target) in [("README.md", "docs/nothing.md"), ("README.md", "#nothing")] {
        if leads(document, target)? {
            return Err(format!("{target} is not missed"));
        }
    }
    wrong
        .is_empty()
        .then_some(())
        .ok_or_else(|| wrong.join("\n"))
}

fn leads(document: &str, target: &str) -> Result<bool, String> {
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let folder = Path::new(document).parent().unwrap_or(Path::new(""));
    let file = match path {
        "" => PathBuf::from(document),
        _ => folder.join(path),
    };
    if !root().join(&file).is_file() {
        return Ok(false);
    }
    let known = || Ok::<_, String>(anchors(&read(&file.display().to_string())?));
    Ok(anchor.is_empty() || known()?.contains(anchor))
}

/// A document without its code.
fn prose(text: &str) -> String {
    let blocks = text.split("```").step_by(2);
    let lines = blocks.flat_map(|block| block.split('`').step_by(2));
    lines.collect()
}

/// The anchors of a document's headings, as GitHub generates them.
fn anchors(text: &str) -> BTreeSet<String> {
    let outside = text.split("```").step_by(2);
    let headings = outside
        .flat_map(str::lines)
        .filter(|line| line.starts_with('#'));
    headings
        .map(|heading| {
            let words = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = words
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}
