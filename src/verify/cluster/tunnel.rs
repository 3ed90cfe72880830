//! EDGE: the connection from a port of this machine to the service in the cluster: a program that runs until it is
//! ended. Knows no program: the command is that of a stage.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

use super::stages::Stages;
use crate::core::error::Result;
use crate::pack::verification::{ClusterStage, filled};
use crate::verify::boot::probes::{LOOPBACK, free_port, wait_until};
use crate::verify::child::{self, end, read_output};
use crate::verify::clock::since;
use crate::verify::recipe::command_line;
use crate::verify::verdict::{Outcome, Verdict};

/// Timeout for the port to accept connections.
const SOON: Duration = Duration::from_mins(1);
const PORT: &str = "port";

/// A connection, ended when it is dropped.
#[derive(Debug)]
pub(super) struct Tunnel {
    child: Option<Child>,
    messages: PathBuf,
    pub port: u16,
}

impl Tunnel {
    /// Chooses a port and connects it, with the result.
    pub(super) fn open(stages: &mut Stages<'_>) -> Result<(Self, Outcome)> {
        let port = free_port()?;
        stages.words.insert(PORT, port.to_string());
        let mut tunnel = Self {
            child: None,
            messages: PathBuf::new(),
            port,
        };
        let outcome = tunnel.connect(stages)?;
        Ok((tunnel, outcome))
    }

    /// Connects the same port, again if the connection has ended.
    pub(super) fn connect(&mut self, stages: &Stages<'_>) -> Result<Outcome> {
        self.end();
        let start = Instant::now();
        let jobs = stages.jobs(ClusterStage::Reach);
        let Some((job, command)) = jobs
            .first()
            .and_then(|job| Some((job, job.check.run.first()?)))
        else {
            return Ok(Outcome::skipped("connection", "the pack declares none"));
        };
        let words = |word: &str| stages.words.get(word).cloned();
        let command: Vec<String> = command.iter().map(|word| filled(word, &words)).collect();
        let failed = |why: &str| {
            let mut outcome = Outcome::new(&job.name, Verdict::Failed, since(start));
            outcome.commands = vec![command_line(&command)];
            outcome.with_output(why)
        };
        let found = command.split_first();
        let tools = stages.runner.tools();
        let Some((program, arguments)) =
            found.and_then(|(program, rest)| Some((tools.find(program)?, rest)))
        else {
            return Ok(failed("its program is not installed"));
        };
        self.messages = stages.runner.scratch().folder()?.join("messages.txt");
        let out = self.messages.with_file_name("out.txt");
        let mut program = tools.command(&program);
        match child::start(program.args(arguments), [&out, &self.messages])? {
            Ok(child) => self.child = Some(child),
            Err(why) => return Ok(failed(&why)),
        }
        let accepts = wait_until(SOON, || {
            Ok(self.lost().is_some() || TcpStream::connect((LOOPBACK, self.port)).is_ok())
        })?;
        Ok(match self.lost() {
            Some(why) => failed(&why),
            None if !accepts => failed("the port accepts no connections"),
            None => Outcome::new(&job.name, Verdict::Passed, since(start)),
        })
    }

    /// Why it has ended by itself, if it has.
    pub(super) fn lost(&mut self) -> Option<String> {
        let status = self.child.as_mut()?.try_wait().ok()??;
        let said = read_output(&self.messages);
        let last = said.lines().rev().find(|line| !line.trim().is_empty());
        Some(format!(
            "the connection has ended ({status}): {}",
            last.unwrap_or_default().trim()
        ))
    }

    fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            end(&mut child);
        }
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.end();
    }
}
