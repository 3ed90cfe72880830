//! Malicious clients: all others are served as before.
//!
//! They run in the network namespace of the edge, so that their traffic uses the loopback interface but other addresses
//! than the load.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::containers;
use super::load::{Latency, Load};
use super::{Told, backlog};
use crate::machine::stack::Stack;

const ATTACK: &str = include_str!("attack.py");
/// The duration of each attack, and of the measurement before it: equal, because the tasks of the load's orders keep
/// the processors busy only after a while.
const SECONDS: u64 = 6;
/// After these requests the caches are full.
const SOME: usize = 300;
/// The maximum slowdown: a machine of two processors also runs the attackers; a successful attack slows down much more.
const MOST_TIMES: u32 = 4;
/// Ratios of smaller values are not significant.
const LEAST: Duration = Duration::from_millis(40);

pub(crate) fn slow(stack: &Stack) -> Told {
    attacked(stack, "slow", MOST_TIMES)
}

/// Sixty clients read a long export at the speed of an old modem.
pub(crate) fn readers(stack: &Stack) -> Told {
    backlog::orders(stack)?;
    attacked(stack, "readers", 2)
}

/// Three hundred incomplete bodies of a megabyte.
pub(crate) fn unfinished(stack: &Stack) -> Told {
    attacked(stack, "unfinished", MOST_TIMES)
}

pub(crate) fn idle(stack: &Stack) -> Told {
    attacked(stack, "idle", MOST_TIMES)
}

pub(crate) fn large(stack: &Stack) -> Told {
    attacked(stack, "large", MOST_TIMES)
}

pub(crate) fn bomb(stack: &Stack) -> Told {
    attacked(stack, "bomb", MOST_TIMES)
}

fn attacked(stack: &Stack, name: &str, most: u32) -> Told {
    let front = match containers::of(stack, "lb") {
        Ok(ids) if !ids.is_empty() => (ids, "8080"),
        _ => (containers::of(stack, "web")?, "8000"),
    };
    let (ids, port) = front;
    let network = format!("container:{}", ids.first().ok_or("nothing in front")?);
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let warm = load.age();
    std::thread::sleep(Duration::from_secs(SECONDS));
    let before = load.outcomes_since(warm);
    let mut attack = Command::new("docker")
        .args(["run", "--rm", "--network", &network, "--user", "0"])
        .args(["--ulimit", "nofile=8192", "--entrypoint", "python"])
        .args([stack.image(), "-c", ATTACK, name])
        .args([&SECONDS.to_string(), port])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut said = BufReader::new(attack.stdout.take().ok_or("no output")?);
    let mut line = String::new();
    let began = said.read_line(&mut line);
    let harmed = load.age();
    let mut got = String::new();
    let _ = said.read_to_string(&mut got);
    let during = load.outcomes_since(harmed);
    let mut problem = String::new();
    if let Some(mut stream) = attack.stderr.take() {
        let _ = stream.read_to_string(&mut problem);
    }
    let _ = attack.wait();
    let seen = load.stop();
    if began.is_err() || line.trim() != "begun" {
        return Err(format!("the bad client did not begin: {line}{problem}"));
    }
    seen.none_failed(stack)
        .map_err(|said| format!("{said}bad clients got {got}{problem}"))?;
    let (before, during) = (Latency::of(&before), Latency::of(&during));
    let told = format!(
        "before {before}; during {during}; bad clients got {}",
        got.trim()
    );
    let kept = |before: Duration, during: Duration| during <= before.max(LEAST) * most;
    if kept(before.p50, during.p50) && kept(before.p95, during.p95) {
        Ok(told)
    } else {
        Err(told)
    }
}
