//! Fault injection: under a steady load of reads and writes, processes die, services stop or hang, clients misbehave;
//! failed requests and the result of every accepted order are counted.
//!
//! Needs a Docker engine, like `boot`. `cargo test --test tools -- --ignored harm::classic` tests the classic stack,
//! `harm::others` the one of all other providers, `harm::mariadb` the one of the other database server, `harm::alerts` the
//! alerts of the monitoring; `harm::` also every stack of the pairwise cover with a load balancer.
//! `HARM_STARTS=20` starts each 20 times from nothing; with `HARM_TURNS=3` a third of the tests run, another one every
//! day.

mod alerts;
mod backlog;
mod backups;
mod clients;
mod containers;
mod load;
mod model;
mod orders;
mod pace;
mod periodic;
mod releases;
mod renewals;
mod stores;
mod tasks;
mod web;
mod whole;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use libtest_mimic::Conclusion;

use crate::machine::stack::Stack;
use crate::machine::tools::{Need, Tools};
use crate::support;
use crate::support::selections;
use crate::trials::{Suite, Trial, today, trial};
use tierup::audit::open;

/// The figures of a passed test.
pub(crate) type Told = Result<String, String>;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Selection {
    name: &'static str,
    arguments: &'static [&'static str],
}

impl Selection {
    fn of(name: &'static str, choices: &[&'static str]) -> Self {
        let mut arguments = choices.to_vec();
        let serves = choices.contains(&"db=postgres") || choices.contains(&"db=mariadb");
        if serves && !choices.contains(&"lb=none") {
            arguments.extend(["--set", "capacity.web.replicas=3"]);
        }
        Self {
            name,
            arguments: arguments.leak(),
        }
    }

    fn has(&self, choice: &str) -> bool {
        self.arguments.contains(&choice)
    }

    fn has_any(&self, tier: &str) -> bool {
        self.arguments
            .iter()
            .any(|one| one.starts_with(&format!("{tier}=")) && !one.ends_with("=none"))
    }
}

const CLASSIC: [&str; 5] = [
    "lb=nginx",
    "web=flask",
    "queue=celery-redis",
    "cache=redis",
    "db=postgres",
];

const OTHERS: [&str; 5] = [
    "lb=haproxy",
    "web=flask",
    "queue=celery-rabbitmq",
    "cache=memcached",
    "db=postgres",
];

const MARIADB: [&str; 5] = [
    "lb=nginx",
    "web=flask",
    "queue=celery-redis",
    "cache=redis",
    "db=mariadb",
];

const CADDY: [&str; 5] = [
    "lb=caddy",
    "web=flask",
    "queue=celery-redis",
    "cache=redis",
    "db=postgres",
];

/// Selections in which clients reach the service directly.
const BARE: [&str; 5] = [
    "lb=none",
    "web=flask",
    "queue=celery-redis",
    "cache=none",
    "db=postgres",
];

/// One in which all data is in a file.
const SQLITE: [&str; 5] = [
    "lb=none",
    "web=flask",
    "queue=celery-redis",
    "cache=none",
    "db=sqlite",
];

/// The classic stack with monitoring. A request may take ten times as long as usual on a busy machine without an alert;
/// the slow database takes more.
const WATCHED: [&str; 8] = [
    "lb=nginx",
    "web=flask",
    "queue=celery-redis",
    "cache=redis",
    "db=postgres",
    "observe=prometheus",
    "--set",
    "capacity.expected.latency_ms=100",
];

/// The name of its selection, on which only these run: each takes some minutes.
const ALERTS_ONLY: &str = "alerts";

const ALERTS: [Harm; 8] = [
    (
        "a stopped replica raises its alert",
        always,
        alerts::replica_stopped,
    ),
    (
        "a stopped worker raises its alert",
        always,
        alerts::worker_stopped,
    ),
    (
        "a stopped database raises its alert",
        always,
        alerts::database_stopped,
    ),
    (
        "a stopped broker raises its alert",
        always,
        alerts::broker_stopped,
    ),
    (
        "a stopped cache raises its alert",
        always,
        alerts::cache_stopped,
    ),
    (
        "a stopped exporter raises its alert",
        always,
        alerts::exporter_stopped,
    ),
    (
        "a slow database raises its alert",
        always,
        alerts::database_slow,
    ),
    (
        "a task that is given up raises its alert",
        always,
        alerts::task_given_up,
    ),
];

