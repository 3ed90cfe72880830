//! EDGE: gets the headers that requests to a booted stack carry, by the commands of the pack.

use std::time::Duration;

use super::checks::CheckRunner;
use super::commands::Commands;
use super::recipe::Recipe;
use super::verdict::{Outcome, Verdict};
use crate::core::error::Result;
use crate::pack::verification::{Drive, filled};

/// The timeout of each command, which starts a program in a container.
const PATIENCE: Duration = Duration::from_mins(1);
/// What the last command printed.
const SAID: &str = "said";

/// Adds the headers to the requests; a missing program is a failure. `stack` are the Compose variables of it.
pub(super) fn boot(
    runner: &CheckRunner<'_>,
    recipe: &Recipe,
    stack: &[(&str, String)],
    drives: &mut [Drive],
) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    let checks = recipe.checks.iter().filter(|check| check.cluster.is_none());
    for (check, header) in checks.filter_map(|check| Some((check, check.header.as_deref()?))) {
        if let Some(why) = runner.tools().missing(check, &check.modules) {
            outcomes.push(Outcome::new(&check.name, Verdict::Failed, 0).with_output(&why));
            break;
        }
        let folder = runner.scratch().folder()?;
        let commands = Commands {
            tools: runner.tools(),
            scratch: runner.scratch(),
            folder: &folder,
            environment: stack,
            patience: PATIENCE,
            despite_signals: false,
        };
        let outcome = commands.run(&check.name, check, &|_| None)?;
        outcomes.push(carried(outcome, header, drives));
    }
    Ok(outcomes)
}

/// Adds the header that a command printed, which is not in the report: it may be a secret.
pub(super) fn carried(mut outcome: Outcome, header: &str, drives: &mut [Drive]) -> Outcome {
    let said = std::mem::take(&mut outcome.results);
    match said.last() {
        Some(said) => carry(drives, header, said),
        None if outcome.verdict == Verdict::Passed => {
            outcome.verdict = Verdict::Failed;
            return outcome.with_output("it printed nothing");
        }
        None => {}
    }
    outcome
}

/// Adds a header to all requests: `text` is one line of it, in which `$said` stands for what a command printed.
fn carry(drives: &mut [Drive], text: &str, said: &str) {
    let line = filled(text, &|word| (word == SAID).then(|| said.to_owned()));
    let (name, value) = line.split_once(": ").unwrap_or((line.as_str(), ""));
    for drive in drives {
        drive.headers.insert(name.to_owned(), value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drives() -> Vec<Drive> {
        let drive = "name = \"read\"\npath = \"/\"\nstatus = 200\n";
        vec![
            toml::from_str(drive).unwrap(),
            toml::from_str(drive).unwrap(),
        ]
    }

    fn outcome(lines: &[&str]) -> Outcome {
        let mut outcome = Outcome::new("token", Verdict::Passed, 0);
        outcome.results = lines.iter().map(|line| (*line).to_owned()).collect();
        outcome
    }

    #[test]
    fn all_requests_carry_the_last_line_and_the_report_does_not_show_it() {
        let mut drives = drives();
        let said = outcome(&["a warning", "abc"]);

        let outcome = carried(said, "Authorization: Bearer $said", &mut drives);

        assert_eq!(outcome.verdict, Verdict::Passed);
        assert!(outcome.results.is_empty());
        for drive in drives {
            assert_eq!(drive.headers["Authorization"], "Bearer abc");
        }
    }

    #[test]
    fn a_command_that_prints_nothing_fails() {
        let mut drives = drives();

        let outcome = carried(outcome(&[]), "Authorization: Bearer $said", &mut drives);

        assert_eq!(outcome.verdict, Verdict::Failed);
        assert!(drives.iter().all(|drive| drive.headers.is_empty()));
    }
}
