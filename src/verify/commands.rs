//! EDGE: runs the commands of a check one after the other, each with a file for its result and one for its messages,
//! until one fails. Knows nothing of what they do.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::child::{self, ProgramEnd, read_output};
use super::clock::since;
use super::recipe::command_line;
use super::scratch::Scratch;
use super::tools::Tools;
use super::verdict::{Outcome, Verdict};
use crate::core::error::{AtPath, Result};
use crate::core::process;
use crate::pack::verification::{Check, filled};

/// The variable that stands for what the first command printed.
const FOUND: &str = "found";

/// How commands are run.
#[derive(Debug)]
pub(super) struct Commands<'a> {
    pub tools: &'a Tools,
    pub scratch: &'a Scratch,
    /// In it, for their output and temporary files.
    pub folder: &'a Path,
    pub environment: &'a [(&'a str, String)],
    /// The timeout of each command.
    pub patience: Duration,
    /// Whether they run to their end also after a signal.
    pub despite_signals: bool,
}

impl Commands<'_> {
    /// Runs those of a check. The lines that the last one prints are the results; a failure has the messages first.
    pub(super) fn run(
        &self,
        name: &str,
        check: &Check,
        words: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Outcome> {
        let start = Instant::now();
        let mut outcome = Outcome::new(name, Verdict::Passed, 0);
        let mut found = None;
        for (at, command) in check.run.iter().enumerate() {
            let words = |word: &str| match word {
                FOUND => found.clone(),
                _ => words(word),
            };
            let command: Vec<String> = command.iter().map(|word| filled(word, &words)).collect();
            outcome.commands.push(command_line(&command));
            let files = [self.file(at, "out"), self.file(at, "messages")];
            let ended = self.one(check, &command, &files, &words)?;
            outcome.ms = since(start);
            let [out, messages] = files.map(|path| read_output(&path));
            if let Some(why) = reason(ended, self.patience) {
                outcome.verdict = Verdict::Failed;
                outcome.results.clear();
                outcome.help = help(check, &words);
                return self.with_text(outcome, &format!("{messages}\n{out}\n{why}"));
            }
            let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
            outcome.results = lines.map(str::to_owned).collect();
            found.get_or_insert(out.trim().to_owned());
        }
        if check.silent && !outcome.results.is_empty() {
            outcome.verdict = Verdict::Failed;
            outcome.help = help(check, words);
            let said = std::mem::take(&mut outcome.results).join("\n");
            return Ok(outcome.with_output(&said));
        }
        Ok(outcome)
    }

    /// Adds the output, shortened; the rest of it is kept in a file.
    fn with_text(&self, outcome: Outcome, text: &str) -> Result<Outcome> {
        let mut outcome = outcome.with_output(text);
        if outcome.more > 0 {
            let path = self.folder.with_extension("txt");
            fs_err::write(&path, text).at_path(&path)?;
            self.scratch.keep();
            outcome.rest = Some(path.display().to_string());
        }
        Ok(outcome)
    }

    fn file(&self, at: usize, kind: &str) -> PathBuf {
        self.folder.join(format!("{at}.{kind}.txt"))
    }

    fn one(
        &self,
        check: &Check,
        command: &[String],
        [out, messages]: &[PathBuf; 2],
        words: &dyn Fn(&str) -> Option<String>,
    ) -> Result<ProgramEnd> {
        let Some((program, arguments)) = command.split_first() else {
            return Ok(ProgramEnd::Success);
        };
        let Some(found) = self.tools.find(program) else {
            let why = format!("{program} is not installed");
            return Ok(ProgramEnd::NotStarted(why));
        };
        let mut command = self.tools.command(&found);
        command
            .args(arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("TMPDIR", self.folder);
        for (name, value) in &check.environment {
            command.env(name, filled(value, words));
        }
        child::run_apart(&mut command, [out, messages], |child| {
            if self.despite_signals {
                process::wait_despite_signals(child, self.patience)
            } else {
                process::wait(child, self.patience)
            }
        })
    }
}

/// What to do when a check fails.
pub(super) fn help(check: &Check, words: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    check.help.as_ref().map(|help| filled(help, words))
}

/// Why a command failed, if it did.
fn reason(ended: ProgramEnd, patience: Duration) -> Option<String> {
    match ended {
        ProgramEnd::Success => None,
        ProgramEnd::Failure(status) => Some(status),
        ProgramEnd::NotStarted(why) => Some(format!("it did not start: {why}")),
        ProgramEnd::TimedOut => Some(format!("timed out after {} s", patience.as_secs())),
    }
}
