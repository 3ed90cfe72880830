//! The summary of a command that writes: the action for every file, in the same form before and after; counts; notes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::core::error::{Problem, Result};
use crate::core::tree::{File, Mode, Tree};
use crate::project::env_file;
use crate::project::merge::{Action, BESIDE, Conflict, Step};
use crate::project::patch::{PatchSide, patch};
use crate::screen::report::{self, Report, printable};

/// The data of the summary.
pub(super) struct Summary {
    root: String,
    files: Vec<FileSummary>,
    notes: Vec<Problem>,
    /// Whether the bookkeeping changes.
    bookkeeping: bool,
}

struct FileSummary {
    path: String,
    action: String,
    from: Option<String>,
    note: Option<String>,
    conflicts: Vec<Conflict>,
    /// Shown if it was requested.
    diff: Option<Vec<u8>>,
}

impl Summary {
    /// `root` is the path for display; `ours` are the old files.
    pub(super) fn of(root: String, steps: &[Step], ours: &Tree, diff: bool) -> Self {
        let listed = steps.iter().filter(|step| step.action != Action::Unchanged);
        let line = |step: &Step| FileSummary {
            path: step.path.to_string(),
            action: action_name(step.action),
            from: step.from.as_ref().map(ToString::to_string),
            note: step.note.clone().or_else(|| is_private(step).then(private)),
            conflicts: step.conflicts.clone(),
            diff: (diff && !is_private(step)).then(|| step_diff(step, ours)),
        };
        Self {
            root,
            files: listed.map(line).collect(),
            notes: Vec::new(),
            bookkeeping: false,
        }
    }

    pub(super) fn set_bookkeeping(&mut self, changes: bool) {
        self.bookkeeping = changes;
    }

    /// Adds the private file, which is not in any template.
    pub(super) fn add_private_file(&mut self, action: Option<Action>) {
        if let Some(action) = action {
            self.files.push(FileSummary {
                path: env_file::PRIVATE.to_owned(),
                action: action_name(action),
                from: None,
                note: Some(private()),
                conflicts: Vec::new(),
                diff: None,
            });
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
        let mut whole = self.lines();
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
        let notes: Vec<String> = self.notes.iter().map(Problem::one_line).collect();
        json!({"path": self.root, "files": files, "notes": notes})
    }
}

impl FileSummary {
    fn document(&self) -> Value {
        let mut file = json!({"path": self.path, "action": self.action});
        if let Some(from) = &self.from {
            file["from"] = json!(from);
        }
        if let Some(note) = &self.note {
            file["note"] = json!(note);
        }
        if !self.conflicts.is_empty() {
            file["conflicts"] = json!(self.conflicts);
        }
        if let Some(diff) = &self.diff {
            file["diff"] = json!(String::from_utf8_lossy(diff));
        }
        file
    }
}

/// An action in its colour: added, removed, or to be checked by the user.
fn painted(action: &str) -> console::StyledObject<&str> {
    let word = console::style(action);
    let is = |known: Action| action == self::action_name(known);
    if is(Action::Created) {
        word.green()
    } else if is(Action::Deleted) {
        word.red()
    } else if is(Action::Conflict) {
        word.red().bold()
    } else {
        word
    }
}

/// An action as in JSON.
fn action_name(action: Action) -> String {
    json!(action).as_str().unwrap_or_default().to_owned()
}

/// Replaces the diff of a file with secrets.
fn private() -> String {
    "private".to_owned()
}

fn is_private(step: &Step) -> bool {
    let file: Option<&File> = step.write.as_ref();
    file.is_some_and(|file| file.mode == Mode::Private)
}

/// The diff of a step, from the file on disk.
fn step_diff(step: &Step, ours: &Tree) -> Vec<u8> {
    let existing = |path| ours.get_key_value(path);
    let mut gone: Vec<PatchSide<'_>> = step.remove.iter().filter_map(existing).collect();
    let Some(new) = &step.write else {
        return gone
            .into_iter()
            .flat_map(|side| patch(Some(side), None))
            .collect();
    };
    // a file that is moved here is shown as renamed
    let old = existing(&step.path).or_else(|| (!gone.is_empty()).then(|| gone.remove(0)));
    let mut whole = patch(old, Some((&step.path, new)));
    gone.retain(|(path, _)| **path != step.path);
    whole.extend(gone.into_iter().flat_map(|side| patch(Some(side), None)));
    whole
}
