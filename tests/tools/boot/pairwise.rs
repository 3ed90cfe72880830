//! A stack for every pair of choices: its own tests pass, it boots, and the contract is satisfied through its edge.
//! Each is removed before its trial ends. A part of them runs by default, another one every day.

use std::collections::BTreeSet;
use std::path::Path;

use super::{CONTRACT, Front, HARDENING, Selection, WATCHED, boot, contract, watched};
use crate::checkers::python;
use crate::machine::stack::Stack;
use crate::machine::tools::{Need, Tools};
use crate::support::selections::pairs;
use crate::trials::{Trial, today, trial};

/// The number of days in which every stack is tested once.
const PARTS: usize = 12;

/// The cover, and whether each selection runs today.
pub(crate) struct Pairwise {
    stacks: Vec<(Selection, bool)>,
    pairs: usize,
    today: usize,
}

impl Pairwise {
    /// With `all`, none is today's: all are requested explicitly.
    pub(crate) fn new(cover: &[Vec<String>], all: bool) -> Self {
        let part = today() % PARTS;
        let turn = |number: usize| !all && number % PARTS == part;
        let covered = |today_only: bool| {
            let stacks = cover.iter().enumerate();
            stacks
                .filter(|(number, _)| !today_only || turn(*number))
                .flat_map(|(_, choices)| pairs(choices))
                .collect::<BTreeSet<_>>()
                .len()
        };
        Self {
            pairs: covered(false),
            today: covered(true),
            stacks: cover
                .iter()
                .enumerate()
                .map(|(number, choices)| {
                    let name = format!("pair-{}", number + 1);
                    (selection(name, choices), turn(number))
                })
                .collect(),
        }
    }

    pub(crate) fn say(&self) {
        println!(
            "pairwise: {} stacks have all {} pairs of choices; those of today have {} of them",
            self.stacks.len(),
            self.pairs,
            self.today
        );
    }

    pub(crate) fn trials(&self, tools: &Tools, scratch: &Path) -> Vec<Trial> {
        let stacks = self.stacks.iter();
        stacks
            .map(|(selection, today)| {
                let lack = [
                    Need::Engine,
                    Need::Compose,
                    Need::Program("make"),
                    Need::Program("git"),
                ]
                .into_iter()
                .find_map(|need| tools.lack(need));
                let (selection, dir) = (*selection, scratch.to_owned());
                let name = format!("{}: {}", selection.name, selection.arguments.join(" "));
                trial(name, lack, move || prove(&selection, &dir)).ignored_unless(*today)
            })
            .collect()
    }
}

/// A stack that is removed when this is dropped.
pub(crate) struct Running(pub(crate) Stack);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.down();
    }
}

fn prove(selection: &Selection, dir: &Path) -> Result<(), String> {
    let interpreter = python::VERSIONS
        .iter()
        .find_map(|version| python::interpreter(version))
        .ok_or("python3.11 is not installed")?;
    let own = crate::machine::projects::generate(
        &dir.join(selection.name).join("own"),
        "shop",
        selection.arguments,
    )?;
    python::make_test(&own, &interpreter, &[])?;

    let running = Running(boot(dir, selection)?);
    holds(&running.0, selection, &interpreter)
}

/// It is hardened, and the whole contract is satisfied through its edge.
pub(crate) fn holds(
    stack: &Stack,
    selection: &Selection,
    interpreter: &Path,
) -> Result<(), String> {
    for (name, test) in HARDENING {
        test(stack, selection).map_err(|said| format!("{name}: {said}"))?;
    }
    for (name, test) in WATCHED.iter().filter(|_| watched::is_watched(selection)) {
        test(stack, selection).map_err(|said| format!("{name}: {said}"))?;
    }
    contract_holds(stack.port, selection);
    let base_url = format!("BASE_URL=http://127.0.0.1:{}", stack.port);
    let said = python::make(&stack.folder, "contract", interpreter, &[&base_url])?;
    if said.contains(" passed") && !said.contains("skipped") {
        Ok(())
    } else {
        Err(said)
    }
}

/// The whole contract, for any stack behind the port. Without the example, it lives and is ready.
pub(crate) fn contract_holds(port: u16, selection: &Selection) {
    if selection.arguments.contains(&"example=none") {
        return contract::it_lives_and_is_ready(port);
    }
    for (_, test) in CONTRACT {
        test(port);
    }
    contract::bad_reports_and_pages_are_refused_by_field(port);
    if selection.cached {
        contract::reads_come_from_the_cache(port);
    } else {
        contract::reads_pass_the_cache_by(port);
    }
}

/// The expected services of these choices.
pub(crate) fn selection(name: String, choices: &[String]) -> Selection {
    let has = |choice: &str| choices.iter().any(|known| known == choice);
    let (edge, queue, cached) = (!has("lb=none"), !has("queue=none"), !has("cache=none"));
    let shared = has("db=postgres") || has("db=mariadb");
    let watched = has("observe=prometheus");
    let counts = [
        ("alertmanager", usize::from(watched)),
        ("backup-metrics", usize::from(watched && !has("db=none"))),
        ("broker", usize::from(queue)),
        (
            "broker-metrics",
            usize::from(watched && queue && !has("queue=celery-rabbitmq")),
        ),
        ("cache", usize::from(cached)),
        (
            "cache-metrics",
            usize::from(watched && cached && !has("cache=memcached")),
        ),
        ("db", usize::from(shared)),
        ("db-metrics", usize::from(watched && has("db=postgres"))),
        ("lb", usize::from(edge)),
        ("migrate", usize::from(!has("db=none"))),
        ("prometheus", usize::from(watched)),
        (
            "static",
            usize::from(has("web=django") && (has("lb=nginx") || has("lb=caddy"))),
        ),
        ("web", if edge && shared { 2 } else { 1 }),
        ("worker", usize::from(queue)),
    ];
    let arguments = choices.iter().map(|choice| &*choice.clone().leak());
    Selection {
        name: name.leak(),
        arguments: arguments.collect::<Vec<&'static str>>().leak(),
        edge: if edge { "lb" } else { "web" },
        cached,
        containers: counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .collect::<Vec<_>>()
            .leak(),
        always: false,
        full: false,
        front: if has("lb=nginx") || has("lb=haproxy") {
            Front::Caching
        } else {
            Front::Plain
        },
    }
}
