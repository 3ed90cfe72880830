//! The documents of this repository: their commands are run, their links and lists are checked.
//!
//! Every `shell` block of a document is run in one shell, from a scratch folder that represents a checkout. A comment
//! that begins with `asks` is run with `-y`, and `exits with N` expects that code. `New:` with a path writes the next
//! block to that file; `Change:` names the file that the next diffs change.

use std::fs;
use std::path::Path;

use super::script::script;
use super::shell::{Checkout, root};
use super::{elsewhere, links, lists, numbers, project};
use crate::trials::{Trial, trial};

type Check = fn() -> Result<(), String>;

const TUTORIAL: &str = "docs/tutorial.md";
/// The maximum size of the README.
const MOST_BYTES: usize = 8 * 1024;

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = documents()
        .into_iter()
        .map(|name| {
            let title = format!("documents: the commands of {name}");
            // the tutorial installs and tests what it makes
            let lack = (name == TUTORIAL).then(project::lack).flatten();
            trial(title, lack, move || followed(&name))
        })
        .collect();
    let checks: [(&str, Check); 9] = [
        ("what runs elsewhere is run there", elsewhere::hold),
        ("a command that fails is found", failing),
        ("links lead to what there is", links::lead),
        ("the README is short", short),
        ("the README counts the cases", lists::cases),
        ("commands.md has every command and option", lists::commands),
        ("packs.md has every key of a manifest", lists::keys),
        ("capacity.md has every number and rule", numbers::listed),
        ("CONTRIBUTING.md has every test", lists::tests),
    ];
    trials.extend(checks.map(|(name, check)| trial(format!("documents: {name}"), None, check)));
    trials
}

/// A checkout after following the README's first section: it contains `shop`, whose tests passed.
pub(crate) fn started() -> Result<Checkout, String> {
    let readme = read("README.md")?;
    let start = readme
        .split("\n## ")
        .find(|section| section.starts_with("Start\n"));
    let checkout = Checkout::new()?;
    let without = |command: &str| command.starts_with("docker ");
    checkout.run(&script(start.unwrap_or_default(), &without))?;
    Ok(checkout)
}

/// The text of a file of this repository.
pub(crate) fn read(name: &str) -> Result<String, String> {
    fs::read_to_string(root().join(name)).map_err(|error| format!("{name}: {error}"))
}

/// Every document, as a path in this repository.
pub(crate) fn documents() -> Vec<String> {
    let markdown = |folder: &str| -> Vec<String> {
        let entries = fs::read_dir(root().join(folder))
            .into_iter()
            .flatten()
            .flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let names = names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "md"));
        names.map(|name| format!("{folder}{name}")).collect()
    };
    let mut names = ["", "docs/", "python/"].map(markdown).concat();
    names.sort();
    names
}

fn followed(name: &str) -> Result<(), String> {
    let checkout = Checkout::new()?;
    let left_out = |command: &str| elsewhere::is_run(name, command);
    checkout.at_home(&script(&read(name)?, &left_out))?;
    checkout.cargo()?.lines().try_for_each(elsewhere::asked)
}

fn failing() -> Result<(), String> {
    let checkout = Checkout::new()?;
    for planted in [
        "tierup list --nothing",
        "make nothing",
        "tierup list  # exits with 3",
    ] {
        let document = format!("```shell\ntierup list\n{planted}\ntierup list\n```\n");
        match checkout.at_home(&script(&document, &|_| false)) {
            Err(said) if said.contains("fails: ") => {}
            other => return Err(format!("`{planted}`: {other:?}")),
        }
    }
    for planted in [
        "test --test nothing",
        "test --test program nothing::",
        "test --test program golden::no_such_test",
        "publish",
    ] {
        if elsewhere::asked(planted).is_ok() {
            return Err(format!("`cargo {planted}` is not found"));
        }
    }
    Ok(())
}

fn short() -> Result<(), String> {
    let bytes = read("README.md")?.len();
    let fits = bytes <= MOST_BYTES;
    fits.then_some(())
        .ok_or_else(|| format!("{bytes} bytes, and {MOST_BYTES} at most"))
}
