//! Slot texts as files: `slots/SLOT.md.tera` beside a manifest is equivalent to an entry of `[slots]` in it.

use super::manifest::{Manifest, SlotFile};
use super::{Files, ReadContent};
use crate::core::error::{Problem, Result};

/// The folder beside a manifest.
pub(crate) const FOLDER: &str = "slots/";
/// A slot's text is always a template, as in a manifest.
const RENDERED: &str = ".tera";

/// Adds the files of a folder's `slots/` to its manifest, and counts their bytes. Returns the problems: files that
/// match no slot, and second texts for a slot.
pub(super) fn add(
    manifest: &mut Manifest,
    folder: &str,
    files: &Files,
    read: &ReadContent<'_>,
    bytes: &mut usize,
) -> Result<Vec<Problem>> {
    let prefix = format!("{folder}/{FOLDER}");
    let mut problems = Vec::new();
    let inside = files.range(prefix.clone()..);
    for (path, content) in inside.take_while(|(path, _)| path.starts_with(&prefix)) {
        let Some(slot) = slot(&path[prefix.len()..]) else {
            let problem = Problem::new("the file belongs to no slot").at(path);
            problems.push(problem.help(
                "name it after its slot, as in `slots/readme.md.tera`, or move it out of `slots`",
            ));
            continue;
        };
        if manifest.slot_texts(folder).any(|(known, ..)| known == slot) {
            let problem = Problem::new(format!("the slot `{slot}` is filled twice in {folder}"));
            problems.push(problem.at(path).help("keep one of them"));
            continue;
        }
        let Ok(text) = String::from_utf8(read(content)?.into_owned()) else {
            problems.push(Problem::new("the template is not UTF-8 text").at(path));
            continue;
        };
        *bytes += text.len();
        manifest.slot_files.push(SlotFile {
            slot: slot.to_owned(),
            path: path.clone(),
            text,
        });
    }
    Ok(problems)
}

/// The slot that a file is named after.
fn slot(name: &str) -> Option<&str> {
    let name = name.strip_suffix(RENDERED)?;
    let slot = name.split('.').next()?;
    (!slot.is_empty() && !name.contains('/')).then_some(slot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_slot() {
        for (name, expected) in [
            ("readme.md.tera", Some("readme")),
            ("readme.tera", Some("readme")),
            ("readme.md", None),
            ("a/readme.md.tera", None),
            (".tera", None),
        ] {
            assert_eq!(slot(name), expected, "{name}");
        }
    }
}
