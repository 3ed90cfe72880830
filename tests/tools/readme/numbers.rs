//! The document on the capacity model contains every input, number and rule of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::documents::read;
use super::lists::missing;
use crate::support::{project, run, scratch};

/// Every input with its default and range, every number and every rule.
pub(crate) fn listed() -> Result<(), String> {
    const FILE: &str = "docs/capacity.md";
    let document = read(FILE)?;
    let folder = scratch();
    let schema = run(folder.path(), ["schema"]).ok().json();
    let mut inputs = Vec::new();
    rows("", &schema["properties"]["capacity"], &mut inputs);
    missing(FILE, &document, inputs)?;
    let most = ["deploy=kubernetes", "observe=prometheus"];
    let pooled = [&most[..], &["--set", "answers.pooler=yes"]].concat();
    let stacks = [
        ("most", &most[..]),
        ("pooled", &pooled),
        ("least", &["queue=none", "lb=none"]),
    ];
    for (name, choices) in stacks {
        let shop = project(folder.path(), name, choices);
        let solved = run(&shop, ["size", "--json"]).ok().json();
        let mut numbers = Vec::new();
        named("", &solved["capacity"], &mut numbers);
        missing(FILE, &document, numbers)?;
    }
    rules(
        &document,
        &["most", "pooled"].map(|name| folder.path().join(name)),
    )
}

/// Every rule of stacks that together have all numbers, and no other: of two forms of one, that with more terms.
fn rules(document: &str, shops: &[PathBuf]) -> Result<(), String> {
    let mut there: BTreeMap<String, String> = BTreeMap::new();
    for (name, text) in shops.iter().flat_map(|shop| rules_of(shop)) {
        let known = there.entry(name).or_default();
        if text.len() > known.len() {
            *known = text;
        }
    }
    let there: BTreeSet<String> = there.into_values().collect();
    let (_, section) = document.split_once("\n## Rules\n").unwrap_or_default();
    let block = section.split("```").nth(1).unwrap_or_default();
    let block = block
        .trim_start_matches("text")
        .replace("\n  ", " ")
        .replace('?', "");
    let listed: BTreeSet<String> = block
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.replace(" * ", " x ").replace("said.", "capacity."))
        .collect();
    missing(
        "README.md",
        &read("README.md")?,
        [format!("keeps its {} rules", listed.len())],
    )?;
    let differ: Vec<_> = there.symmetric_difference(&listed).collect();
    differ
        .is_empty()
        .then_some(())
        .ok_or_else(|| format!("the rules differ in {differ:#?}"))
}

/// The name of each rule, and its text.
fn rules_of(shop: &Path) -> Vec<(String, String)> {
    let host = [
        "--set",
        "capacity.host.memory_mb=100000",
        "--set",
        "capacity.host.cpus=64",
    ];
    let solved = run(shop, ["size", "--json"].iter().chain(&host))
        .ok()
        .json();
    let solved = solved["inequalities"].as_array().into_iter().flatten();
    let named = solved.map(|rule| {
        let text = rule["text"].as_str().unwrap_or_default();
        (rule["name"].to_string(), without_values(text))
    });
    named.collect()
}

/// `2 web.replicas x 8 = 16 <= 20 db.rest` without the values: `web.replicas x 8 <= db.rest`.
fn without_values(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_name = |word: &str| word != "x" && word.starts_with(char::is_alphabetic);
    let mut kept = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let is_value = is_number(word) && words.get(at + 1).is_some_and(|next| is_name(next));
        let is_sum = *word == "=" || at > 0 && words[at - 1] == "=";
        if !is_value && !is_sum {
            kept.push(*word);
        }
    }
    kept.join(" ")
}

/// A row for each input: key, default and range.
fn rows(path: &str, schema: &Value, rows: &mut Vec<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        for (key, inner) in properties {
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            self::rows(&path, inner, rows);
        }
    } else {
        let number = |key: &str| schema[key].as_f64().unwrap_or(f64::NAN);
        let (default, least, most) = (number("default"), number("minimum"), number("maximum"));
        rows.push(format!("| `{path}` | {default} | {least} to {most} |"));
    }
}

/// The solved numbers by their dotted names, as the document writes them.
fn named(path: &str, value: &Value, names: &mut Vec<String>) {
    match value.as_object() {
        Some(members) => {
            for (key, inner) in members {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                named(&path, inner, names);
            }
        }
        None => names.push(format!("`{path}`")),
    }
}
