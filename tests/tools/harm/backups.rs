//! Backups that are made and restored under load, damaged, and killed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::containers;
use super::load::{Latency, Load};
use super::{Told, until};
use crate::machine::http::get;
use crate::machine::stack::Stack;
use crate::machine::tools::{Outcome, run};
use crate::support::{said, tierup};

const SOME: usize = 300;

/// Every order that was accepted before the backup is there after the loss of all volumes, and is confirmed in the end.
pub(crate) fn volumes_lost(stack: &Stack) -> Told {
    let before = Load::start(stack.port);
    before.more(SOME)?;
    let accepted = before.stop().orders;
    let during = Load::start(stack.port);
    during.more(SOME)?;
    let began = during.age();
    let saved = timed(|| backup(stack, &["save"]))?;
    let under = Latency::of(&during.outcomes_since(began));
    let seen = during.stop();
    seen.none_failed(stack)?;
    let newest = newest(stack)?;
    let size = fs::metadata(&newest).map_err(|error| error.to_string())?;
    stack.compose(&["down", "--volumes", "--timeout", "5"])?;
    containers::start(stack)?;
    let restored = timed(|| restore(stack, &newest))?;
    let start = Instant::now();
    all_there(stack, &accepted, "confirmed")?;
    Ok(format!(
        "{} orders restored of a backup of {} KiB; saved in {:.1} s ({under} meanwhile, {}), restored in {:.1} s; all \
         confirmed {:.1} s later",
        accepted.len(),
        size.len() >> 10,
        saved.as_secs_f32(),
        Latency::of(&seen.outcomes),
        restored.as_secs_f32(),
        start.elapsed().as_secs_f32()
    ))
}

/// Backups that cannot be restored change nothing and stop nothing.
pub(crate) fn damaged(stack: &Stack) -> Told {
    backup(stack, &["save"])?;
    let newest = newest(stack)?;
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let bytes = fs::read(&newest).map_err(|error| error.to_string())?;
    let half = newest.with_file_name("half.backup");
    let checksum = half.with_file_name("half.backup.sha256");
    let mut refusals = Vec::new();
    let write = |path: &Path, content: &[u8]| -> Result<(), String> {
        fs::write(path, content).map_err(|error| error.to_string())
    };
    for share in [2, 10] {
        write(&half, &bytes[..bytes.len() * (share - 1) / share])?;
        write(&checksum, b"0000  half.backup\n")?;
        refusals.push(refusal(restore(stack, &half))?);
        let sum = run(Command::new("sha256sum").arg(&half))?;
        write(&checksum, sum.as_bytes())?;
        refusals.push(refusal(restore(stack, &half))?);
    }
    for path in [half, checksum] {
        fs::remove_file(path).map_err(|error| error.to_string())?;
    }
    load.more(SOME)?;
    let seen = load.stop();
    seen.none_failed(stack)?;
    all_there(stack, &seen.orders, "")?;
    Ok(format!("{seen}; refused: {}", refusals.join(" | ")))
}

/// A backup that is killed at any time leaves no file that looks complete, and the next one works.
pub(crate) fn backup_killed(stack: &Stack) -> Told {
    let whole = timed(|| backup(stack, &["save"]))?;
    let mut complete = backups(stack)?.len();
    let mut partial = 0;
    for part in 1..=8 {
        killed(stack, &["save"], whole * part / 9)?;
        let there = backups(stack)?;
        for path in &there {
            let checked = Command::new("sha256sum")
                .args(["--check", "--status"])
                .arg(path.with_extension("backup.sha256"))
                .current_dir(stack.folder.join("backups"))
                .status();
            if !checked.is_ok_and(|status| status.success()) {
                return Err(format!("{} is not complete", path.display()));
            }
        }
        partial += files(stack)?.iter().filter(|path| is_partial(path)).count();
        complete = there.len().max(complete);
    }
    // names contain the second
    std::thread::sleep(Duration::from_secs(1));
    backup(stack, &["save"])?;
    let left = files(stack)?;
    if let Some(left) = left.iter().find(|path| is_partial(path)) {
        return Err(format!("{} is left", left.display()));
    }
    Ok(format!(
        "8 kills within {:.1} s: {partial} partial files, {complete} complete backups",
        whole.as_secs_f32()
    ))
}

