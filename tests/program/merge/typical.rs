//! Typical additions of users to a project, and real changes of it: the cases are in `typical.toml`.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::fixtures::memory::{Project, Workshop, with_bytes};
use tierup::core::answers::Answers;
use tierup::project::merge::unresolved;

#[derive(Deserialize)]
struct Typical {
    edit: Vec<Edit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    about: String,
    file: String,
    #[serde(default)]
    replace: Vec<String>,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
    add: String,
    changes: Vec<String>,
    #[serde(default)]
    conflicts: Vec<String>,
}

#[test]
fn few_typical_edits_are_in_conflict() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/merge/typical.toml");
    let typical: Typical = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let workshop = Workshop::new(|_, _| {});
    let (mut cases, mut conflicts, mut wrong) = (0, 0, Vec::new());
    for edit in &typical.edit {
        for change in &edit.changes {
            cases += 1;
            let case = format!("{}, {change}", edit.about);
            let text = after(&workshop, edit, change);
            let conflict = !unresolved(text.as_bytes()).is_empty();
            conflicts += usize::from(conflict);
            if conflict != edit.conflicts.contains(change) {
                wrong.push(format!("{case}: {}", conflicting(&text)));
            }
            if !text.contains(edit.add.trim_end()) {
                wrong.push(format!("{case}: what was added is not there in one piece"));
            }
            if let Some(lost) = edit.words().find(|word| !text.contains(word)) {
                wrong.push(format!("{case}: `{lost}` is not there"));
            }
        }
    }
    println!("{conflicts} of {cases} typical edits are in conflict");
    assert!(
        wrong.is_empty(),
        "{conflicts} of {cases}\n{}",
        wrong.join("\n")
    );
    assert!(cases >= 54 && conflicts < 5);
}

/// The edited file after a change.
fn after(workshop: &Workshop, edit: &Edit, change: &str) -> String {
    let (from, to) = change.split_once("->").unwrap_or(("", change));
    let mut answers = Answers::default();
    answers.set("project.name", "shop", "a test");
    let classic = &workshop.pack.catalog.preset("classic").unwrap();
    for (tier, provider) in &classic.tiers {
        answers.set(format!("tiers.{tier}"), provider.as_str(), "a test");
    }
    say(&mut answers, from);
    let mut project = Project::new(workshop, &answers).unwrap();
    let file = project.mine[edit.file.as_str()].clone();
    let bytes = edit
        .apply(str::from_utf8(&file.bytes).unwrap())
        .into_bytes();
    *project.mine.get_mut(edit.file.as_str()).unwrap() = with_bytes(&file, bytes);
    let mut typed = Answers::default();
    say(&mut typed, to);
    project.change(workshop, &typed.into(), 0).unwrap();
    String::from_utf8(project.mine[edit.file.as_str()].bytes.to_vec()).unwrap()
}

fn say(answers: &mut Answers, choices: &str) {
    for choice in choices.split_whitespace() {
        let (tier, provider) = choice.split_once('=').unwrap();
        answers.set(format!("tiers.{tier}"), provider, "typed");
    }
}

impl Edit {
    /// The words that the edit puts into a line.
    fn words(&self) -> impl Iterator<Item = &str> {
        let [old, new] = &self.replace[..] else {
            return Vec::new().into_iter();
        };
        let words = new.split([' ', ',', '\n']);
        let added = words.filter(|word| !old.contains(*word));
        added.collect::<Vec<_>>().into_iter()
    }

    fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        if let [old, new] = &self.replace[..] {
            assert!(text.contains(old.as_str()), "{}: {old}", self.about);
            text = text.replacen(old.as_str(), new, 1);
        }
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut at = 0;
        for prefix in self.after.iter().chain(&self.before) {
            let found = lines[at..]
                .iter()
                .position(|line| line.starts_with(prefix.as_str()));
            at +=
                found.unwrap_or_else(|| panic!("{}: no line begins with {prefix}", self.about)) + 1;
        }
        at -= usize::from(!self.before.is_empty());
        if self.after.is_empty() && self.before.is_empty() {
            at = lines.len();
        }
        lines.insert(at, &self.add);
        lines.concat()
    }
}

/// Only the conflicts of a text.
fn conflicting(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        let shown = inside || line.starts_with("<<<<<<<");
        inside = shown && !line.starts_with(">>>>>>>");
        shown
    });
    lines.flat_map(|line| ["\n    ", line]).collect()
}
