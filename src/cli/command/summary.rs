//! The summary of a command that writes: the action for every file, in the same form before and after; counts; notes.

mod file;
mod markdown;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::version_changes::VersionChanges;
use crate::core::error::{Problem, Result};
use crate::core::tree::Tree;
use crate::project::merge::{Action, BESIDE, Step};
use crate::screen::report::{self, Report, printable};
use file::{FileSummary, action_name, painted};

/// The data of the summary.
pub(super) struct Summary {
    root: String,
    files: Vec<FileSummary>,
    notes: Vec<Problem>,
    /// What the version of the pack changes, where a project exists already.
    version_changes: Option<VersionChanges>,
    /// Whether the bookkeeping changes.
    bookkeeping: bool,
}

impl Summary {
    /// `root` is the path for display; `ours` are the old files.
    pub(super) fn of(root: String, steps: &[Step], ours: &Tree, diff: bool) -> Self {
        let listed = steps.iter().filter(|step| step.action != Action::Unchanged);
        Self {
            root,
            files: listed
                .map(|step| FileSummary::of(step, ours, diff))
                .collect(),
            notes: Vec::new(),
            version_changes: None,
            bookkeeping: false,
        }
    }

    pub(super) fn set_version_changes(&mut self, changes: VersionChanges) {
        self.version_changes = Some(changes);
    }

    pub(super) fn set_bookkeeping(&mut self, changes: bool) {
        self.bookkeeping = changes;
    }

    /// Adds the private file, which is not in any template.
    pub(super) fn add_private_file(&mut self, action: Option<Action>) {
        if let Some(action) = action {
            self.files.push(FileSummary::private(action));
            self.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
    }

    pub(super) fn add_notes<N: Into<Problem>>(&mut self, notes: impl IntoIterator<Item = N>) {
        self.notes.extend(notes.into_iter().map(Into::into));
    }

    /// Whether any file is written or removed.
    pub(super) fn has_changes(&self) -> bool {
        let kept = action_name(Action::Kept);
        self.files.iter().any(|line| line.action != kept)
    }

    /// Files with conflicts, or with the template's version next to them.
    pub(super) fn conflicted(&self) -> Vec<String> {
        let conflicted = self.files.iter().filter(|line| !line.conflicts.is_empty());
        conflicted.map(|line| line.path.clone()).collect()
    }

    pub(super) fn plan(&self) -> Vec<u8> {
        if !self.has_changes() {
            return self.unchanged_text();
        }
        let counts = format!(
            "\n{} in {}; nothing was written\n",
            self.counts(),
            self.root
        );
        self.with_file_lines(&counts)
    }

    fn with_file_lines(&self, text: &str) -> Vec<u8> {
        let changes = self.version_changes.iter();
        let mut whole: Vec<u8> = changes
            .filter(|changes| !changes.is_empty())
            .flat_map(|_| *b"\n")
            .collect();
        whole.extend(self.lines());
        whole.extend(text.bytes());
        whole
    }

    pub(super) fn written(&self) -> Vec<u8> {
        if !self.has_changes() {
            return self.unchanged_text();
        }
        let mut text = format!("\n{} in {}\n", self.counts(), self.root);
        if self.conflicted().is_empty() {
            return self.with_file_lines(&text);
        }
        text.push_str("\nTo resolve:\n");
        for line in &self.files {
            for conflict in &line.conflicts {
                let _ = match conflict.line {
                    0 => writeln!(text, "  {0}: beside it is {0}{BESIDE}", line.path),
                    number => writeln!(text, "  {}:{number}", line.path),
                };
            }
        }
        text.push_str(
            "`tierup check` lists what remains to do; `tierup update --abort` undoes the change\n",
        );
        self.with_file_lines(&text)
    }

    fn unchanged_text(&self) -> Vec<u8> {
        let root = &self.root;
        self.with_file_lines(&if self.bookkeeping {
            format!("no file of {root} changes, except tierup's own records\n")
        } else {
            format!("nothing to do: {root} is already up to date\n")
        })
    }

    /// The requested diffs.
    pub(super) fn patches(&self) -> Vec<u8> {
        let diffs = self.files.iter().filter_map(|line| line.diff.as_ref());
        diffs.flat_map(|diff| report::patch(diff)).collect()
    }

    fn lines(&self) -> Vec<u8> {
        let width = self
            .files
            .iter()
            .map(|line| line.action.len())
            .max()
            .unwrap_or(0);
        let mut text = Vec::new();
        for line in &self.files {
            let mut row = format!("{:width$}", painted(&line.action));
            let _ = write!(row, "  {}", printable(&line.path));
            if let Some(from) = &line.from {
                let _ = write!(row, "  (from {})", printable(from));
            }
            if let Some(note) = &line.note {
                let _ = write!(row, "  ({})", printable(note));
            }
            text.extend(row.bytes());
            text.push(b'\n');
            text.extend(line.diff.iter().flat_map(|diff| report::patch(diff)));
        }
        text
    }

    fn counts(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &self.files {
            *counts.entry(&line.action).or_default() += 1;
        }
        let files = if self.files.len() == 1 {
            "file"
        } else {
            "files"
        };
        let each: Vec<String> = counts
            .iter()
            .map(|(action, n)| format!("{n} {action}"))
            .collect();
        format!("{} {files}: {}", self.files.len(), each.join(", "))
    }

    /// Prints what the version of the pack changes, before anything is written. It is part of the JSON document.
    pub(super) fn print_version_changes(&self, report: Report) -> Result<()> {
        let Some(changes) = self.version_changes.as_ref().filter(|_| !report.json) else {
            return Ok(());
        };
        for downgrade in &changes.downgrades {
            report.warn(downgrade);
        }
        report.prose(&changes.text(), &Value::Null)
    }

    /// Prints `text`; a diff is printed unwrapped, because programs read it.
    pub(super) fn print(&self, report: Report, text: &[u8]) -> Result<()> {
        if self.files.iter().any(|line| line.diff.is_some()) {
            report.result(text, &self.document())
        } else {
            report.prose(&String::from_utf8_lossy(text), &self.document())
        }
    }

    pub(super) fn print_notes(&self, report: Report) {
        for note in &self.notes {
            report.warn(note);
        }
    }

    pub(super) fn document(&self) -> Value {
        let files: Vec<Value> = self.files.iter().map(FileSummary::document).collect();
        let changes = self.version_changes.iter();
        let downgrades = changes.flat_map(|changes| &changes.downgrades);
        let notes: Vec<String> = downgrades
            .chain(&self.notes)
            .map(Problem::one_line)
            .collect();
        let mut document = json!({"path": self.root, "files": files, "notes": notes});
        if let Some(changes) = &self.version_changes {
            document["changes"] = changes.document();
        }
        document
    }
}
