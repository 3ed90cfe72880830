//! Decides the step of each path from the versions that exist.

use std::collections::BTreeMap;

use super::file::{self, MergedFile};
use super::moves::Moves;
use super::placement::{self, DisplacedFile};
use super::{Action, MarkerLabels, Step, is_replaced};
use crate::core::tree::{File, RelPath, Tree, same_text};

pub(super) fn steps(trees: [&Tree; 3], labels: &MarkerLabels) -> Vec<Step> {
    let [base, ours, new] = trees;
    let moves = Moves::find(base, ours, new);
    let mut steps = Steps {
        ours,
        labels,
        done: BTreeMap::new(),
        waiting: Vec::new(),
    };
    for (path, base) in base {
        let place = moves.ours.get(path).copied();
        match (ours.get(path), new.get(path), moves.new.get(path)) {
            (_, None, Some(to)) => steps.moved(path, base, (to, &new[*to]), place),
            (Some(ours), Some(new), _) => steps.three(path, base, ours, new),
            (Some(ours), None, None) => steps.dropped(path, base, ours),
            (None, new, _) => steps.gone(path, base, new, place),
        }
    }
    for (path, new) in new {
        if !base.contains_key(path) && !moves.from.contains_key(path) {
            steps.added(path, new);
        }
    }
    placement::place_displaced(steps.done, steps.waiting, trees)
}

struct Steps<'a> {
    ours: &'a Tree,
    labels: &'a MarkerLabels,
    done: BTreeMap<RelPath, Step>,
    waiting: Vec<DisplacedFile>,
}

impl Steps<'_> {
    /// In both trees and in the project.
    fn three(&mut self, path: &RelPath, base: &File, ours: &File, new: &File) {
        if base == new {
            self.push(Step::new(path.clone(), Action::Unchanged));
            return;
        }
        let merged = file::merge(path, [base, ours, new], self.labels);
        let action = action(&merged, base, ours);
        let step = Step::new(path.clone(), action);
        self.result(step, merged, Some(base));
    }

    /// New in the template.
    fn added(&mut self, path: &RelPath, new: &File) {
        let Some(ours) = self.ours.get(path) else {
            self.push(Step::new(path.clone(), Action::Created).writing(new.clone()));
            return;
        };
        let merged = file::merge_untracked(ours, new, self.labels);
        self.result(Step::new(path.clone(), Action::Unchanged), merged, None);
    }

    /// No longer in the template.
    fn dropped(&mut self, path: &RelPath, base: &File, ours: &File) {
        let mut step = Step::new(path.clone(), Action::Deleted);
        if same_text(&ours.bytes, &base.bytes) {
            step.remove.push(path.clone());
        } else {
            step.action = Action::Kept;
            step.note = Some("you edited it: it is kept, but no longer generated".to_owned());
        }
        self.push(step);
    }

    /// No longer at the template's path: the user deleted or moved it.
    fn gone(&mut self, path: &RelPath, base: &File, new: Option<&File>, place: Option<&RelPath>) {
        match (new, place) {
            (Some(new), _) if new == base => {
                self.push(Step::new(path.clone(), Action::Unchanged));
            }
            (None, None) => self.push(Step::new(path.clone(), Action::Unchanged)),
            (Some(_), None) => {
                let note =
                    "you deleted it: it stays deleted, and the template's changes are ignored";
                self.push(Step::new(path.clone(), Action::Kept).noting(note));
            }
            (None, Some(place)) => {
                let mut step = Step::new(place.clone(), Action::Kept)
                    .noting("you moved it here: it is kept, but no longer generated");
                step.from = Some(path.clone());
                self.push(step);
            }
            (Some(new), Some(place)) => self.followed(place, path, base, new),
        }
    }

    /// Moved in the template.
    fn moved(
        &mut self,
        path: &RelPath,
        base: &File,
        (to, new): (&RelPath, &File),
        place: Option<&RelPath>,
    ) {
        if self
            .ours
            .get(path)
            .is_some_and(|ours| is_replaced(base, ours))
        {
            let note = format!("it is entirely yours and is kept; the template's is now `{to}`");
            self.push(Step::new(path.clone(), Action::Kept).noting(note));
            self.added(to, new);
        } else if let Some(ours) = self.ours.get(path) {
            let merged = file::merge(path, [base, ours, new], self.labels);
            let edited = !same_text(&ours.bytes, &base.bytes);
            let mut step = Step::new(to.clone(), Action::Moved);
            step.write = Some(merged.file.clone());
            step.note =
                edited.then(|| "the template moved it here: your edits are merged".to_owned());
            step.from = Some(path.clone());
            step.remove.push(path.clone());
            self.result(step, merged, Some(base));
        } else if let Some(ours) = self.ours.get(to) {
            self.three(to, base, ours, new);
        } else if let Some(place) = place {
            self.followed(place, to, base, new);
        } else {
            let note =
                format!("you deleted `{path}`, which the template moved here: it stays deleted");
            self.push(Step::new(to.clone(), Action::Kept).noting(note));
        }
    }

    /// Moved in the project: the template's changes are merged there.
    fn followed(&mut self, place: &RelPath, from: &RelPath, base: &File, new: &File) {
        let Some(ours) = self.ours.get(place) else {
            return;
        };
        let merged = file::merge(from, [base, ours, new], self.labels);
        let action = action(&merged, base, ours);
        let mut step = Step::new(place.clone(), action);
        if action != Action::Unchanged {
            step.note = Some("you moved it here: the template's changes are merged".to_owned());
        }
        step.from = Some(from.clone());
        self.result(step, merged, Some(base));
    }

    fn result(&mut self, mut step: Step, merged: MergedFile, was: Option<&File>) {
        let there = self.ours.get(&step.path);
        step.write = Some(merged.file).filter(|file| there != Some(file));
        step.conflicts = merged.conflicts;
        if !step.conflicts.is_empty() {
            step.action = Action::Conflict;
        }
        self.waiting.extend(merged.beside.map(|file| DisplacedFile {
            of: step.path.clone(),
            file,
            was: was.cloned(),
        }));
        self.push(step);
    }

    fn push(&mut self, step: Step) {
        self.done.insert(step.path.clone(), step);
    }
}

/// The action for the result of a merge.
fn action(merged: &MergedFile, base: &File, ours: &File) -> Action {
    if merged.file == *ours {
        Action::Unchanged
    } else if ours.mode == base.mode && same_text(&ours.bytes, &base.bytes) {
        Action::Updated
    } else {
        Action::Merged
    }
}
