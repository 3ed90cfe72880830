//! What the page shows, as JSON documents: the pack, a choice with its consequences, files, differences.

use serde_json::{Value, json};
use tierup::core::answers::{Answers, CAPACITY};
use tierup::core::error::{Error, Result};
use tierup::core::tree::{File, Mode, Tree};
use tierup::generate::assembly;
use tierup::generate::blueprint;
use tierup::generate::selection::{self, Clash, Selection};
use tierup::generate::size::{self, Sheet};
use tierup::generate::{architecture, capacity, diagram, new_command};
use tierup::pack::{Pack, builtin, document};
use tierup::project::env_file;
use tierup::project::patch::patch;

use crate::choice::{Choice, selection_of};

/// The width of the budget in columns.
const COLUMNS: usize = 96;
/// What stands before the words of the command.
const RUNNER: &str = "uvx tierup";

/// The pack, with the inputs of its capacity model.
pub(crate) fn about(pack: &Pack) -> Value {
    let mut about = document::document(pack);
    let inputs = pack.formulas.inputs.values().map(|input| {
        json!({
            "key": format!("{CAPACITY}{}", input.key),
            "about": input.about,
            "requirement": input.requirement(),
            "min": input.min,
            "max": input.max,
            "whole": input.whole,
        })
    });
    about["inputs"] = inputs.collect();
    about
}

/// A choice: its problems, what it rules out, and without problems also the decisions that follow from it.
pub(crate) fn choice(pack: &Pack, choice: &Choice) -> Value {
    let (answers, problems) = match choice.answers(pack) {
        Ok(answers) => (answers, Vec::new()),
        Err(error) => (choice.readable_answers(pack), error.problems),
    };
    let selection = selection_of(pack, &answers);
    let mut document = json!({
        "problems": problems,
        "selection": selection,
        "ruled_out": ruled_out(pack, &selection),
        "questions": questions(pack, &selection),
        "numbers": numbers(pack, &selection, &answers),
    });
    if !problems.is_empty() {
        return document;
    }
    document["command"] = json!(command(pack, choice, &answers));
    match consequences(pack, &answers) {
        Ok(more) => {
            for (key, value) in more {
                document[key] = value;
            }
        }
        Err(error) => document["problems"] = json!(error.problems),
    }
    document
}

fn consequences(pack: &Pack, answers: &Answers) -> Result<[(&'static str, Value); 4]> {
    let blueprint = &blueprint::decide(pack, answers)?;
    let active = blueprint.active(pack);
    let assembly = assembly::assemble(pack, blueprint, &active, &builtin::read)?;
    let sheet = Sheet::of(blueprint, &assembly.services);
    let graph = architecture::graph(blueprint, &assembly);
    Ok([
        ("package", json!(blueprint.package)),
        ("blueprint", json!(blueprint::to_toml(pack, blueprint))),
        ("diagram", json!(diagram::svg(&graph))),
        (
            "budget",
            json!({
                "text": size::text(&sheet, COLUMNS),
                "sheet": sheet,
                "inequalities": capacity::inequalities(&blueprint.solution),
            }),
        ),
    ])
}

/// By tier and provider: why it cannot be chosen with the other tiers.
fn ruled_out(pack: &Pack, selection: &Selection) -> Value {
    let mut tiers = serde_json::Map::new();
    for tier in &pack.catalog.tiers {
        let mut rest = selection.clone();
        rest.shift_remove(&tier.id);
        let reasons: serde_json::Map<String, Value> = tier
            .providers
            .iter()
            .filter_map(|provider| {
                let clash = selection::ruled_out(pack, &rest, &tier.id, provider)?;
                Some((provider.clone(), reason(&clash, &tier.id)))
            })
            .collect();
        tiers.insert(tier.id.clone(), reasons.into());
    }
    tiers.into()
}

fn reason(clash: &Clash, tier: &str) -> Value {
    let (other, provider) = if clash.tier == tier {
        (&clash.other_tier, &clash.other_provider)
    } else {
        (&clash.tier, &clash.provider)
    };
    json!({"tier": other, "provider": provider, "reason": clash.reason})
}

/// The ids of the questions that the selection asks.
fn questions(pack: &Pack, selection: &Selection) -> Value {
    let questions = pack.catalog.questions.iter();
    let asked = questions
        .filter(|question| question.asked && selection::is_asked(pack, selection, question));
    asked.map(|question| json!(question.id)).collect()
}

/// The inputs that the selection uses, with the value that counts and the default.
fn numbers(pack: &Pack, selection: &Selection, answers: &Answers) -> Value {
    let defaults = blueprint::defaults(pack, selection);
    let used = pack.formulas.inputs.values().filter_map(|input| {
        let default = input.show(*defaults.0.get(&input.key)?);
        let key = format!("{CAPACITY}{}", input.key);
        let value = answers.text(&key).unwrap_or(&default).to_owned();
        Some(json!({"key": key, "value": value, "default": default}))
    });
    used.collect()
}

/// The command that writes this project.
fn command(pack: &Pack, choice: &Choice, answers: &Answers) -> String {
    let mut stated = answers.clone();
    stated.remove("project.name");
    let own = Some(pack.source.as_str()).filter(|source| *source != builtin::NAME);
    let words = new_command::words(&choice.name, pack, own, &stated);
    format!("{RUNNER} {} -y", words.join(" "))
}

/// The files of a project, without their text.
pub(crate) fn files(tree: &Tree) -> Value {
    let files = tree.iter().map(|(path, file)| {
        json!({
            "path": path.as_str(),
            "bytes": file.bytes.len(),
            "lines": String::from_utf8_lossy(&file.bytes).lines().count(),
            "mode": mode(file),
        })
    });
    files.collect()
}

pub(crate) fn mode(file: &File) -> &'static str {
    match file.mode {
        Mode::Plain => "plain",
        Mode::Executable => "executable",
        Mode::Private => "private",
    }
}

/// The files that differ, with the numbers of added and removed lines; without the secrets.
pub(crate) fn difference(old: &Tree, new: &Tree) -> Value {
    let mut paths: Vec<_> = old.keys().chain(new.keys()).collect();
    paths.sort();
    paths.dedup();
    let differing = paths
        .into_iter()
        .filter(|path| path.as_str() != env_file::PRIVATE);
    let files = differing.filter_map(|path| {
        let (before, after) = (old.get(path), new.get(path));
        let text = patch(
            before.map(|file| (path, file)),
            after.map(|file| (path, file)),
        );
        if text.is_empty() {
            return None;
        }
        let (added, removed) = lines(&text);
        let action = match (before, after) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        };
        Some(json!({"path": path.as_str(), "action": action, "added": added, "removed": removed}))
    });
    files.collect()
}

/// The numbers of added and removed lines in a patch.
fn lines(patch: &[u8]) -> (usize, usize) {
    let mut hunks = patch
        .split(|byte| *byte == b'\n')
        .skip_while(|line| !line.starts_with(b"@@"));
    let mut count = (0, 0);
    for line in hunks.by_ref() {
        count.0 += usize::from(line.starts_with(b"+"));
        count.1 += usize::from(line.starts_with(b"-"));
    }
    count
}

/// The problems of an error.
pub(crate) fn problems(error: &Error) -> Value {
    json!({"problems": error.problems})
}
