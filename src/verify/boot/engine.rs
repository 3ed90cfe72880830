//! EDGE: the Docker CLI: with timeouts, interruptible, and independent of Compose variables in the user's shell.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::core::error::{Problem, Result};
use crate::verify::child::{self, ProgramEnd};
use crate::verify::tools::Tools;

/// Timeouts: long for pulling and building, short for everything else.
pub(super) const LONG: Duration = Duration::from_mins(20);
pub(super) const SHORT: Duration = Duration::from_mins(2);
const PROGRAM: &str = "docker";

/// The CLI, its path, and a folder for its output.
#[derive(Debug)]
pub(super) struct DockerEngine<'a> {
    tools: &'a Tools,
    program: PathBuf,
    out: PathBuf,
}

/// The output of a command, or its error message.
pub(super) type CommandOutput = Result<std::result::Result<String, String>>;

impl<'a> DockerEngine<'a> {
    /// The engine, or what is missing.
    pub(super) fn find(
        tools: &'a Tools,
        out: PathBuf,
    ) -> Result<std::result::Result<Self, String>> {
        let Some(program) = tools.find(PROGRAM) else {
            return Ok(Err(format!("{PROGRAM} is not installed")));
        };
        let engine = Self {
            tools,
            program,
            out,
        };
        for (words, lack) in [
            ("compose version", "Docker Compose is not installed"),
            ("info --format {{.ID}}", "the Docker engine is not running"),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            if engine.run(&words, SHORT)?.is_err() {
                return Ok(Err(lack.to_owned()));
            }
        }
        Ok(Ok(engine))
    }

    pub(super) fn program(&self) -> &Path {
        &self.program
    }

    /// Runs it with these arguments.
    pub(super) fn run(&self, words: &[&str], patience: Duration) -> CommandOutput {
        self.run_with(words, &[], patience)
    }

    pub(super) fn run_with(
        &self,
        words: &[&str],
        environment: &[(&str, String)],
        patience: Duration,
    ) -> CommandOutput {
        let mut command = self.tools.command(&self.program);
        command
            .args(words)
            .envs(environment.iter().map(|(name, value)| (name, value)));
        let _none = std::fs::remove_file(&self.out);
        let ended = child::run(&mut command, &self.out, patience)?;
        let output = child::read_output(&self.out);
        Ok(match ended {
            ProgramEnd::Success => Ok(output),
            ProgramEnd::Failure(status) if output.trim().is_empty() => Err(status),
            ProgramEnd::Failure(_) => Err(output),
            ProgramEnd::NotStarted(why) => Err(format!("{PROGRAM} did not start: {why}")),
            ProgramEnd::TimedOut => Err(format!(
                "{output}\ntimed out after {} s",
                patience.as_secs()
            )),
        })
    }

    /// Its output as lines; its error message as a problem.
    pub(super) fn lines(&self, words: &[&str]) -> Result<Vec<String>> {
        match self.run(words, SHORT)? {
            Ok(output) => Ok(output
                .lines()
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .map(str::to_owned)
                .collect()),
            Err(output) => Err(complaint(&output)),
        }
    }

    pub(super) fn inspected(&self, id: &str) -> Result<Value> {
        let output = self.lines(&["inspect", id])?.join("\n");
        let mut found: Value =
            serde_json::from_str(&output).map_err(|error| complaint(&error.to_string()))?;
        Ok(found[0].take())
    }
}

pub(super) fn complaint(output: &str) -> crate::core::error::Error {
    let last = output
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("it gives no reason");
    Problem::new(format!("{PROGRAM} reports: {}", last.trim())).into()
}

/// Kinds of objects: the commands that list and remove them.
const KINDS: [(&str, &str); 4] = [
    ("ps --all --quiet --no-trunc", "rm --force --volumes"),
    ("network ls --quiet --no-trunc", "network rm"),
    ("volume ls --quiet", "volume rm --force"),
    ("images --quiet --no-trunc", "rmi --force"),
];

/// Removes all objects with a label, in any state. Needs only the CLI, so that it works after any failure. Returns a
/// description of what remains.
pub(super) fn remove_labelled(program: &Path, label: &str) -> std::result::Result<bool, String> {
    let mut any = false;
    let mut left = String::new();
    // a container that is being created is not listed yet
    for _ in 0..3 {
        left.clear();
        let mut found = false;
        for (list, remove) in KINDS {
            let filter = format!("label={label}");
            let words = list.split(' ').chain(["--filter", &filter]);
            let ids = quietly(program, words)?;
            let ids: std::collections::BTreeSet<&str> = ids.split_whitespace().collect();
            if ids.is_empty() {
                continue;
            }
            found = true;
            if let Err(output) = quietly(program, remove.split(' ').chain(ids)) {
                left.push_str(&output);
            }
        }
        if !found {
            return Ok(any);
        }
        any = true;
    }
    if left.is_empty() { Ok(any) } else { Err(left) }
}

fn quietly<'a>(
    program: &Path,
    words: impl Iterator<Item = &'a str>,
) -> std::result::Result<String, String> {
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null());
    // Ctrl-C on the terminal must not end it
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
