//! The lists in documents are complete: commands, keys, tests and cases.

use std::collections::BTreeSet;
use std::fs;

use super::documents::read;
use super::shell::root;
use crate::SUITES;
use crate::support::{run, scratch};
use tierup::audit::open;

/// Options that every command has.
const EVERYWHERE: [&str; 4] = ["--json", "--quiet", "--yes", "--help"];

/// The README has the correct number of cases.
pub(crate) fn cases() -> Result<(), String> {
    let count = |folder: &str| {
        let entries = fs::read_dir(root().join("tests").join(folder)).into_iter();
        entries
            .flatten()
            .flatten()
            .filter(|entry| entry.path().is_dir())
            .count()
    };
    let packs = ["packs/hostile", "packs/broken", "extending"]
        .map(count)
        .iter()
        .sum::<usize>();
    let readme = read("README.md")?.replace('\n', " ");
    missing(
        "README.md",
        &readme,
        [
            format!("- {} cases of templates and edits", count("merge")),
            format!(
                "- {} wrong inputs and {packs} wrong or hostile packs",
                count("refusals")
            ),
        ],
    )
}

/// Each command has a section with each of its options.
pub(crate) fn commands() -> Result<(), String> {
    const FILE: &str = "docs/commands.md";
    let document = read(FILE)?;
    let mut names = listed(&help(&[]));
    names.retain(|name| !["help", "pack"].contains(&name.as_str()));
    names.extend(
        listed(&help(&["pack"]))
            .iter()
            .filter(|name| *name != "help")
            .map(|name| format!("pack {name}")),
    );
    for name in names {
        let heading = format!("\n## `tierup {name}`\n");
        let Some((_, section)) = document.split_once(&heading) else {
            return Err(format!("{FILE} has no section on `tierup {name}`"));
        };
        let section = section.split("\n## ").next().unwrap_or_default();
        let said = help(&name.split(' ').collect::<Vec<_>>());
        let options = said
            .split([' ', '\n', ','])
            .filter(|word| word.starts_with("--"));
        let own = options.filter(|option| !EVERYWHERE.contains(option));
        let own = own.map(|option| {
            option
                .trim_end_matches([':', ';', '.', ')', '`'])
                .to_owned()
        });
        missing(&format!("{FILE}, `tierup {name}`"), section, own)?;
    }
    Ok(())
}

fn help(command: &[&str]) -> String {
    let folder = scratch();
    run(folder.path(), command.iter().chain(&["--help"]))
        .ok()
        .stdout
}

/// The commands that a help lists.
fn listed(help: &str) -> Vec<String> {
    let (_, list) = help.split_once("Commands:\n").unwrap_or_default();
    let lines = list.lines().take_while(|line| !line.is_empty());
    let words = lines.filter_map(|line| line.split_whitespace().next());
    words.map(str::to_owned).collect()
}

/// Every key of catalogs, manifests and types, and every text of a built-in type.
pub(crate) fn keys() -> Result<(), String> {
    let folder = scratch();
    let mut keys = BTreeSet::new();
    for kind in ["catalog", "provider", "type"] {
        let schema = run(folder.path(), ["schema", kind]).ok().json();
        let definitions = schema["$defs"]
            .as_object()
            .into_iter()
            .flat_map(serde_json::Map::values);
        for of in definitions.chain([&schema]) {
            keys.extend(
                of["properties"]
                    .as_object()
                    .into_iter()
                    .flat_map(serde_json::Map::keys)
                    .cloned(),
            );
        }
    }
    let pack = open::builtin().map_err(|error| format!("{error:?}"))?;
    let texts = pack.types.values().flat_map(|of_type| of_type.text.keys());
    keys.extend(texts.cloned());
    let document = read("docs/packs.md")?;
    // between backticks, as a key, a table, or with its value
    let words: BTreeSet<&str> = document
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect();
    let unknown: Vec<_> = keys
        .iter()
        .filter(|key| !words.contains(key.as_str()))
        .collect();
    unknown
        .is_empty()
        .then_some(())
        .ok_or_else(|| format!("docs/packs.md says nothing of {unknown:?}"))
}

/// The table of tests is complete.
pub(crate) fn tests() -> Result<(), String> {
    let entries = fs::read_dir(root().join("tests/program")).into_iter();
    let files = entries.flatten().flatten();
    let files = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut there: BTreeSet<String> = files
        .filter_map(|file| file.strip_suffix(".rs").map(str::to_owned))
        .filter(|file| file != "main")
        .collect();
    there.extend(SUITES.map(|(name, _)| name.to_owned()));
    there.insert("--lib".to_owned());
    let document = read("CONTRIBUTING.md")?;
    let section = document
        .split("\n## ")
        .find(|section| section.starts_with("Tests\n"));
    let rows = section
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.strip_prefix("| `"));
    let listed: BTreeSet<String> = rows
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    let differ: Vec<_> = there.symmetric_difference(&listed).collect();
    differ
        .is_empty()
        .then_some(())
        .ok_or_else(|| format!("CONTRIBUTING.md and tests/ differ in {differ:?}"))
}

/// Those of `words` that are missing in a text.
pub(crate) fn missing(
    name: &str,
    text: &str,
    words: impl IntoIterator<Item = String>,
) -> Result<(), String> {
    let missing: Vec<String> = words
        .into_iter()
        .filter(|word| !text.contains(word.as_str()))
        .collect();
    missing
        .is_empty()
        .then_some(())
        .ok_or_else(|| format!("{name} has not {missing:#?}"))
}
