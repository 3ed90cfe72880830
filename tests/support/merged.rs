//! What a merge makes of a project, without a disk.
#![allow(dead_code, reason = "each test uses a part")]

use std::collections::BTreeSet;

use tierup::core::tree::{RelPath, Tree};
use tierup::project::merge::{Action, Labels, Step, merge};

pub fn labels() -> Labels {
    Labels {
        mine: "yours".to_owned(),
        base: "before".to_owned(),
        new: "template".to_owned(),
    }
}

/// The project after all steps, having looked at what must hold for any steps.
pub fn apply(mine: &Tree, steps: &[Step]) -> Tree {
    let mut tree = mine.clone();
    for path in steps.iter().flat_map(|step| &step.remove) {
        assert!(
            tree.remove(path).is_some(),
            "{path} is removed, and is not there"
        );
    }
    for step in steps {
        if let Some(file) = &step.write {
            assert_ne!(tree.get(&step.path), Some(file), "{} is there", step.path);
            tree.insert(step.path.clone(), file.clone());
        }
    }
    let paths: Vec<&RelPath> = steps.iter().map(|step| &step.path).collect();
    assert!(paths.is_sorted() && paths.windows(2).all(|pair| pair[0] != pair[1]));
    for path in tree.keys() {
        let mut folders = path
            .as_str()
            .match_indices('/')
            .map(|(at, _)| &path.as_str()[..at]);
        assert!(
            folders.all(|folder| !tree.contains_key(folder)),
            "{path} is below a file"
        );
    }
    for step in steps {
        let idle = step.write.is_none() && step.remove.is_empty() && step.conflicts.is_empty();
        match step.action {
            Action::Unchanged => assert!(idle && step.note.is_none(), "{step:#?}"),
            Action::Kept => assert!(idle && step.note.is_some(), "{step:#?}"),
            Action::Conflict => assert!(!step.conflicts.is_empty(), "{step:#?}"),
            _ => assert!(!idle && step.conflicts.is_empty(), "{step:#?}"),
        }
    }
    tree
}

/// Merges, applies, and merges again, which must change nothing any more.
pub fn merged(base: &Tree, mine: &Tree, new: &Tree) -> (Tree, Vec<Step>) {
    let steps = merge(base, mine, new, &labels());
    let tree = apply(mine, &steps);
    let told: BTreeSet<&RelPath> = steps
        .iter()
        .flat_map(|step| step.remove.iter().chain([&step.path]).chain(&step.from))
        .collect();
    for path in base.keys().chain(new.keys()) {
        let nowhere = !new.contains_key(path) && !mine.contains_key(path);
        assert!(told.contains(path) || nowhere, "nothing is said of {path}");
    }
    for (path, file) in mine {
        if !told.contains(path) {
            assert_eq!(tree.get(path), Some(file), "{path} is a person's own");
        }
    }
    let again = merge(new, &tree, new, &labels());
    assert!(
        again.iter().all(|step| step.action == Action::Unchanged),
        "{again:#?}"
    );
    assert_eq!(apply(&tree, &again), tree);
    (tree, steps)
}
