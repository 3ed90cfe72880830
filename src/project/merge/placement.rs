//! Finds a path for each file: not that of a user's file, and not that of a folder.

use std::collections::{BTreeMap, HashSet};
use std::ops::Bound;

use super::{Action, BESIDE, Conflict, ConflictKind, Step};
use crate::core::tree::{File, RelPath, Tree, same_text};

/// A file of the template that cannot be written at its own path.
#[derive(Debug)]
pub(super) struct DisplacedFile {
    pub(super) of: RelPath,
    pub(super) file: File,
    /// The base's version of it.
    pub(super) was: Option<File>,
}

/// Whether a path is blocked by a folder, or by a file in place of one of its folders.
pub(super) fn blocked(path: &RelPath, tree: &Tree, removed: &HashSet<RelPath>) -> bool {
    blocking_file(path, tree, removed).is_some() || is_folder(path, tree, removed)
}

fn blocking_file<'a>(
    path: &'a RelPath,
    tree: &Tree,
    removed: &HashSet<RelPath>,
) -> Option<&'a str> {
    let slashes = path.as_str().match_indices('/');
    slashes
        .map(|(at, _)| &path.as_str()[..at])
        .find(|folder| tree.contains_key(*folder) && !removed.contains(*folder))
}

fn is_folder(path: &RelPath, tree: &Tree, removed: &HashSet<RelPath>) -> bool {
    let folder = format!("{path}/");
    tree.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded))
        .map(|(path, _)| path)
        .take_while(|path| path.as_str().starts_with(&folder))
        .any(|path| !removed.contains(path))
}

/// Assigns other paths to displaced files, and notes it in the step of their own path.
pub(super) fn place_displaced(
    mut steps: BTreeMap<RelPath, Step>,
    mut waiting: Vec<DisplacedFile>,
    trees: [&Tree; 3],
) -> Vec<Step> {
    let [_, ours, _] = trees;
    let removed: HashSet<RelPath> = steps
        .values()
        .flat_map(|step| step.remove.clone())
        .collect();
    for step in steps.values_mut() {
        if step.write.is_some()
            && !ours.contains_key(&step.path)
            && blocked(&step.path, ours, &removed)
        {
            waiting.extend(step.write.take().map(|file| DisplacedFile {
                of: step.path.clone(),
                file,
                was: None,
            }));
            step.action = Action::Conflict;
            step.conflicts = vec![Conflict {
                line: 0,
                what: ConflictKind::InTheWay,
            }];
        }
    }
    for beside in waiting {
        let place = free(&beside, &steps, trees, &removed);
        if let Some(step) = steps.get_mut(&beside.of) {
            let why = match step.conflicts.first().map(|conflict| conflict.what) {
                Some(ConflictKind::Binary) => "both versions changed, and the file is not text",
                _ if ours.contains_key(&beside.of) => "you have a file of your own here",
                _ => "the path is used by something of yours",
            };
            step.note = Some(format!("{why}: yours is kept, the template's is `{place}`"));
        }
        let there = ours.get(&place);
        if there.is_none_or(|there| !same_text(&there.bytes, &beside.file.bytes)) {
            let action = there.map_or(Action::Created, |_| Action::Updated);
            let step = Step::new(place.clone(), action)
                .writing(beside.file)
                .noting(format!("what the template has for `{}`", beside.of));
            steps.insert(place, step);
        }
    }
    steps.into_values().collect()
}

/// The first unused name next to a file, or one where only the base's version exists.
fn free(
    beside: &DisplacedFile,
    steps: &BTreeMap<RelPath, Step>,
    [base, ours, new]: [&Tree; 3],
    removed: &HashSet<RelPath>,
) -> RelPath {
    let path = beside.of.as_str();
    let (taken, rest) =
        path.split_at(blocking_file(&beside.of, ours, removed).map_or(path.len(), str::len));
    let replaceable = |place: &RelPath| {
        ours.get(place).is_none_or(|there| {
            same_text(&there.bytes, &beside.file.bytes)
                || beside
                    .was
                    .as_ref()
                    .is_some_and(|was| same_text(&was.bytes, &there.bytes))
        })
    };
    let is_free = |place: &RelPath| {
        !steps.contains_key(place)
            && !base.contains_key(place)
            && !new.contains_key(place)
            && !blocked(place, ours, removed)
            && replaceable(place)
    };
    let mut number = 1;
    loop {
        let suffix = if number == 1 {
            BESIDE.to_owned()
        } else {
            format!("{BESIDE}-{number}")
        };
        // if a name is too long, only the number is used
        let names = [
            format!("{taken}{suffix}{rest}"),
            format!("{number}{suffix}"),
        ];
        let mut places = names.into_iter().filter_map(|name| RelPath::new(name).ok());
        if let Some(place) = places.next().filter(is_free) {
            return place;
        }
        number += 1;
    }
}
