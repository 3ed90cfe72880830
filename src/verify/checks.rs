//! EDGE: runs the checks of a project in parallel, each in its own scratch folder; reported in the order of the pack.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::child::{self, ProgramEnd};
use super::clock::since;
use super::commands;
use super::recipe::{Recipe, command_line};
use super::scratch::Scratch;
use super::tools::Tools;
use super::verdict::{Outcome, Verdict};
use crate::core::error::Result;
use crate::core::note::Note;
use crate::core::threads;
use crate::core::tree::RelPath;
use crate::pack::verification::{Check, ENV, filled};

/// The timeout of a checker.
const PATIENCE: Duration = Duration::from_mins(10);
/// The maximum number of parallel checkers: each needs a processor and memory.
const AT_ONCE: usize = 4;

/// The environment of checks.
#[derive(Debug)]
pub struct CheckRunner<'a> {
    root: &'a Path,
    scratch: &'a Scratch,
    /// A file of variables with secrets for this run.
    env: &'a Path,
    tools: Tools,
}

impl<'a> CheckRunner<'a> {
    /// For the project at `root` with its variables.
    #[must_use]
    pub fn new(
        root: &'a Path,
        scratch: &'a Scratch,
        env: &'a Path,
        variables: impl Iterator<Item = String>,
    ) -> Self {
        Self {
            root,
            scratch,
            env,
            tools: Tools::new(root, variables),
        }
    }

    pub(super) fn tools(&self) -> &Tools {
        &self.tools
    }

    pub(super) fn scratch(&self) -> &Scratch {
        self.scratch
    }

    pub(super) fn env(&self) -> &Path {
        self.env
    }

    pub(super) fn root(&self) -> &Path {
        self.root
    }