/// A restore that is killed at any time leaves the old data or the new, and the next start brings the service back.
pub(crate) fn restore_killed(stack: &Stack) -> Told {
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let accepted = load.stop().orders;
    std::thread::sleep(Duration::from_secs(1));
    backup(stack, &["save"])?;
    let newest = newest(stack)?;
    let whole = timed(|| restore(stack, &newest))?;
    for part in 1..=6 {
        let path = newest.display().to_string();
        killed(stack, &["restore", "--yes", &path], whole * part / 7)?;
        // the engine may still stop containers: Compose then takes them for running ones
        until("the stack starts", || Ok(containers::start(stack).is_ok()))?;
        all_there(stack, &accepted, "")?;
    }
    let again = timed(|| restore(stack, &newest))?;
    all_there(stack, &accepted, "confirmed")?;
    Ok(format!(
        "6 kills within {:.1} s, {} orders there after each; restored in {:.1} s",
        whole.as_secs_f32(),
        accepted.len(),
        again.as_secs_f32()
    ))
}

/// `tierup verify --restore` restores the newest backup into a second stack, and leaves the first one alone.
pub(crate) fn verified(stack: &Stack) -> Told {
    let load = Load::start(stack.port);
    load.more(SOME)?;
    let accepted = load.stop().orders;
    backup(stack, &["save"])?;
    let start = Instant::now();
    let said = said(tierup(&stack.folder).args(["verify", "--restore", "--json"]));
    let took = start.elapsed();
    let document = said.json();
    let steps = document["boot"]["steps"].as_array().ok_or("no steps")?;
    let restored = steps
        .iter()
        .find(|step| step["results"].is_array())
        .ok_or_else(|| format!("nothing was restored: {document:#}"))?;
    if said.code != 0 {
        return Err(format!("exit {}: {document:#}", said.code));
    }
    all_there(stack, &accepted, "")?;
    Ok(format!(
        "verified in {:.0} s: {}",
        took.as_secs_f32(),
        restored["results"]
    ))
}

/// Every order is there and, unless it is empty, in this state in the end.
fn all_there(stack: &Stack, orders: &[String], state: &str) -> Result<(), String> {
    for id in orders {
        until("every accepted order is there", || {
            let answer = get(stack.port, &format!("/api/orders/{id}"));
            match answer.status {
                200 => Ok(state.is_empty() || answer.json()["status"] == state),
                // the service starts, or limits its clients
                429 | 502 | 503 => Ok(false),
                _ => Err(format!("the accepted order {id}: {answer:#?}")),
            }
        })?;
    }
    Ok(())
}

fn command(stack: &Stack, words: &[&str]) -> Command {
    let mut command = Command::new("python3");
    command
        .args(["-m", "deploy.backup"])
        .args(words)
        .env("COMPOSE_PROJECT_NAME", stack.name())
        .env("APP_PORT", stack.port.to_string())
        .env_remove("COMPOSE_FILE")
        .current_dir(&stack.folder);
    command
}

fn backup(stack: &Stack, words: &[&str]) -> Outcome {
    run(&mut command(stack, words))
}

fn restore(stack: &Stack, path: &Path) -> Outcome {
    backup(stack, &["restore", "--yes", &path.display().to_string()])
}

/// Kills the command with its children after a time.
fn killed(stack: &Stack, words: &[&str], after: Duration) -> Result<(), String> {
    let mut command = command(stack, words);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    std::thread::sleep(after);
    let group = rustix::process::Pid::from_child(&child);
    // it may have ended
    let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    child.wait().map(drop).map_err(|error| error.to_string())
}

fn timed(work: impl FnOnce() -> Outcome) -> Result<Duration, String> {
    let start = Instant::now();
    work().map(|_| start.elapsed())
}

/// The last line of what a restore said that had to fail.
fn refusal(outcome: Outcome) -> Result<String, String> {
    match outcome {
        Ok(said) => Err(format!("a damaged backup was restored: {said}")),
        Err(said) => {
            let told = said.lines().rev().find(|line| !line.trim().is_empty());
            Ok(told.unwrap_or_default().to_owned())
        }
    }
}

fn files(stack: &Stack) -> Result<Vec<PathBuf>, String> {
    let folder = fs::read_dir(stack.folder.join("backups")).map_err(|error| error.to_string())?;
    let mut paths: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

fn is_partial(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "partial")
}

fn backups(stack: &Stack) -> Result<Vec<PathBuf>, String> {
    let ends = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "backup");
    Ok(files(stack)?.into_iter().filter(ends).collect())
}

fn newest(stack: &Stack) -> Result<PathBuf, String> {
    backups(stack)?.pop().ok_or("no backup".to_owned())
}
