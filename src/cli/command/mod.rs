//! EDGE: the commands, one per file; each follows the pipeline.

mod adopt;
mod assembled_project;
mod change;
mod check;
mod completions;
mod diagram;
mod list;
mod man;
mod new;
mod pack;
mod packs;
mod references;
mod resource;
mod schema;
mod size;
mod summary;
mod verify;
mod version_changes;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser as _};
use clap_complete::CompleteEnv;

use crate::cli::args::{Args, ChangeFlags, Command, GlobalArgs, with_removals};
use crate::core::error::{Error, Exit, Problem, Result};
use crate::core::{interrupt, suggest};
use crate::screen::report::{self, Report};
use change::Verb;

/// Runs the command line of this process; returns its exit code.
#[must_use]
pub fn run() -> i32 {
    CompleteEnv::with_factory(Args::command).complete();
    let typed: Vec<OsString> = std::env::args_os().collect();
    let typed = with_removals(typed, &Args::command());
    match Args::try_parse_from(&typed) {
        Ok(args) => {
            let report = Report {
                json: args.global.json,
                quiet: args.global.quiet,
            };
            dispatch(args, report).unwrap_or_else(|error| {
                report.error(&error);
                match error.exit {
                    Exit::Interrupted => interrupt::code(),
                    exit => exit as i32,
                }
            })
        }
        Err(error) => misused(&error, &typed),
    }
}

fn dispatch(args: Args, report: Report) -> Result<i32> {
    let global = args.global;
    if let Some(directory) = global
        .directory
        .as_ref()
        .filter(|directory| !directory.is_dir())
    {
        return Err(
            Problem::new(format!("there is no directory `{}`", directory.display()))
                .at(format!("-C {}", directory.display()))
                .help("name an existing directory")
                .into(),
        );
    }
    let needs_a_folder = !matches!(
        args.command,
        Command::List(_) | Command::Schema(_) | Command::Completions(_)
    );
    let is_whole = |directory: &PathBuf| directory.is_absolute();
    if needs_a_folder && !global.directory.as_ref().is_some_and(is_whole) {
        std::env::current_dir().map_err(|error| {
            Problem::new(format!(
                "the current directory does not exist or cannot be read: {error}"
            ))
            .at("the working directory")
            .help("change to an existing directory, e.g. `cd ~`, and run the command again")
        })?;
    }
    match args.command {
        Command::New(args) => new::run(&args, &global, report),
        Command::Adopt(args) => adopt::run(&args, &global, report),
        Command::Add(args) => change::run(&Verb::Add(&args.tiers), &args.flags, &global, report),
        Command::Remove(args) => {
            change::run(&Verb::Remove(&args.tiers), &args.flags, &global, report)
        }
        Command::Set(args) => change::run(&Verb::Set(&args.changes), &args.flags, &global, report),
        Command::Resource(args) => resource::run(&args, &global, report),
        Command::Update(args) if args.abort => change::abort::run(&global, report),
        Command::Update(args) => change::run(&Verb::Update, &args.flags, &global, report),
        Command::Plan(args) => {
            let flags = ChangeFlags {
                dry_run: true,
                exit_code: args.exit_code,
                diff: args.diff,
                format: args.format,
            };
            change::run(&Verb::Update, &flags, &global, report)
        }
        Command::List(args) => list::run(&args, &global, report),
        Command::Size(args) => size::run(&args, &global, report),
        Command::Check => check::run(&global, report),
        Command::Verify(args) => verify::run(&args, &global, report),
        Command::Diagram(args) => diagram::run(&args, &global, report),
        Command::Pack(args) => pack::run(&args, &global, report),
        Command::Schema(args) => schema::run(&args, &global, report),
        Command::Completions(args) => completions::run(&args, report),
        Command::Man(args) => man::run(&args, &global, report),
    }
}

/// Help, version, and invalid command lines.
fn misused(error: &clap::Error, typed: &[OsString]) -> i32 {
    let json = typed.iter().any(|argument| argument == "--json");
    let report = Report { json, quiet: false };
    let asks = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if error.use_stderr() && (json || !asks) {
        report.error(&Error::usage(misuse(error, typed)));
        return error.exit_code();
    }
    match error.print() {
        Err(refused) if refused.kind() != std::io::ErrorKind::BrokenPipe => {
            report.error(&report::output_problem(&refused).into());
            Exit::Refused as i32
        }
        // a closed reader is not an error
        _ => error.exit_code(),
    }
}

/// Clap's error as a problem: its first paragraph is the message, the others are the help.
fn misuse(error: &clap::Error, typed: &[OsString]) -> Problem {
    let text = error.to_string();
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| {
            let lines: Vec<&str> = paragraph.lines().map(str::trim).collect();
            lines.join(" ")
        })
        .collect();
    let above = typed.iter().fold(Args::command(), |above, word| {
        above.find_subcommand(word).cloned().unwrap_or(above)
    });
    let names: Vec<&str> = above
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let (message, help) = match (error.kind(), error.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand, _) => {
            let help = format!("one of: {}", suggest::name_list(&names));
            ("no command is given", help)
        }
        (_, Some(ContextValue::String(word))) => {
            (paragraphs[0].as_str(), suggest::help(word, names))
        }
        _ => match paragraphs.as_slice() {
            [message, help @ .., _more] if !help.is_empty() => (message.as_str(), help.join("; ")),
            [message, ..] => (
                message.as_str(),
                "`tierup --help` lists the commands".to_owned(),
            ),
            [] => ("", String::new()),
        },
    };
    let bare = |text: &str, mark: &str| text.trim_start_matches(mark).to_owned();
    Problem::new(bare(message, "error: "))
        .at("command line")
        .help(bare(&help, "tip: "))
}

impl GlobalArgs {
    /// A path relative to `-C DIR`.
    fn path(&self, path: &Path) -> PathBuf {
        self.directory
            .as_ref()
            .map_or_else(|| path.to_path_buf(), |directory| directory.join(path))
    }
}

/// The number of worker threads.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