    /// Runs the recipe's checks of files (`url` is `None`), or of the stack at `url`.
    ///
    /// # Errors
    /// When the user interrupts, or the scratch folder cannot be written.
    pub fn run(
        &self,
        recipe: &Recipe,
        url: Option<&str>,
        say: &Note<'_>,
        threads: usize,
    ) -> Result<Vec<Outcome>> {
        let checks = recipe.checks.iter().filter(|check| {
            check.booted == url.is_some()
                && check.restores.is_none()
                && check.header.is_none()
                && check.cluster.is_none()
        });
        let jobs: Vec<Job<'_>> = checks.flat_map(|check| self.jobs(check)).collect();
        let done = AtomicUsize::new(0);
        let work = |job: &Job<'_>| {
            say(&format!(
                "{} of {} checks done: {}",
                done.load(Ordering::Relaxed),
                jobs.len(),
                job.name
            ));
            let outcome = self.job(job, &recipe.imports, url);
            done.fetch_add(1, Ordering::Relaxed);
            outcome
        };
        let threads = threads.clamp(1, AT_ONCE);
        threads::map(&jobs, threads, work).into_iter().collect()
    }

    /// A check, once for each of its folders.
    pub(super) fn jobs<'c>(&self, check: &'c Check) -> Vec<Job<'c>> {
        let Some(each) = &check.each else {
            return vec![Job {
                check,
                name: check.name.clone(),
                each: None,
            }];
        };
        let parent = each.trim_end_matches("/*");
        let entries = std::fs::read_dir(self.root.join(parent))
            .into_iter()
            .flatten()
            .flatten();
        let mut names: Vec<String> = entries
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| RelPath::new(name.as_str()).is_ok())
            .collect();
        names.sort();
        names
            .into_iter()
            .map(|name| Job {
                check,
                each: Some(format!("{parent}/{name}")),
                name: format!("{} {name}", check.name),
            })
            .collect()
    }

    fn job(&self, job: &Job<'_>, imports: &[String], url: Option<&str>) -> Result<Outcome> {
        let check = job.check;
        let modules: Vec<String> = check
            .modules
            .iter()
            .flat_map(|name| {
                if name == "$imports" {
                    imports.to_vec()
                } else {
                    vec![name.clone()]
                }
            })
            .collect();
        if let Some(why) = self.tools.missing(check, &modules) {
            return Ok(Outcome::skipped(&job.name, why));
        }
        let folder = self.scratch.folder()?;
        let words = |word: &str| match word {
            "scratch" => Some(folder.display().to_string()),
            "env" => Some(self.env.display().to_string()),
            "each" => job.each.clone(),
            "url" => url.map(str::to_owned),
            _ => None,
        };
        if let Err(error) = self.copied(check, &folder, &words) {
            let outcome = Outcome::new(&job.name, Verdict::Failed, 0);
            return Ok(outcome.with_output(&format!("its files cannot be copied: {error}")));
        }
        let out = folder.with_extension("txt");
        let start = Instant::now();
        let mut bad = None;
        let mut lines = Vec::new();
        for command in &check.run {
            let command: Vec<String> = command.iter().map(|word| filled(word, &words)).collect();
            let ended = self.one(check, &command, &out, &words)?;
            lines.push(command_line(&command));
            bad = match ended {
                ProgramEnd::Success => None,
                ProgramEnd::Failure(status) => Some(status),
                ProgramEnd::NotStarted(why) => Some(format!("it did not start: {why}")),
                ProgramEnd::TimedOut => Some(format!("timed out after {} s", PATIENCE.as_secs())),
            };
            if bad.is_some() {
                break;
            }
        }
        let output = child::read_output(&out);
        let ms = since(start);
        let mark = check.never.iter().find(|mark| output.contains(*mark));
        let spoke = check.silent && !output.trim().is_empty();
        let mut outcome = if bad.is_none() && mark.is_none() && !spoke {
            Outcome::new(&job.name, Verdict::Passed, ms)
        } else {
            let output = if output.trim().is_empty() {
                bad.unwrap_or_default()
            } else {
                output
            };
            let shown = output.replace(&format!("{}/", self.root.display()), "");
            let mut outcome = Outcome::new(&job.name, Verdict::Failed, ms).with_output(&shown);
            outcome.help = commands::help(check, &words);
            outcome
        };
        outcome.commands = lines;
        if outcome.more > 0 {
            self.scratch.keep();
            outcome.rest = Some(out.display().to_string());
        }
        Ok(outcome)
    }

    fn one(
        &self,
        check: &Check,
        command: &[String],
        out: &Path,
        words: &dyn Fn(&str) -> Option<String>,
    ) -> Result<ProgramEnd> {
        let Some((program, arguments)) = command.split_first() else {
            return Ok(ProgramEnd::Success);
        };
        let Some(found) = self.tools.find(program) else {
            return Ok(ProgramEnd::NotStarted(format!(
                "{program} is not installed"
            )));
        };
        let mut command = self.tools.command(&found);
        command.args(arguments);
        // temporary files of tools are removed with the scratch folder
        command.env("TMPDIR", words("scratch").unwrap_or_default());
        for (name, value) in &check.environment {
            command.env(name, filled(value, words));
        }
        child::run(&mut command, out, PATIENCE)
    }

    /// Copies the files of a check, with its replacements, and writes its own.
    pub(super) fn copied(
        &self,
        check: &Check,
        folder: &Path,
        words: &dyn Fn(&str) -> Option<String>,
    ) -> std::io::Result<()> {
        for (from, to) in &check.copy {
            let source = if from == ENV {
                self.env.to_owned()
            } else {
                self.root.join(from)
            };
            for entry in walkdir::WalkDir::new(&source) {
                let entry = entry?;
                if !entry.file_type().is_file() {
                    continue;
                }
                let below = entry.path().strip_prefix(&source).unwrap_or(Path::new(""));
                let to = joined(&folder.join(to), below);
                let mut bytes = fs_err::read(entry.path())?;
                if let (Ok(text), false) = (std::str::from_utf8(&bytes), check.replace.is_empty()) {
                    let mut text = text.to_owned();
                    for (this, that) in &check.replace {
                        text = text.replace(this, &filled(that, words));
                    }
                    bytes = text.into_bytes();
                }
                if let Some(parent) = to.parent() {
                    fs_err::create_dir_all(parent)?;
                }
                fs_err::write(&to, bytes)?;
            }
        }
        for (to, text) in &check.write {
            let to = folder.join(to);
            if let Some(parent) = to.parent() {
                fs_err::create_dir_all(parent)?;
            }
            fs_err::write(&to, filled(text, words))?;
        }
        Ok(())
    }
}

/// A run of a check.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub check: &'a Check,
    pub name: String,
    pub each: Option<String>,
}

/// `below` is empty when a single file is copied.
fn joined(to: &Path, below: &Path) -> PathBuf {
    if below.as_os_str().is_empty() {
        to.to_owned()
    } else {
        to.join(below)
    }
}
