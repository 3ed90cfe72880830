//! Laws 5 and 6: a change can be reverted byte for byte, and no line of the user is ever lost. In memory, with the
//! functions of the commands; `TIERUP_SEQUENCES=10000` for the long run.

use std::collections::BTreeSet;

use crate::fixtures::edits::{Person, Random, evolve};
use crate::fixtures::memory::{Project, Workshop};
use crate::fixtures::resources::{answers_with, resource_edits};
use crate::support::selections;
use tierup::core::answers::{Answers, EMPTY_TABLE, Value};
use tierup::core::tree::Tree;
use tierup::generate::blueprint::FILE;
use tierup::project::change::edits::AnswerEdits;
use tierup::project::merge::Action;

/// Law 5, from selections with every triple of choices to each that differs in one tier: there and back, byte for byte,
/// including the base.
#[test]
fn a_change_gives_what_new_gives_and_goes_back() {
    let workshop = Workshop::new(|_, _| {});
    let every_triple = selections::triplewise(&workshop.pack);
    let mut pairs = 0;
    for from in &every_triple {
        let made = Project::new(&workshop, from).unwrap();
        for (tier, provider) in other_choices(&workshop, from) {
            let mut to = from.clone();
            to.set(format!("tiers.{tier}"), provider, "a test");
            let Ok(changed) = Project::new(&workshop, &to) else {
                continue;
            };
            pairs += 1;
            let mut project = made.clone();
            let mut typed = Answers::default();
            typed.set(format!("tiers.{tier}"), provider, "typed");
            project.change(&workshop, &typed.clone().into(), 0).unwrap();
            assert_eq!(differing(&project, &changed), [""; 0], "{tier}={provider}");
            let once = project.clone();
            let again = project
                .change(&workshop, &AnswerEdits::default(), 0)
                .unwrap();
            assert!(
                again
                    .steps
                    .iter()
                    .all(|step| step.action == Action::Unchanged)
            );
            assert_eq!(project, once, "update twice");
            typed.set(format!("tiers.{tier}"), from.tier(tier).unwrap(), "typed");
            project.change(&workshop, &typed.clone().into(), 0).unwrap();
            assert_eq!(differing(&project, &made), [""; 0], "{tier} and back");
        }
    }
    println!("{} selections, {pairs} changes", every_triple.len());
    assert!(pairs >= every_triple.len());
}

/// Each provider that was not chosen, with its tier.
fn other_choices<'a>(workshop: &'a Workshop, from: &'a Answers) -> Vec<(&'a str, &'a str)> {
    let tiers = workshop.pack.catalog.tiers.iter();
    let others = tiers.flat_map(|tier| {
        let providers = tier.providers.iter().map(String::as_str);
        let others = providers.filter(|provider| from.tier(&tier.id) != Some(*provider));
        others.map(|provider| (tier.id.as_str(), provider))
    });
    others.collect()
}

/// Law 5 for resources: added one after the other, or all from the beginning; removed, as if they had never been there.
/// Migrations are history, and left out.
#[test]
fn resources_that_are_added_give_what_new_gives_and_go_back() {
    const NOTE: (&str, &[(&str, &str)]) = ("note", &[("title", "string(9)"), ("body", "text?")]);
    const TAG: (&str, &[(&str, &str)]) = ("tag", &[("note", "ref(note)"), ("day", "date? index")]);
    let workshop = Workshop::new(|_, _| {});
    let mut tried = 0;
    for from in selections::triplewise(&workshop.pack).iter().step_by(5) {
        let Ok(made) = Project::new(&workshop, from) else {
            continue;
        };
        tried += 1;
        let mut project = made.clone();
        let mut before = vec![made.clone()];
        let mut all = from.clone();
        for resource in [NOTE, TAG] {
            let fields = answers_with(resource);
            all.override_with(fields.clone());
            project.change(&workshop, &fields.into(), 0).unwrap();
            let new = Project::new(&workshop, &all).unwrap();
            assert_eq!(differing(&project, &new), [""; 0], "{from:?}");
            before.push(project.clone());
        }
        before.pop();
        for (name, fields) in [TAG, NOTE] {
            let mut removed = AnswerEdits::default();
            let keys = fields
                .iter()
                .map(|(field, _)| format!("resources.{name}.{field}"));
            removed.removed = keys.collect();
            project.change(&workshop, &removed, 0).unwrap();
            assert_eq!(
                differing(&project, &before.pop().unwrap()),
                [""; 0],
                "without {name}"
            );
        }
    }
    assert!(tried > 5, "{tried}");
}

fn differing(one: &Project, other: &Project) -> Vec<String> {
    let differ = |one: &Tree, other: &Tree, what: &str| -> Vec<String> {
        let paths: BTreeSet<_> = one.keys().chain(other.keys()).collect();
        paths
            .into_iter()
            .filter(|path| one.get(*path) != other.get(*path))
            .map(|path| format!("{what}: {path}"))
            .collect()
    };
    [
        differ(&one.mine, &other.mine, "mine"),
        differ(&one.base, &other.base, "base"),
    ]
    .concat()
}

