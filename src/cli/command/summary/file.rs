//! One file of a summary: its action, its diff.

use serde_json::{Value, json};

use crate::core::tree::{File, Mode, Tree};
use crate::project::env_file;
use crate::project::merge::{Action, Conflict, Step};
use crate::project::patch::{PatchSide, patch};

pub(super) struct FileSummary {
    pub(super) path: String,
    pub(super) action: String,
    pub(super) from: Option<String>,
    pub(super) note: Option<String>,
    pub(super) conflicts: Vec<Conflict>,
    /// Shown if it was requested.
    pub(super) diff: Option<Vec<u8>>,
}

impl FileSummary {
    /// `ours` are the old files.
    pub(super) fn of(step: &Step, ours: &Tree, diff: bool) -> Self {
        Self {
            path: step.path.to_string(),
            action: action_name(step.action),
            from: step.from.as_ref().map(ToString::to_string),
            note: step.note.clone().or_else(|| is_private(step).then(private)),
            conflicts: step.conflicts.clone(),
            diff: (diff && !is_private(step)).then(|| step_diff(step, ours)),
        }
    }

    /// The private file, which is not in any template.
    pub(super) fn private(action: Action) -> Self {
        Self {
            path: env_file::PRIVATE.to_owned(),
            action: action_name(action),
            from: None,
            note: Some(private()),
            conflicts: Vec::new(),
            diff: None,
        }
    }

    pub(super) fn document(&self) -> Value {
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
pub(super) fn painted(action: &str) -> console::StyledObject<&str> {
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
pub(super) fn action_name(action: Action) -> String {
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
