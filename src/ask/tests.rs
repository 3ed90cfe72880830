//! The interview with a scripted person, on a pack of its own.

mod own;

use std::collections::VecDeque;

use super::page::Page;
use super::review::review;
use super::{Ask, Check, Choice, Reply, Room, questions};
use crate::answers::{Answers, from_arguments};
use crate::blueprint;
use crate::diagram::Graph;
use crate::error::{Exit, Problem, Result};
use crate::pack::source::read;
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

/// The pack with more in its catalog.
fn pack_with(more: &str) -> Pack {
    let mut files = Files::new();
    let catalog = format!("{CATALOG}{more}");
    files.insert(
        "catalog.toml".to_owned(),
        Content::Held(catalog.as_bytes().into()),
    );
    for (folder, manifest) in PROVIDERS {
        let path = format!("{folder}/provider.toml");
        files.insert(path, Content::Embedded(manifest.as_bytes()));
    }
    Pack::parse("house", files, &|_| None, &read).unwrap()
}

/// What the person does at one question.
#[derive(Debug)]
enum Do {
    /// Takes what is offered.
    Enter,
    /// Chooses the option that begins so, whether it can be taken or not.
    Take(&'static str),
    Type(&'static str),
    Back,
}
use Do::{Back, Enter, Take, Type};

/// Somebody who does as written, and writes down what was seen.
struct Scripted {
    script: VecDeque<Do>,
    seen: Vec<String>,
    room: Room,
}

impl Scripted {
    fn new(script: impl IntoIterator<Item = Do>) -> Self {
        Self {
            script: script.into_iter().collect(),
            seen: Vec::new(),
            room: Room {
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

    fn line(&mut self, prompt: &str, default: &str, check: &Check<'_>) -> Result<Reply<String>> {
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

    fn room(&self) -> Room {
        self.room
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

fn asked(asker: &mut Scripted, choices: &[&str]) -> Vec<String> {
    let answers = questions::ask(asker, &pack(), given(choices), "villa").unwrap();
    assert!(answers.text("project.name").is_some());
    said(&answers)
}

const NAME: &str = "Name of the service (villa)";

#[test]
fn enter_all_the_way_takes_the_folders_name_and_the_first_preset() {
    let mut asker = Scripted::new([Enter, Enter]);
    assert_eq!(
        asked(&mut asker, &[]),
        ["kitchen=chef", "table=oak", "cellar=vault"]
    );
    asker.saw(&[NAME, "Which architecture? [Full]"]);
}

#[test]
fn what_was_said_is_not_asked_and_rules_out_what_does_not_go_with_it() {
    let mut asker = Scripted::new([
        Enter,
        Take("Full"),
        Take("Choose"),
        Take("Robot"),
        Enter,
        Enter,
    ]);
    assert_eq!(
        asked(&mut asker, &["cellar=none"]),
        ["kitchen=chef", "table=none", "cellar=none"]
    );
    asker.saw(&[
        NAME,
        "Which architecture for the rest? [Bare]",
        "not here: a table needs wine",
        "Which architecture for the rest? [Bare]",
        "Who cooks? [Chef]",
        "not here: a robot needs oil from the cellar",
        "Who cooks? [Chef]",
        "Where do people eat? [No table]",
    ]);
}

#[test]
fn nothing_is_asked_where_everything_was_said() {
    let mut asker = Scripted::new([]);
    let all = [
        "project.name=x",
        "kitchen=chef",
        "table=oak",
        "cellar=vault",
    ];
    assert_eq!(asked(&mut asker, &all), all[1..]);
    asker.saw(&[]);
}

#[test]
fn back_leads_to_every_question_before_and_keeps_what_was_chosen() {
    let mut asker = Scripted::new([
        Type("Big House"),
        Take("Choose"),
        Take("Robot"),
        Take("No table"),
        Back,
        Back,
        Back,
        Back,
        Back,
        Enter,
        Enter,
        Enter,
        Enter,
        Enter,
    ]);
    assert_eq!(
        asked(&mut asker, &[]),
        ["kitchen=robot", "table=none", "cellar=vault"]
    );
    asker.saw(&[
        NAME,
        "Which architecture? [Full]",
        "Who cooks? [Chef]",
        "Where do people eat? [Oak]",
        "Where are the bottles? [Vault]",
        "Where do people eat? [No table]",
        "Who cooks? [Robot]",
        "Which architecture? [Choose each tier]",
        "Name of the service (Big House)",
        "Name of the service (Big House)",
        "Which architecture? [Choose each tier]",
        "Who cooks? [Robot]",
        "Where do people eat? [No table]",
        "Where are the bottles? [Vault]",
    ]);
}

#[test]
fn a_later_answer_rules_nothing_out_at_a_question_before_it() {
    let mut asker = Scripted::new([
        Enter,
        Take("Choose"),
        Enter,
        Take("No table"),
        Take("No cellar"),
    ]);
    let pack = pack();
    let answers = questions::ask(&mut asker, &pack, Answers::default(), "villa").unwrap();
    let mut asker = Scripted::new([Back, Back, Take("Robot"), Enter, Take("No cellar"), Enter]);
    let answers = questions::again(&mut asker, &pack, answers).unwrap();
    assert_eq!(
        said(&answers),
        ["kitchen=robot", "table=none", "cellar=vault"]
    );
    asker.saw(&[
        "Where are the bottles? [No cellar]",
        "Where do people eat? [No table]",
        "Who cooks? [Chef]",
        "Where do people eat? [No table]",
        "Where are the bottles? [Vault]",
        "not here: a robot needs oil from the cellar",
        "Where are the bottles? [Vault]",
    ]);
}

#[test]
fn a_name_is_refused_with_the_reason() {
    let mut asker = Scripted::new([
        Type(""),
        Type("!"),
        Type("email"),
        Type("7 up"),
        Type("Seven Up"),
        Enter,
    ]);
    asked(&mut asker, &[]);
    let refusals: Vec<&String> = asker.seen.iter().filter(|s| s.starts_with("ref")).collect();
    assert_eq!(
        refusals,
        [
            "refused: the project's name \"\" is empty",
            "refused: the project's name \"!\" has neither a letter nor a digit",
            "refused: the package name `email` is a module of Python's standard library",
            "refused: no package name can be derived from `7 up`: begin with a letter, and use a to z, digits and blanks",
        ]
    );
}

/// The last page of the first preset with more said.
fn reviewed(asker: &mut Scripted, choices: &[&str]) -> Result<Answers> {
    let pack = pack();
    let mut answers = given(&["project.name=villa"]);
    answers.over(given(choices));
    for (tier, provider) in &pack.catalog.presets[0].tiers {
        if answers.tier(tier).is_none() {
            answers.say(format!("tiers.{tier}"), provider, "preset");
        }
    }
    review(asker, &pack, answers, "villa", &|answers| {
        blueprint::decide(&pack, answers)?;
        Ok(page())
    })
}

fn page() -> Page {
    Page {
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

const WRITE: &str = "Write it, or change a line? [Write 7 files to villa]";
const SKETCH: &str = "http://villa";

#[test]
fn the_last_page_changes_a_tier_and_is_drawn_again() {
    let mut asker = Scripted::new([Take("Table"), Take("No table"), Enter]);
    let answers = reviewed(&mut asker, &[]).unwrap();
    assert_eq!(
        said(&answers),
        ["kitchen=chef", "table=none", "cellar=vault"]
    );
    asker.saw(&[SKETCH, WRITE, "Where do people eat? [Oak]", SKETCH, WRITE]);
}

#[test]
fn the_last_page_is_not_drawn_again_where_nothing_changed() {
    let mut asker = Scripted::new([Take("Name"), Back, Take("Table"), Back, Take("Write")]);
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&[
        SKETCH,
        WRITE,
        NAME,
        "Write it, or change a line? [Name]",
        "Where do people eat? [Oak]",
        "Write it, or change a line? [Table]",
    ]);
}

#[test]
fn a_change_that_cannot_be_is_explained_and_taken_back() {
    let numbers = || [Take("Numbers"), Take("web.replicas = 2"), Type("50")];
    let mut asker = Scripted::new(numbers().into_iter().chain([Enter, Enter]));
    let answers = reviewed(&mut asker, &[]).unwrap();
    assert_eq!(answers.get("capacity.web.replicas"), None);
    let problem = asker.seen.iter().find(|seen| seen.starts_with("problem"));
    assert!(
        problem
            .unwrap()
            .starts_with("problem: the pools outgrow the database: 50 web.replicas x "),
        "{problem:?}"
    );
    assert!(asker.seen.ends_with(&[
        "Write it, or change a line? [Take the last change back]".to_owned(),
        SKETCH.to_owned(),
        WRITE.to_owned()
    ]));
    let mend = [
        Take("Numbers"),
        Take("db.max_connections = 100"),
        Type("1210"),
        Take("Numbers"),
        Take("db.memory_mb = 512"),
        Type("5000"),
        Enter,
    ];
    let mut asker = Scripted::new(numbers().into_iter().chain(mend));
    let answers = reviewed(&mut asker, &[]).unwrap();
    assert_eq!(answers.text("capacity.web.replicas"), Some("50"));
    assert_eq!(answers.text("capacity.db.max_connections"), Some("1210"));
}

#[test]
fn what_cannot_be_from_the_start_is_mended_on_the_last_page() {
    let mut asker = Scripted::new([Take("Numbers"), Take("web.replicas = 50"), Type("3"), Enter]);
    let answers = reviewed(&mut asker, &["capacity.web.replicas=50"]).unwrap();
    assert_eq!(answers.text("capacity.web.replicas"), Some("3"));
    assert_eq!(asker.seen[1], "Write it, or change a line? [Name]");
}

#[test]
fn numbers_are_held_to_their_range_and_to_the_bounds_of_providers() {
    let mut asker = Scripted::new([
        Take("Table"),
        Take("No table"),
        Take("Cellar"),
        Take("No cellar"),
        Take("Numbers"),
        Take("web.replicas = 1"),
        Type("2"),
        Type("0"),
        Type("1.5"),
        Type("x"),
        Back,
        Back,
        Take("Write"),
    ]);
    asker.room.rows = 60;
    reviewed(&mut asker, &[]).unwrap();
    let refusals: Vec<&String> = asker.seen.iter().filter(|s| s.starts_with("ref")).collect();
    let range = "refused: a whole number from 1 to 1000, please";
    assert_eq!(
        refusals,
        [
            "refused: at most 1: one bottle is enough",
            range,
            range,
            range
        ]
    );
}

#[test]
fn a_number_without_a_use_is_left_out_aloud() {
    let mut asker = Scripted::new([Take("Table"), Take("No table"), Enter]);
    let answers = reviewed(&mut asker, &["capacity.cache.memory_mb=64"]).unwrap();
    assert_eq!(answers.get("capacity.cache.memory_mb"), None);
    let told = "capacity.cache.memory_mb is left out: nothing here uses it now.";
    assert!(asker.seen.contains(&told.to_owned()), "{:#?}", asker.seen);
}

#[test]
fn back_on_the_last_page_leads_to_the_last_question_that_was_asked() {
    let mut asker = Scripted::new([Back, Enter]);
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&[SKETCH, WRITE, SKETCH, WRITE]);
    let pack = pack();
    let draw = |_: &Answers| Ok(page());
    let mut asker = Scripted::new([Enter, Take("Bare"), Back, Back, Enter, Take("Full"), Enter]);
    let answers = questions::ask(&mut asker, &pack, Answers::default(), "villa").unwrap();
    let answers = review(&mut asker, &pack, answers, "villa", &draw).unwrap();
    assert_eq!(
        said(&answers),
        ["kitchen=chef", "table=oak", "cellar=vault"]
    );
    asker.saw(&[
        NAME,
        "Which architecture? [Full]",
        SKETCH,
        WRITE,
        "Which architecture? [Bare]",
        NAME,
        "Which architecture? [Bare]",
        SKETCH,
        WRITE,
    ]);
}

#[test]
fn leaving_is_no_success_and_no_error_message() {
    let mut asker = Scripted::new([Take("Leave")]);
    let error = reviewed(&mut asker, &[]).unwrap_err();
    assert_eq!((error.problems, error.exit), (Vec::new(), Exit::Refused));
    asker.saw(&[SKETCH, WRITE, "Nothing was written."]);
}

#[test]
fn the_picture_is_shown_at_once_where_it_fits_and_on_request_elsewhere() {
    let mut asker = Scripted::new([Enter]);
    asker.room.rows = 20 + 1 + 7 + 3;
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&["PICTURE", WRITE]);
    let mut asker = Scripted::new([Take("Show the picture"), Enter]);
    asker.room.rows = 20 + 1 + 7 + 2;
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&[SKETCH, WRITE, "", WRITE]);
    let mut asker = Scripted::new([Enter]);
    asker.room.columns = 6;
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&["http:…", WRITE]);
}

#[test]
fn the_budget_is_wrapped_beside_its_names() {
    let room = |columns| Room { rows: 24, columns };
    assert_eq!(
        page().text(false, room(30), 4),
        "http://villa\n\nMemory       512 MiB: kitchen\n             512"
    );
    assert_eq!(
        page().text(false, room(16), 4),
        "http://villa\n\nMemory 512 MiB:\nkitchen 512"
    );
}