/// A fault, whether it applies to a selection, and its name.
type Harm = (&'static str, fn(&Selection) -> bool, fn(&Stack) -> Told);

/// In this order, one after the other, on one stack. Each restores it.
const HARMS: [Harm; 32] = [
    ("a killed replica is not noticed", several, web::killed),
    ("replicas restart one by one", several, web::restarted),
    ("replicas come and go", several, web::scaled),
    (
        "the cache goes and comes back",
        cached,
        stores::cache_stopped,
    ),
    ("a full cache evicts", cached, stores::cache_filled),
    (
        "a killed worker loses no task",
        queued,
        tasks::worker_killed,
    ),
    (
        "a killed broker loses no task",
        queued,
        tasks::broker_killed,
    ),
    (
        "what always fails is given up",
        queued,
        tasks::always_failing,
    ),
    (
        "periodic tasks run once while workers are killed",
        queued,
        periodic::workers_killed,
    ),
    ("a full outbox empties", queued, backlog::full_outbox),
    (
        "large reports delay no confirmation",
        |selection| queued(selection) && several(selection),
        backlog::large_reports,
    ),
    ("the database restarts", several, stores::database_restarted),
    ("releases fail no request", edged, releases::released),
    (
        "a release that is never ready goes back",
        edged,
        releases::never_ready,
    ),
    (
        "a migration that breaks what runs is refused",
        stored,
        releases::breaking,
    ),
    (
        "a release beside another one is refused",
        stored,
        releases::beside_another,
    ),
    (
        "a release over SSH fails no request",
        several,
        releases::from_elsewhere,
    ),
    ("all volumes are lost", saved, backups::volumes_lost),
    ("damaged backups change nothing", saved, backups::damaged),
    ("a backup is killed", saved, backups::backup_killed),
    ("a restore is killed", saved, backups::restore_killed),
    ("the newest backup is verified", saved, backups::verified),
    ("slow clients", edged, clients::slow),
    ("slow readers of a long export", stored, clients::readers),
    ("unfinished bodies", edged, clients::unfinished),
    ("idle clients", edged, clients::idle),
    ("large bodies", edged, clients::large),
    ("header bombs", edged, clients::bomb),
    (
        "certificates are renewed under a load",
        edged,
        renewals::renewed,
    ),
    ("the model tells the truth", several, model::truth),
    ("a stop cuts nothing", edged, whole::stopped),
    ("everything starts at once", edged, whole::started),
];

fn always(_: &Selection) -> bool {
    true
}

fn edged(selection: &Selection) -> bool {
    !selection.has("lb=none")
}

fn stored(selection: &Selection) -> bool {
    selection.has("db=postgres") || selection.has("db=mariadb")
}

fn saved(selection: &Selection) -> bool {
    selection.has_any("db")
}

fn several(selection: &Selection) -> bool {
    edged(selection) && stored(selection)
}

fn cached(selection: &Selection) -> bool {
    edged(selection) && selection.has_any("cache")
}

fn queued(selection: &Selection) -> bool {
    edged(selection) && selection.has_any("queue")
}

pub fn suite(mut suite: Suite) -> Conclusion {
    // Each needs the whole machine.
    suite.arguments.test_threads = Some(1);
    let scratch = support::scratch();
    let tools = Tools::find();
    let pack = open::builtin().expect("the built-in pack");
    let mut selections = vec![
        Selection::of("classic", &CLASSIC),
        Selection::of("others", &OTHERS),
        Selection::of("mariadb", &MARIADB),
        Selection::of("caddy", &CADDY),
        Selection::of("others-bare", &BARE),
        Selection::of("others-sqlite", &SQLITE),
        Selection::of(ALERTS_ONLY, &WATCHED),
    ];
    for (number, choices) in selections::pairwise(&pack).into_iter().enumerate() {
        let choices: Vec<&'static str> =
            choices.into_iter().map(|choice| &*choice.leak()).collect();
        if !choices.contains(&"lb=none") {
            let name = format!("pair-{}", number + 1);
            selections.push(Selection::of(name.leak(), &choices));
        }
    }
    let current = Current::default();
    let boots = selections.into_iter().map(|selection| Boot {
        selection,
        dir: scratch.path().to_owned(),
        current: Arc::clone(&current),
    });
    let trials = boots.flat_map(|boot| boot.trials(&tools)).collect();
    let conclusion = suite.run(trials);
    down(
        current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(),
    );
    conclusion
}

fn down(running: Option<(&'static str, Result<Arc<Stack>, String>)>) {
    if let Some((_, Ok(stack))) = running {
        stack.down();
    }
}

/// The running stack.
type Current = Arc<Mutex<Option<(&'static str, Result<Arc<Stack>, String>)>>>;

/// A selection: its first test starts the stack and removes the one before.
#[derive(Debug, Clone)]
struct Boot {
    selection: Selection,
    dir: PathBuf,
    current: Current,
}

impl Boot {
    fn stack(&self) -> Result<Arc<Stack>, String> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((name, stack)) = &*current
            && *name == self.selection.name
        {
            return stack.clone();
        }
        down(current.take());
        let name = format!("harm-{}", self.selection.name);
        let change = if self.selection.name == ALERTS_ONLY {
            pace::quicken
        } else {
            |_: &Path| Ok(())
        };
        let stack = Stack::changed(&self.dir, &name, self.selection.arguments, change);
        let stack = stack.map(Arc::new);
        *current = Some((self.selection.name, stack.clone()));
        stack
    }

    fn trials(&self, tools: &Tools) -> Vec<Trial> {
        let lack = tools
            .lack(Need::Engine)
            .or_else(|| tools.lack(Need::Compose));
        let turns = number("HARM_TURNS", 1);
        let turn = |at: usize| (at + today()).is_multiple_of(turns);
        let all: &[Harm] = if self.selection.name == ALERTS_ONLY {
            &ALERTS
        } else {
            &HARMS
        };
        let harms = all.iter().filter(|(_, has, _)| has(&self.selection));
        harms
            .enumerate()
            .filter(|(at, _)| turn(*at))
            .map(|(_, (name, _, harm))| self.trial(name, lack.clone(), *harm))
            .collect()
    }

    fn trial(&self, name: &str, lack: Option<String>, harm: fn(&Stack) -> Told) -> Trial {
        let boot = self.clone();
        let name = format!("{}: {name}", self.selection.name);
        let shown = name.clone();
        trial(name, lack, move || {
            let stack = boot.stack()?;
            let start = Instant::now();
            let told = harm(&stack);
            // the effects of one must not affect the next
            containers::start(&stack)?;
            let seconds = start.elapsed().as_secs_f32();
            let (Ok(said) | Err(said)) = &told;
            println!("\n{shown} ({seconds:.0} s): {said}");
            told.map(drop)
        })
        .ignored_unless(false)
    }
}

/// The value of an environment variable; at least one.
pub(crate) fn number(variable: &str, usual: usize) -> usize {
    let said = std::env::var(variable).ok();
    let number = said.and_then(|said| said.parse().ok());
    number.unwrap_or(usual).max(1)
}

/// Waits for at most a minute.
pub(crate) fn until(what: &str, look: impl FnMut() -> Result<bool, String>) -> Result<(), String> {
    until_within(Duration::from_mins(1), what, look)
}

pub(crate) fn until_within(
    patience: Duration,
    what: &str,
    mut look: impl FnMut() -> Result<bool, String>,
) -> Result<(), String> {
    let start = Instant::now();
    while !look()? {
        if start.elapsed() > patience {
            return Err(format!("waited {} s in vain: {what}", patience.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
