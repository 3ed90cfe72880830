//! A change as values: from base, disk and new tree to the step of every file, and the consequences. `add`, `remove`,
//! `set` and `update` are this function with different answers; `new` is the change from an empty base.

pub mod answers;
mod blueprint_text;
pub mod consequences;
pub mod edits;
mod into_folder;
pub mod migrations;
mod numbers;
mod resource_lines;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::core::tree::{File, RelPath, Tree};
use crate::generate::migrations::compare::FieldRename;
use crate::project::base;
use crate::project::merge::{Action, MarkerLabels, RenamedFolder, Step, is_replaced, with_folders};
pub use into_folder::{joined_lines, steps_into_folder};

/// The labels of conflict markers.
#[must_use]
pub fn conflict_labels() -> MarkerLabels {
    MarkerLabels {
        ours: "yours".to_owned(),
        base: "as last generated".to_owned(),
        new: "from the templates".to_owned(),
    }
}

/// The inputs of a change.
#[derive(Debug, Clone, Copy)]
pub struct ChangeTrees<'a> {
    /// The tree as last generated.
    pub base: &'a Tree,
    /// The files on disk.
    pub ours: &'a Tree,
    /// The newly generated tree.
    pub new: &'a Tree,
    /// Paths where no file can be read or written, with the reason.
    pub blocked: &'a BTreeMap<RelPath, String>,
    /// The path of the blueprint.
    pub blueprint: &'a str,
    /// Fields of resources that get another name in the blueprint.
    pub renames: &'a [FieldRename],
}

/// The result of a change.
#[derive(Debug)]
pub struct Change {
    pub steps: Vec<Step>,
    /// The base of the next change.
    pub base: Tree,
    pub notes: Vec<String>,
    /// Folders that the user renamed.
    pub folders: Vec<RenamedFolder>,
}

/// Notes about folders that the user renamed and that a change wrote to. `package` is the name in the answers.
#[must_use]
pub fn renamed(change: &Change, package: &str) -> Vec<String> {
    let wrote = |folder: &RenamedFolder| {
        let inside = format!("{}/", folder.to);
        let mut steps = change.steps.iter();
        steps.any(|step| step.write.is_some() && step.path.as_str().starts_with(&inside))
    };
    let touched = change.folders.iter().filter(|folder| wrote(folder));
    touched
        .map(|folder| {
            let is = format!("you renamed `{}` to `{}`: its files are updated there", folder.from, folder.to);
            match renamed_package(folder, package) {
                Some(name) => format!(
                    "{is}; new ones still import `{package}`: `tierup set project.package={name}` makes `{name}` the name of the package"
                ),
                None => is,
            }
        })
        .collect()
}

/// The new name of the package, if its folder was renamed and the answers have the old name.
#[must_use]
pub fn renamed_package<'a>(folder: &'a RenamedFolder, package: &str) -> Option<&'a str> {
    let (old, new) = folder.names()?;
    (old == package).then_some(new)
}

/// Merges. Blocked paths are not changed.
#[must_use]
pub fn change(trees: ChangeTrees<'_>) -> Change {
    let mut base = Cow::Borrowed(trees.base);
    let mut ours = Cow::Borrowed(trees.ours);
    let mut new = Cow::Borrowed(trees.new);
    let mut next_base = trees.new.clone();
    let mut notes = Vec::new();
    for (path, reason) in trees.blocked {
        let differs = base.get(path) != new.get(path);
        let known = base.to_mut().remove(path);
        let wanted = new.to_mut().remove(path);
        next_base.remove(path);
        if differs && (known.is_some() || wanted.is_some()) {
            notes.push(format!("`{path}` is not changed: {reason}"));
        }
        next_base.extend(known.map(|known| (path.clone(), known)));
    }
    for (path, wanted) in trees.new {
        let (Some(known), Some(there)) = (base.get(path), ours.get(path)) else {
            continue;
        };
        if known != wanted && is_replaced(known, there) && path.as_str() != trees.blueprint {
            base.to_mut().remove(path);
            new.to_mut().remove(path);
            notes.push(format!(
                "`{path}` is entirely yours and is kept; the generated file is `{}`",
                base::base_path(path)
            ));
        }
    }
    let decision = BlueprintMerge::prepare(&mut base, &mut ours, &new, &trees, &mut notes);
    let (mut steps, folders) = with_folders(&base, &ours, &new, &conflict_labels());
    if let Some(decision) = decision {
        decision.settle(&mut steps, trees.ours);
    }
    Change {
        steps,
        base: next_base,
        notes,
        folders,
    }
}

/// The merge of the blueprint's file.
struct BlueprintMerge {
    path: RelPath,
    /// The user's text with the new values.
    ours: String,
    new: String,
}

impl BlueprintMerge {
    /// Sets the new values in both sides, so that only comments, order and whole keys are merged.
    fn prepare(
        base: &mut Cow<'_, Tree>,
        ours: &mut Cow<'_, Tree>,
        new: &Tree,
        trees: &ChangeTrees<'_>,
        notes: &mut Vec<String>,
    ) -> Option<Self> {
        let ChangeTrees {
            blueprint: path,
            renames,
            ..
        } = *trees;
        let text = |tree: &Tree| {
            let (path, file) = tree.get_key_value(path)?;
            Some((
                path.clone(),
                String::from_utf8(file.bytes.to_vec()).ok()?,
                file.mode,
            ))
        };
        let (_, new, _) = text(new)?;
        let (path, my_text, mode) = text(ours)?;
        let file = |text: &str, mode| File {
            bytes: Cow::Owned(text.as_bytes().to_vec()),
            mode,
        };
        let old = text(base).map(|(_, old, mode)| (old, mode));
        let last = old.as_ref().map_or("", |(old, _)| old);
        let brought = |text: &str| {
            let resources = resource_lines::with_resources(text, (last, &new), renames);
            let numbers =
                numbers::with_numbers(&resources, (last, &new), blueprint_text::key_spans);
            blueprint_text::with_values(&numbers, &new)
        };
        notes.extend(
            numbers::ignored_edits(&my_text, last, blueprint_text::key_spans)
                .map(|note| format!("{path}: {note}")),
        );
        let my_text = brought(&my_text);
        ours.to_mut().insert(path.clone(), file(&my_text, mode));
        if let Some((old, mode)) = &old {
            base.to_mut()
                .insert(path.clone(), file(&brought(old), *mode));
        }
        Some(Self {
            path,
            ours: my_text,
            new,
        })
    }

    /// Ensures that the result is valid and has the new values.
    fn settle(self, steps: &mut [Step], ours: &Tree) {
        let Some(step) = steps.iter_mut().find(|step| step.path == self.path) else {
            return;
        };
        let merged = step
            .write
            .as_ref()
            .map(|file| String::from_utf8_lossy(&file.bytes));
        let merged = merged.map_or_else(|| self.ours.clone(), Cow::into_owned);
        let text = if step.conflicts.is_empty() && blueprint_text::same_values(&merged, &self.new) {
            merged
        } else {
            blueprint_text::with_values_forced(&self.ours, &self.new)
        };
        step.conflicts.clear();
        step.note = None;
        let before = ours.get(&self.path);
        let mode = step.write.as_ref().or(before).map(|file| file.mode);
        if before.is_some_and(|before| before.bytes == text.as_bytes()) {
            step.write = None;
            step.action = Action::Unchanged;
        } else if let Some(mode) = mode {
            step.action = match step.action {
                Action::Updated => Action::Updated,
                _ => Action::Merged,
            };
            step.write = Some(File {
                bytes: Cow::Owned(text.into_bytes()),
                mode,
            });
        }
    }
}
