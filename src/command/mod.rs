//! EDGE: one verb a file; each reads as the pipeline.

mod completions;
mod diagram;
mod list;
mod new;
mod schema;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, Parser as _};
use clap_complete::CompleteEnv;

use crate::args::{Args, Command, Global};
use crate::error::{Error, Problem, Result};
use crate::report::Report;

/// Runs the command line of this process; gives its exit code.
#[must_use]
pub fn run() -> i32 {
    CompleteEnv::with_factory(Args::command).complete();
    let typed: Vec<OsString> = std::env::args_os().collect();
    match Args::try_parse_from(&typed) {
        Ok(args) => {
            let report = Report {
                json: args.global.json,
                quiet: args.global.quiet,
            };
            dispatch(args, report).unwrap_or_else(|error| {
                report.error(&error);
                error.exit as i32
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
            Problem::new(format!("there is no folder `{}`", directory.display()))
                .at("-C")
                .into(),
        );
    }
    match args.command {
        Command::New(args) => new::run(&args, &global, report),
        Command::List(args) => list::run(&args, &global, report),
        Command::Diagram(args) => diagram::run(&args, &global, report),
        Command::Schema(args) => schema::run(&args, &global, report),
        Command::Completions(args) => completions::run(&args),
    }
}

/// Help, version, and command lines that clap refuses.
fn misused(error: &clap::Error, typed: &[OsString]) -> i32 {
    if error.use_stderr() && typed.iter().any(|argument| argument == "--json") {
        let text = error.to_string();
        let message = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned();
        let help = text
            .lines()
            .map(str::trim)
            .find_map(|line| line.strip_prefix("tip: "))
            .unwrap_or("tierup --help");
        Report {
            json: true,
            quiet: false,
        }
        .error(&Error::usage(
            Problem::new(message).at("command line").help(help),
        ));
    } else {
        // a closed standard output is no failure
        let _gone = error.print();
    }
    error.exit_code()
}

impl Global {
    /// A path as if this process had been started in `-C DIR`.
    fn path(&self, path: &Path) -> PathBuf {
        self.directory
            .as_ref()
            .map_or_else(|| path.to_path_buf(), |directory| directory.join(path))
    }

    /// The name of a pack, a folder's path being taken from `-C DIR`.
    fn pack(&self, source: Option<&str>) -> String {
        match source {
            None => crate::pack::source::BUILTIN_NAME.to_owned(),
            Some(source)
                if source == crate::pack::source::BUILTIN_NAME || source.starts_with("git+") =>
            {
                source.to_owned()
            }
            Some(folder) => self.path(Path::new(folder)).display().to_string(),
        }
    }
}

/// Threads worth starting.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