/// Law 6, over random sequences of edits and changes.
#[test]
fn no_line_of_the_user_is_ever_lost() {
    let sequences = std::env::var("TIERUP_SEQUENCES")
        .ok()
        .and_then(|n| n.parse().ok());
    let sequences: u64 = sequences.unwrap_or(50);
    let first: u64 = std::env::var("TIERUP_SEED")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    let workshop = Workshop::new(evolve);
    let legal = selections::legal(&workshop.pack);
    let mut told = Told::default();
    for seed in first..first + sequences {
        sequence(&workshop, &legal, seed, &mut told);
    }
    println!("{sequences} sequences: {told:?}");
    assert!(told.changes > sequences && told.lines > sequences);
}

#[derive(Debug, Default)]
struct Told {
    changes: u64,
    refused: u64,
    conflicts: u64,
    edits: u64,
    /// Number of checked lines over all changes.
    lines: u64,
}

fn sequence(workshop: &Workshop, legal: &[Answers], seed: u64, told: &mut Told) {
    let mut random = Random(seed);
    let mut project = Project::new(workshop, &legal[random.below(legal.len())]).unwrap();
    let mut person = Person::default();
    let mut version = 0;
    for _ in 0..random.below(4) + 2 {
        for _ in 0..random.below(6) {
            person.edit(&mut project, &mut random);
            told.edits += 1;
        }
        let mut typed = AnswerEdits::default();
        match random.below(9) {
            // update to newer templates
            0 | 1 => version += 1,
            2 | 3 => typed.answers.set(
                "capacity.web.replicas",
                (random.below(5) + 1).to_string(),
                "typed",
            ),
            4 | 5 => typed = resource_edits(&project, &mut random),
            _ => {
                let to = &legal[random.below(legal.len())];
                for tier in &workshop.pack.catalog.tiers {
                    if random.below(2) == 0 {
                        typed.answers.set(
                            format!("tiers.{}", tier.id),
                            to.tier(&tier.id).unwrap(),
                            "typed",
                        );
                    }
                }
            }
        }
        let before = project.clone();
        let Ok(change) = project.change(workshop, &typed, version) else {
            assert_eq!(project, before, "seed {seed}: refused, and changed");
            told.refused += 1;
            continue;
        };
        told.changes += 1;
        told.conflicts += change
            .steps
            .iter()
            .map(|step| step.conflicts.len() as u64)
            .sum::<u64>();
        told.lines += Person::lines(&before.mine).len() as u64;
        let lost: Vec<_> = Person::lines(&before.mine)
            .difference(&Person::lines(&project.mine))
            .cloned()
            .collect();
        let steps = || {
            let steps = change.steps.iter();
            steps
                .filter(|step| step.action != Action::Unchanged)
                .map(|step| (&step.path, step.action, &step.from, &step.remove))
                .collect::<Vec<_>>()
        };
        assert!(
            lost.is_empty(),
            "seed {seed}: lost {lost:?}\n{:#?}",
            steps()
        );
        for (path, bytes) in person.own_binaries(&before.mine) {
            assert_eq!(
                project.mine.get(path.as_str()).map(|file| &file.bytes[..]),
                Some(&bytes[..]),
                "seed {seed}: {path}\n{:#?}",
                steps()
            );
        }
        for path in person.deleted(&before) {
            if project.base.contains_key(path.as_str()) && before.base.contains_key(path.as_str()) {
                assert!(
                    !project.mine.contains_key(path.as_str()),
                    "seed {seed}: {path} came back"
                );
            }
        }
        assert!(
            answers_agree(&project),
            "seed {seed}: tierup.toml says something else:\n{}",
            String::from_utf8_lossy(&project.mine[FILE].bytes)
        );
        let conflicted = change.steps.iter().any(|step| !step.conflicts.is_empty());
        let once = project.clone();
        project
            .change(workshop, &AnswerEdits::default(), version)
            .unwrap();
        if !conflicted {
            assert_eq!(
                differing(&project, &once),
                [""; 0],
                "seed {seed}: update twice"
            );
        }
        project = once;
        if conflicted && random.below(2) == 0 {
            Person::resolve(&mut project, &change);
        }
    }
}

/// The blueprint on disk has the generated values, whatever the user wrote around them.
fn answers_agree(project: &Project) -> bool {
    let said = |tree: &Tree| {
        let text = String::from_utf8(tree[FILE].bytes.to_vec()).unwrap();
        let mut said: Vec<_> = tierup::core::answers::from_toml(FILE, &text)
            .unwrap_or_else(|error| panic!("{error:?}\n{text}"))
            .0
            .into_iter()
            .filter(|said| said.value != Value::Other(EMPTY_TABLE))
            .map(|said| (said.key, format!("{:?}", said.value)))
            .collect();
        said.sort();
        said
    };
    said(&project.mine) == said(&project.base)
}
