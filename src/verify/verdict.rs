//! The result of a verification as data, for the terminal, the HTML page and `--json`.

use serde::Serialize;

use super::measure::Measurements;
use crate::core::error::{Error, Exit, Problem, Result};

/// The number of shown lines of a tool's output.
const SHOWN: usize = 8;
/// The maximum length of a line.
const LINE: usize = 400;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Passed,
    Failed,
    Skipped,
}

/// The result of a check or step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub name: String,
    pub verdict: Verdict,
    pub ms: u64,
    /// The commands, as a user would type them.
    pub commands: Vec<String>,
    /// The reason for skipping, the findings, or a remark about a passed check.
    pub said: Vec<String>,
    /// The number of omitted lines, and the file with all of them.
    pub more: usize,
    pub rest: Option<String>,
    /// What a passed step reports in any case, such as the number of rows of each table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<String>,
    /// What to do about a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Verdict {
    /// The outcome of a step.
    #[must_use]
    pub const fn of(passed: bool) -> Self {
        if passed { Self::Passed } else { Self::Failed }
    }
}

impl Outcome {
    #[must_use]
    pub fn new(name: impl Into<String>, verdict: Verdict, ms: u64) -> Self {
        Self {
            name: name.into(),
            verdict,
            ms,
            commands: Vec::new(),
            said: Vec::new(),
            more: 0,
            rest: None,
            results: Vec::new(),
            help: None,
        }
    }

    #[must_use]
    pub fn skipped(name: impl Into<String>, why: impl Into<String>) -> Self {
        let mut outcome = Self::new(name, Verdict::Skipped, 0);
        outcome.said = vec![why.into()];
        outcome
    }

    /// An error as a failed step, so that the other results are reported too.
    ///
    /// # Errors
    /// When it is an interrupt.
    pub fn of_error(name: &str, error: Error) -> Result<Self> {
        if error.exit == Exit::Interrupted {
            return Err(error);
        }
        let line = |problem: &Problem| match &problem.help {
            Some(help) => format!("{}\nhelp: {help}", problem.message),
            None => problem.message.clone(),
        };
        let lines: Vec<String> = error.problems.iter().map(line).collect();
        Ok(Self::new(name, Verdict::Failed, 0).with_output(&lines.join("\n")))
    }

    /// Adds a tool's output, shortened.
    #[must_use]
    pub fn with_output(mut self, words: &str) -> Self {
        let plain = without_controls(words);
        let lines: Vec<&str> = plain
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        let cut = |line: &&str| {
            let line = line.trim_end();
            if line.chars().count() > LINE {
                let kept: String = line.chars().take(LINE).collect();
                format!("{kept}…")
            } else {
                line.to_owned()
            }
        };
        self.said = lines.iter().take(SHOWN).map(cut).collect();
        self.more = lines.len().saturating_sub(SHOWN);
        self
    }
}

/// Removes control sequences of terminals.
fn without_controls(words: &str) -> String {
    let mut plain = String::new();
    let mut chars = words.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            if c == '\n' || c == '\t' || !c.is_control() {
                plain.push(c);
            }
            continue;
        }
        if chars.clone().next() == Some('[') {
            let _ended = chars.by_ref().skip(1).find(|c| ('@'..='~').contains(c));
        }
    }
    plain
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerifyResult {
    pub project: String,
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
    pub ms: u64,
    pub checks: Vec<Outcome>,
    /// The results of the running stack, with `--boot`.
    pub boot: Option<BootResult>,
    /// The results in a cluster, with `--cluster`.
    pub cluster: Option<ClusterResult>,
}

/// The results of the running stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BootResult {
    pub steps: Vec<Outcome>,
    pub measured: Option<Measurements>,
}

/// The results in a cluster. What is not known, because a step before failed, is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ClusterResult {
    pub context: String,
    /// The address of the server.
    pub server: String,
    /// The namespace that was made and removed; `None` where nothing was changed.
    pub namespace: Option<String>,
    pub steps: Vec<Outcome>,
}

impl VerifyResult {
    #[must_use]
    pub fn of(
        project: &str,
        ms: u64,
        checks: Vec<Outcome>,
        boot: Option<BootResult>,
        cluster: Option<ClusterResult>,
    ) -> Self {
        let mut result = Self {
            project: project.to_owned(),
            passed: 0,
            failed: 0,
            skipped: 0,
            ms,
            checks,
            boot,
            cluster,
        };
        let booted = result.boot.iter().flat_map(|boot| &boot.steps);
        let clustered = result.cluster.iter().flat_map(|cluster| &cluster.steps);
        for outcome in result.checks.iter().chain(booted).chain(clustered) {
            match outcome.verdict {
                Verdict::Passed => result.passed += 1,
                Verdict::Failed => result.failed += 1,
                Verdict::Skipped => result.skipped += 1,
            }
        }
        result
    }

    /// `7 passed, 1 failed, 2 skipped`.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// Milliseconds in readable units.
#[must_use]
pub fn time(ms: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a run lasts minutes, not ages")]
    let seconds = ms as f64 / 1000.0;
    format!("{seconds:.1} s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_shortened_and_without_control_sequences() {
        let words = format!(
            "\u{1b}[31mred\u{1b}[0m\n\n{}\n{}",
            "x".repeat(500),
            "a\n".repeat(9)
        );
        let outcome = Outcome::new("a", Verdict::Failed, 1).with_output(&words);
        assert_eq!(outcome.said[0], "red");
        assert_eq!(outcome.said[1].chars().count(), LINE + 1);
        assert_eq!((outcome.said.len(), outcome.more), (SHOWN, 3));
    }
}
