//! The interview with scripted answers, on a test pack.

mod asked;
mod last_page;
mod own;

use std::collections::VecDeque;

use super::page::ReviewPage;
use super::review::review;
use super::{Ask, Choice, LineCheck, Reply, ScreenSize, questions};
use crate::audit::open;
use crate::core::answers::{Answers, from_arguments};
use crate::core::error::{Exit, Problem, Result};
use crate::generate::blueprint;
use crate::generate::diagram::Graph;
use crate::pack::builtin::read;
use crate::pack::{Content, Files, Pack};

const CATALOG: &str = r#"
format = 1
name = "house"
version = "1"
[[tiers]]
id = "kitchen"
label = "Kitchen"
question = "Who cooks?"
providers = ["chef", "robot"]
[[tiers]]
id = "table"
label = "Table"
question = "Where do people eat?"
providers = ["oak", "none"]
[[tiers]]
id = "cellar"
label = "Cellar"
question = "Where are the bottles?"
providers = ["vault", "none"]
[[presets]]
id = "full"
label = "Full"
about = "everything"
tiers = { kitchen = "chef", table = "oak", cellar = "vault" }
[[presets]]
id = "bare"
label = "Bare"
about = "a kitchen"
tiers = { kitchen = "chef", table = "none", cellar = "none" }
"#;

const PROVIDERS: [(&str, &str); 6] = [
    (
        "kitchen/chef",
        r#"label = "Chef"
about = "a person"
services = [{ name = "kitchen", role = "request-workers", networks = [] }]"#,
    ),
    (
        "kitchen/robot",
        r#"label = "Robot"
about = "a machine"
services = [{ name = "kitchen", role = "request-workers", networks = [] }]
conflicts = [{ tier = "cellar", provider = "none", reason = "a robot needs oil from the cellar" }]"#,
    ),
    (
        "table/oak",
        r#"label = "Oak"
about = "a table"
services = [{ name = "table", role = "memory-store", networks = [] }]
conflicts = [{ tier = "cellar", provider = "none", reason = "a table needs wine" }]"#,
    ),
    ("table/none", "label = \"No table\"\nabout = \"standing\""),
    (
        "cellar/vault",
        r#"label = "Vault"
about = "cool"
services = [{ name = "cellar", role = "connection-store", networks = [] }]"#,
    ),
    (
        "cellar/none",
        r#"label = "No cellar"
about = "dry"
limits = [{ key = "web.replicas", at_most = 1, reason = "one bottle is enough" }]"#,
    ),
];

fn pack() -> Pack {
    pack_with("")
}

/// The test pack with an addition to its catalog.
fn pack_with(more: &str) -> Pack {
    let mut files = Files::new();
    let catalog = format!("{CATALOG}{more}");
    files.insert(
        "catalog.toml".to_owned(),
        Content::InMemory(catalog.as_bytes().into()),
    );
    for (folder, manifest) in PROVIDERS {
        let path = format!("{folder}/provider.toml");
        files.insert(path, Content::Embedded(manifest.as_bytes()));
    }
    open::open_files("house", files, &|_| None, &read).unwrap()
}

/// A scripted action at a question.
#[derive(Debug)]
enum Do {
    /// Accepts the default.
    Enter,
    /// Selects the option with this prefix, even if it is ruled out.
    Take(&'static str),
    Type(&'static str),
    Back,
}
use Do::{Back, Enter, Take, Type};

/// Performs a script, and records the output.
struct Scripted {
    script: VecDeque<Do>,
    seen: Vec<String>,
    size: ScreenSize,
}

impl Scripted {
    fn new(script: impl IntoIterator<Item = Do>) -> Self {
        Self {
            script: script.into_iter().collect(),
            seen: Vec::new(),
            size: ScreenSize {
                rows: 24,
                columns: 80,
            },
        }
    }

    fn next(&mut self, prompt: &str) -> Do {
        let seen = &self.seen;
        let next = self.script.pop_front();
        next.unwrap_or_else(|| panic!("nothing to do at {prompt:?} after {seen:#?}"))
    }

    #[track_caller]
    fn saw(&self, wanted: &[&str]) {
        assert_eq!(self.seen, wanted);
        assert!(self.script.is_empty(), "left: {:?}", self.script);
    }
}

impl Ask for Scripted {
    fn select(&mut self, prompt: &str, options: &[Choice], default: usize) -> Result<Reply<usize>> {
        self.seen
            .push(format!("{prompt} [{}]", options[default].label));
        let at = match self.next(prompt) {
            Enter => default,
            Take(label) => options
                .iter()
                .position(|option| option.label.starts_with(label))
                .unwrap_or_else(|| panic!("no option {label:?} in {options:#?}")),
            Back => return Ok(Reply::Back),
            Type(text) => panic!("{text:?} typed at a list"),
        };
        match &options[at].ruled_out {
            None => Ok(Reply::Given(at)),
            Some(reason) => {
                self.seen.push(format!("not here: {reason}"));
                self.select(prompt, options, default)
            }
        }
    }

    fn line(
        &mut self,
        prompt: &str,
        default: &str,
        check: &LineCheck<'_>,
    ) -> Result<Reply<String>> {
        self.seen.push(format!("{prompt} ({default})"));
        let line = match self.next(prompt) {
            Enter => default,
            Type(text) => text,
            Back => return Ok(Reply::Back),
            Take(option) => panic!("{option:?} chosen where a text is asked for"),
        };
        match check(line) {
            None => Ok(Reply::Given(line.to_owned())),
            Some(problem) => {
                self.seen.push(format!("refused: {problem}"));
                self.line(prompt, default, check)
            }
        }
    }

    fn show(&mut self, text: &str) -> Result<()> {
        if !text.is_empty() {
            self.seen.push(text.lines().next().unwrap().to_owned());
        }
        Ok(())
    }

    fn problem(&mut self, problem: &Problem) -> Result<()> {
        self.seen.push(format!("problem: {}", problem.message));
        Ok(())
    }

    fn screen_size(&self) -> ScreenSize {
        self.size
    }
}

fn given(choices: &[&str]) -> Answers {
    let choices: Vec<String> = choices.iter().map(|&choice| choice.to_owned()).collect();
    let (sets, choices): (Vec<_>, Vec<_>) = choices.into_iter().partition(|c| c.contains('.'));
    from_arguments(&choices, &sets).unwrap()
}

fn said(answers: &Answers) -> Vec<String> {
    let tiers = ["kitchen", "table", "cellar"];
    let chosen = tiers.map(|tier| format!("{tier}={}", answers.tier(tier).unwrap_or("?")));
    chosen.to_vec()
}

fn page() -> ReviewPage {
    ReviewPage {
        picture: "PICTURE\n".repeat(20).trim_end().to_owned(),
        graph: Graph {
            title: "villa".to_owned(),
            entry: "http://villa".to_owned(),
            nodes: Vec::new(),
            arrows: Vec::new(),
        },
        budget: "Memory       512 MiB: kitchen 512\n".to_owned(),
        files: 7,
    }
}

const NAME: &str = "Name of the service (villa)";
