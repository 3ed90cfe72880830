//! What the tiers of a generated service bring: the ratios of the usual advice, in one run on loopback.
//!
//! Each framework's project runs in Compose with every service as generated, and beside it the same
//! services with one thing changed (`serve/variants.rs`). A pair of them takes the same load in turn, so that
//! what else the machine does falls on both; each turn is shown to have done what it is called, or the run fails.
//! Only ratios are worth comparing between machines: clients and all containers share this one's processors.
//!
//! `cargo bench --bench serve` needs a Docker engine; `TIERUP_IMAGES` makes images where there is no registry, as for
//! the boots. `SERVE_ONLY=flask` takes one framework, `SERVE_PAIRS=cached,pool` the pairs with such names,
//! `SERVE_SECONDS=5` and `SERVE_ROUNDS=9` say how long; `-- --json` prints every turn instead of the table.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a benchmark stops where it fails, and prints"
)]

mod load;
#[path = "../../tests/tools/machine/mod.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod machine;
mod pairs;
mod proof;
#[path = "../../tests/support/mod.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod support;
mod table;
mod variants;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use load::Figures;
use machine::stack::Stack;
use machine::{docker, projects};
use pairs::{Pair, Side};
use table::{Measured, Round};

/// The budgets leave room for the variants beside the two web containers, and no client is turned away.
const ROOM: [&str; 4] = [
    "capacity.web.replicas=6",
    "capacity.db.max_connections=200",
    "capacity.db.memory_mb=1024",
    "capacity.lb.client_requests_per_s=100000",
];

const FRAMEWORKS: [&str; 3] = ["flask", "django", "fastapi"];
const WARM_UP: Duration = Duration::from_millis(700);
const TRIES: usize = 3;

/// How long, how often and what.
#[derive(Debug)]
struct Plan {
    turn: Duration,
    rounds: usize,
    only: Option<String>,
    pairs: Option<String>,
}

impl Plan {
    fn told() -> Result<Self, String> {
        Ok(Self {
            turn: Duration::from_secs(number("SERVE_SECONDS", 2)?),
            rounds: usize::try_from(number("SERVE_ROUNDS", 5)?)
                .map_err(|error| error.to_string())?,
            only: std::env::var("SERVE_ONLY").ok(),
            pairs: std::env::var("SERVE_PAIRS").ok(),
        })
    }

    fn has(list: Option<&String>, name: &str) -> bool {
        list.is_none_or(|list| list.split(',').any(|part| name.contains(part.trim())))
    }
}

fn number(variable: &str, usual: u64) -> Result<u64, String> {
    match std::env::var(variable) {
        Err(_) => Ok(usual),
        Ok(said) => match said.parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(format!(
                "{variable}={said}: a whole number above 0 is wanted"
            )),
        },
    }
}

fn main() -> ExitCode {
    if let Some(lack) = docker::lack() {
        println!("serve is skipped: {lack}");
        return ExitCode::SUCCESS;
    }
    if let Err(error) = ctrlc::set_handler(load::interrupt) {
        eprintln!("{error}");
    }
    eprintln!("{}", machine());
    match Plan::told().and_then(|plan| run(&plan)) {
        Ok(measured) if std::env::args().any(|argument| argument == "--json") => {
            println!("{}", table::json(&measured));
            ExitCode::SUCCESS
        }
        Ok(measured) => {
            println!("\n{}", table::markdown(&measured));
            ExitCode::SUCCESS
        }
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}

/// What there is to share: a busy machine has no second processor to offer.
fn machine() -> String {
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!("{processors} processors for clients and containers; load before the start: {load}")
}

fn run(plan: &Plan) -> Result<Vec<Measured>, String> {
    let chosen: Vec<&str> = FRAMEWORKS
        .into_iter()
        .filter(|name| Plan::has(plan.only.as_ref(), name))
        .collect();
    if chosen.is_empty() {
        return Err(format!(
            "SERVE_ONLY takes some of {}",
            FRAMEWORKS.join(", ")
        ));
    }
    let scratch = support::scratch();
    let mut measured = Vec::new();
    for framework in chosen {
        eprintln!("{framework}: builds and starts");
        let (stack, ports) = started(framework, scratch.path())?;
        measured.extend(compared(framework, &stack.0, &ports, plan)?);
    }
    Ok(measured)
}

/// A stack that goes down whatever happens.
struct Up(Stack);

impl Drop for Up {
    fn drop(&mut self) {
        self.0.down();
    }
}

/// The stack of a framework with all its variants, and where these listen.
fn started(framework: &'static str, scratch: &Path) -> Result<(Up, variants::Ports), String> {
    let image = format!("speed-{framework}");
    let web = format!("web={framework}");
    let mut arguments = vec![web.as_str()];
    for room in ROOM {
        arguments.extend(["--set", room]);
    }
    let folder = projects::generate(&scratch.join(framework), &image, &arguments)?;
    let ports = variants::add(&folder, scratch, framework)?;
    Ok((Up(Stack::of(folder, &image)?), ports))
}

fn compared(
    framework: &'static str,
    stack: &Stack,
    ports: &variants::Ports,
    plan: &Plan,
) -> Result<Vec<Measured>, String> {
    let mut measured = Vec::new();
    for pair in pairs::all(stack, ports)? {
        if !Plan::has(plan.pairs.as_ref(), pair.name) {
            continue;
        }
        eprintln!("{framework}: {}", pair.name);
        let rounds = rounds(stack, &pair, plan)
            .map_err(|said| format!("{framework}, {}: {said}", pair.name))?;
        let one = Measured::new(framework, &pair, rounds);
        eprintln!("  {one}");
        measured.push(one);
    }
    Ok(measured)
}

/// Both sides in turn, and the other one first in every second round.
fn rounds(stack: &Stack, pair: &Pair, told: &Plan) -> Result<Vec<Round>, String> {
    for side in &pair.sides {
        load::turn(&side.request, pair.clients, WARM_UP)?;
        proof::settle(stack)?;
    }
    (0..told.rounds)
        .map(|number| {
            let mut turns = [None, None];
            for at in [number % 2, (number + 1) % 2] {
                turns[at] = Some(proven(stack, &pair.sides[at], pair.clients, told.turn)?);
            }
            let [Some(better), Some(plain)] = turns else {
                return Err("a side had no turn".to_owned());
            };
            Ok(Round { better, plain })
        })
        .collect()
}

/// A turn that was not what it is called, as when a busy machine lets a cache answer too late, is taken again.
fn proven(stack: &Stack, side: &Side, clients: usize, lasts: Duration) -> Result<Figures, String> {
    let mut said = String::new();
    for _ in 0..TRIES {
        let before = proof::look(stack, &side.proof)?;
        let turn = load::turn(&side.request, clients, lasts)?;
        let after = proof::look(stack, &side.proof)?;
        let judged = proof::judge(&side.proof, &turn, after.saturating_sub(before));
        proof::settle(stack)?;
        match judged {
            Ok(()) => return Ok(turn.figures()),
            Err(why) => said = format!("{} is not what it is called: {why}", side.label),
        }
        eprintln!("  again: {said}");
    }
    Err(said)
}
