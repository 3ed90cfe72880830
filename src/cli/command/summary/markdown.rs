//! A plan as Markdown, for the text of a pull request: changes by version, conflicts, the number of files.

use std::fmt::Write as _;

use super::Summary;
use super::file::FileSummary;
use crate::project::merge::BESIDE;
use crate::screen::report::printable;

impl Summary {
    pub(in crate::cli::command) fn markdown(&self) -> String {
        let mut text = String::new();
        if let Some(changes) = &self.version_changes {
            for downgrade in &changes.downgrades {
                let _ = writeln!(text, "**Note:** {}\n", printable(&downgrade.message));
            }
            text.push_str(&changes.markdown());
        }
        let mut conflicts = self.files.iter().filter(|file| !file.conflicts.is_empty());
        if let Some(first) = conflicts.next() {
            text.push_str(
                "## Conflicts\n\nThe project and the templates changed the same lines. Check out this branch and resolve these before the merge;\n`tierup check` lists what is left.\n\n",
            );
            for file in std::iter::once(first).chain(conflicts) {
                let _ = writeln!(text, "- {}", printable(&place(file)));
            }
            text.push('\n');
        }
        if self.has_changes() {
            let _ = writeln!(text, "{}", self.counts());
        } else if self.bookkeeping {
            text.push_str("No file changes, except tierup's own records.\n");
        } else {
            text.push_str("Nothing to do: the project is already up to date.\n");
        }
        text
    }
}

/// A file with the lines of its conflicts, or the file beside it that has the template's version.
fn place(file: &FileSummary) -> String {
    let lines = file.conflicts.iter().map(|conflict| conflict.line);
    let lines: Vec<String> = lines
        .filter(|line| *line > 0)
        .map(|line| line.to_string())
        .collect();
    match lines.len() {
        0 => format!("`{0}`: beside it is `{0}{BESIDE}`", file.path),
        1 => format!("`{}`, line {}", file.path, lines[0]),
        _ => format!("`{}`, lines {}", file.path, lines.join(", ")),
    }
}
