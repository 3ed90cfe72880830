//! An edited project changes from one preset to another: the edits are kept, its own tests pass, including the user's,
//! it boots, and the contract is satisfied. One pair of presets by default, another one every day.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::pairwise::{Running, holds, selection};
use crate::checkers::python;
use crate::machine::stack::Stack;
use crate::machine::tools::{Need, Tools, inside};
use crate::support;
use crate::trials::{Trial, today, trial};
use tierup::pack::Pack;
use tierup::pack::catalog::Preset;

/// A text in the file at `path`, and the addition after it; a new file if there is no text.
struct Edit {
    path: &'static str,
    behind: &'static str,
    text: &'static str,
}

const NAME: &str = "boot-changed";

const EDITS: [Edit; 7] = [
    Edit {
        path: "src/boot_changed/services/greetings.py",
        behind: "",
        text: "\"\"\"How customers are greeted.\"\"\"\n\n\ndef greet(name: str) -> str:\n    return f\"Hello, {name}!\"\n",
    },
    Edit {
        path: "tests/unit/test_greetings.py",
        behind: "",
        text: "from boot_changed.services.greetings import greet\n\n\ndef test_greets_by_name() -> None:\n    assert greet(\"Ada\") == \"Hello, Ada!\"\n",
    },
    Edit {
        path: "Makefile",
        behind: "\n",
        text: "# ours: what the shop says\nGREETING = hello\n",
    },
    Edit {
        path: "compose.yaml",
        behind: "x-app-environment: &app-environment\n",
        text: "  GREETING: hello # ours: read by the shop\n",
    },
    Edit {
        path: "README.md",
        behind: "\n\n",
        text: "Ours: whom to call at night stands on the door.\n\n",
    },
    Edit {
        path: ".env",
        behind: "\n",
        text: "# ours\nGREETING=hello\n",
    },
    Edit {
        path: "src/boot_changed/services/orders.py",
        behind: "\n\n",
        text: "# ours: ask Ada before the order of these steps is changed\n",
    },
];

/// A trial for every ordered pair of presets.
pub(crate) fn trials(pack: &Pack, tools: &Tools, scratch: &Path, all: bool) -> Vec<Trial> {
    let presets = &pack.catalog.presets;
    let pairs: Vec<(&Preset, &Preset)> = presets
        .iter()
        .flat_map(|from| presets.iter().map(move |to| (from, to)))
        .filter(|(from, to)| from.id != to.id)
        .collect();
    let turn = today() % pairs.len().max(1);
    let needs = [
        Need::Engine,
        Need::Compose,
        Need::Program("make"),
        Need::Program("git"),
    ];
    let lack = needs.into_iter().find_map(|need| tools.lack(need));
    let numbered = pairs.into_iter().enumerate();
    let made = numbered.map(|(number, (from, to))| {
        let name = format!("changed: {} to {}", from.id, to.id);
        let dir = scratch.join(format!("{} to {}", from.id, to.id));
        let (from, to) = (choices(from), choices(to));
        trial(name, lack.clone(), move || prove(&dir, &from, &to))
            .ignored_unless(number == turn && !all)
    });
    made.collect()
}

fn choices(preset: &Preset) -> Vec<String> {
    let tiers = preset.tiers.iter();
    tiers
        .map(|(tier, provider)| format!("{tier}={provider}"))
        .collect()
}

fn prove(dir: &Path, from: &[String], to: &[String]) -> Result<(), String> {
    let interpreter = python::VERSIONS
        .iter()
        .find_map(|version| python::interpreter(version))
        .ok_or("python3.11 is not installed")?;
    let typed: Vec<&str> = from.iter().map(String::as_str).collect();
    let project = crate::machine::projects::generate(dir, NAME, &typed)?;
    for edit in &EDITS {
        edit.make(&project)?;
    }
    let set = ["set", "-y"]
        .into_iter()
        .chain(to.iter().map(String::as_str));
    let said = support::run(&project, set);
    if said.code != 0 {
        return Err(format!("{said:#?}"));
    }
    for edit in &EDITS {
        edit.stands(&project)?;
    }
    let said = support::run(&project, ["check"]);
    if said.code != 0 {
        return Err(format!("{said:#?}"));
    }
    // its own tests see the files that git would commit
    inside(Command::new("git").args(["add", "--all"]), &project)?;
    let commit = [
        "-c",
        "user.name=A Tester",
        "-c",
        "user.email=tester@example.com",
        "commit",
        "--quiet",
        "--message",
        "Another stack",
    ];
    inside(Command::new("git").args(commit), &project)?;
    python::make_test(&project, &interpreter, &[])?;
    let selection = selection(NAME.to_owned(), to);
    let running = Running(Stack::of(project, NAME)?);
    holds(&running.0, &selection, &interpreter)
}

impl Edit {
    fn make(&self, project: &Path) -> Result<(), String> {
        let path = project.join(self.path);
        let text = if self.behind.is_empty() {
            self.text.to_owned()
        } else {
            let text = read(&path)?;
            let Some(at) = text.find(self.behind) else {
                return Err(format!("{}: no {:?}", self.path, self.behind));
            };
            let (before, after) = text.split_at(at + self.behind.len());
            [before, self.text, after].concat()
        };
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", self.path))
    }

    fn stands(&self, project: &Path) -> Result<(), String> {
        if read(&project.join(self.path))?.contains(self.text) {
            Ok(())
        } else {
            Err(format!("{}: what a person wrote is gone", self.path))
        }
    }
}

fn read(path: &PathBuf) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
