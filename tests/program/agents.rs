//! `AGENTS.md` of generated projects, over a pairwise cover of the selections: it is short, what it names exists, and it
//! states the facts of the README and of `docs/development.md` in the same words.

use std::collections::BTreeSet;
use std::path::Path;

use tierup::audit::open;
use tierup::core::answers;
use tierup::core::tree::Tree;
use tierup::generate::blueprint;
use tierup::generate::pipeline::generate;
use tierup::pack::{Pack, source};

use crate::support::{run, selections};

const FILE: &str = "AGENTS.md";
const MOST_LINES: usize = 80;
const MOST_COLUMNS: usize = 120;
/// Paths that a new project does not contain.
const LATER: [&str; 3] = [".tierup", ".env", "var"];

#[test]
fn it_is_short_and_what_it_names_exists() {
    let mut commands = BTreeSet::new();
    for (choices, tree) in projects() {
        let text = text(&tree, FILE);
        assert!(text.lines().count() <= MOST_LINES, "{choices:?}:\n{text}");
        for line in text.lines() {
            assert!(line.chars().count() <= MOST_COLUMNS, "{choices:?}: {line}");
        }
        let makefile = self::text(&tree, "Makefile");
        let is_target = |word: &str| makefile.contains(&format!("\n{word}:"));
        for command in spans(&text) {
            let mut words = command.split_whitespace();
            match (words.next(), words.next()) {
                (Some("make"), Some(_)) => {
                    let arguments = command.split_whitespace().skip(1);
                    let mut targets = arguments.take_while(|word| !word.contains(['#', '=']));
                    assert!(targets.all(is_target), "{choices:?}: {command}");
                }
                (Some("tierup"), Some(verb)) => {
                    commands.insert(verb.to_owned());
                }
                _ => {}
            }
        }
        for path in paths(&text) {
            assert!(exists(&tree, path), "{choices:?}: {path}");
        }
    }
    assert!(commands.contains("update") && commands.contains("resource"));
    for verb in commands {
        run(Path::new("."), [verb.as_str(), "--help"]).ok();
    }
}

#[test]
fn its_facts_are_those_of_the_other_documents() {
    for (choices, tree) in projects() {
        let text = text(&tree, FILE);
        let others = ["README.md", "docs/development.md"].map(|path| self::text(&tree, path));
        let (_, sections) = text.split_once("\n## ").unwrap();
        let paragraphs = sections.split("\n\n").map(str::trim_end);
        let own: Vec<&str> = paragraphs
            .filter(|paragraph| others.iter().all(|other| !other.contains(paragraph)))
            .collect();
        let expected = [
            "Commands",
            "Run `make test lint` before each commit.",
            "## Layers",
            "## Add a resource",
            "## What not to edit",
        ];
        assert_eq!(own, expected, "{choices:?}");
    }
}

/// Projects that together have every pair of choices, without resources and with one.
fn projects() -> impl Iterator<Item = (Vec<String>, Tree)> {
    let pack = open::builtin().unwrap();
    let cover = selections::pairwise(&pack);
    let plain = cover.iter().map(|choices| (choices.clone(), false));
    let kept = cover.iter().map(|choices| (choices.clone(), true));
    let variants: Vec<_> = plain.chain(kept).collect();
    variants.into_iter().filter_map(move |(choices, kept)| {
        let tree = tree(&pack, &choices, kept)?;
        Some((choices, tree))
    })
}

/// `None` if the selection cannot have resources.
fn tree(pack: &Pack, choices: &[String], kept: bool) -> Option<Tree> {
    let mut answers = answers::from_arguments(choices, &[]).unwrap();
    answers.set("project.name", "shop", "a test");
    if kept {
        answers.set("resources.note.title", "string(120)", "a test");
    }
    let blueprint = match blueprint::decide(pack, &answers) {
        Ok(blueprint) => blueprint,
        Err(_) if kept => return None,
        Err(error) => panic!("{choices:?}: {error:?}"),
    };
    Some(generate(pack, &blueprint, &source::read, 2).unwrap().tree)
}

fn text(tree: &Tree, path: &str) -> String {
    let (_, file) = tree
        .iter()
        .find(|(known, _)| known.as_str() == path)
        .unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8(file.bytes.to_vec()).unwrap()
}

/// Code in a line, and the lines of blocks.
fn spans(text: &str) -> Vec<&str> {
    let mut in_block = false;
    let mut spans = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            spans.push(line);
        } else {
            spans.extend(line.split('`').skip(1).step_by(2));
        }
    }
    spans
}

/// Targets of links, and what the first column of a table names.
fn paths(text: &str) -> Vec<&str> {
    let links = text.split("](").skip(1);
    let links = links.filter_map(|rest| rest.split(')').next());
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows = rows.filter_map(|row| row.split('`').next());
    links.chain(rows).collect()
}

fn exists(tree: &Tree, path: &str) -> bool {
    let beginning = path.split('*').next().unwrap();
    LATER.contains(&path)
        || tree.keys().any(|known| {
            let rest = known.as_str().strip_prefix(beginning);
            rest.is_some_and(|rest| path.contains('*') || rest.is_empty() || rest.starts_with('/'))
        })
}
