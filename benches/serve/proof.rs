//! No figure without its proof: what shows that a side did what it is called.

use std::time::{Duration, Instant};

use crate::load::Turn;
use crate::machine::http::get;
use crate::machine::stack::Stack;

/// In percent of the requests: what a health check, the relay or an entry that ran out may add or take.
const STRAY: usize = 3;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Proof {
    /// The answers bear the mark of the request.
    Marked,
    /// An order that was just placed is confirmed at once, or is not yet.
    Confirmed { port: u16, at_once: bool },
    /// The database began a session for each request, or hardly any.
    Sessions { each: bool },
    /// A load balancer opened a connection for each request, or hardly any.
    Opened { by: &'static str, each: bool },
    /// So many processes of a container serve.
    Processes { of: &'static str, count: usize },
}

/// What is counted before and after a turn.
pub(crate) fn look(stack: &Stack, proof: &Proof) -> Result<usize, String> {
    match proof {
        Proof::Marked | Proof::Confirmed { .. } => Ok(0),
        Proof::Sessions { .. } => {
            // A backend counts itself when it ends or after a second.
            sql(
                stack,
                "SELECT pg_stat_clear_snapshot(); SELECT sessions FROM pg_stat_database WHERE datname = current_database()",
            )
        }
        Proof::Opened { by, .. } => opened(stack, by),
        Proof::Processes { of, count } => {
            let serving = serving(stack, of)?;
            if serving == *count {
                Ok(0)
            } else {
                Err(format!("{of} has {serving} processes, not {count}"))
            }
        }
    }
}

pub(crate) fn judge(proof: &Proof, turn: &Turn, counted: usize) -> Result<(), String> {
    let requests = turn.requests();
    match *proof {
        Proof::Processes { .. } => Ok(()),
        Proof::Marked if turn.marked * 100 >= requests * (100 - STRAY) => Ok(()),
        Proof::Marked => Err(format!("{} of {requests} answers", turn.marked)),
        Proof::Confirmed { port, at_once } => confirmed(port, at_once, turn),
        Proof::Sessions { each } | Proof::Opened { each, .. } => {
            let stray = requests * STRAY / 100 + 20;
            let well = if each {
                counted + stray >= requests
            } else {
                counted <= stray
            };
            well.then_some(())
                .ok_or_else(|| format!("{counted} opened for {requests} requests"))
        }
    }
}

/// The last order of each client, looked at before anything else could happen to it.
fn confirmed(port: u16, at_once: bool, turn: &Turn) -> Result<(), String> {
    let states = turn
        .locations
        .iter()
        .map(|path| get(port, path).json()["status"] == "confirmed");
    let confirmed = states.filter(|confirmed| *confirmed).count();
    let all = turn.locations.len();
    if all > 0 && confirmed == if at_once { all } else { 0 } {
        Ok(())
    } else {
        Err(format!(
            "{confirmed} of the last {all} orders were confirmed at once"
        ))
    }
}

/// No task waits any more, so that the next turn begins with nothing to do beside it.
pub(crate) fn settle(stack: &Stack) -> Result<(), String> {
    let mut said = Ok(0);
    eventually("every task is done", || {
        said = sql(stack, "SELECT count(*) FROM outbox");
        !matches!(said, Ok(1..))
    })?;
    said.map(drop)
}

pub(crate) fn eventually(what: &str, mut is_so: impl FnMut() -> bool) -> Result<(), String> {
    let start = Instant::now();
    while !is_so() {
        if start.elapsed() > Duration::from_mins(3) {
            return Err(format!("waited three minutes in vain: {what}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn sql(stack: &Stack, query: &str) -> Result<usize, String> {
    let said = stack.compose(&[
        "exec",
        "-T",
        "db",
        "sh",
        "-c",
        "exec psql --quiet --tuples-only --no-align --username \"$POSTGRES_USER\" --dbname \"$POSTGRES_DB\" --command \"$0\"",
        query,
    ])?;
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    last.and_then(|line| line.trim().parse().ok()).ok_or(said)
}

/// Connections that a container has opened since it started, its health checks among them.
fn opened(stack: &Stack, service: &str) -> Result<usize, String> {
    let said = stack.compose(&["exec", "-T", service, "cat", "/proc/net/snmp"])?;
    let mut lines = said.lines().filter_map(|line| line.strip_prefix("Tcp: "));
    let (names, values) = lines.next().zip(lines.next()).ok_or_else(|| said.clone())?;
    let at = names.split(' ').position(|name| name == "ActiveOpens");
    at.and_then(|at| values.split(' ').nth(at)?.parse().ok())
        .ok_or(said)
}

/// The children of gunicorn's first process.
fn serving(stack: &Stack, service: &str) -> Result<usize, String> {
    let script = "import glob; print(sum(b'gunicorn' in open(p, 'rb').read() for p in glob.glob('/proc/[0-9]*/cmdline')))";
    let said = stack.compose(&["exec", "-T", service, "python", "-c", script])?;
    // init and the first process bear the name too
    let all: usize = said.trim().parse().map_err(|_| said)?;
    Ok(all.saturating_sub(3))
}
