//! EDGE: all printing. Results go to standard output, everything else to standard error; colour only on a terminal.
use console::style;
use serde_json::json;

use crate::error::{Error, Problem};

/// How to print.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    pub json: bool,
    pub quiet: bool,
}

impl Report {
    /// A result: `text` for people, `document` where JSON was asked for.
    pub fn result(&self, text: &str, document: &serde_json::Value) {
        if self.json {
            print_line(&format!("{document:#}"));
        } else if !text.is_empty() {
            print_line(text.trim_end_matches('\n'));
        }
    }

    /// Something worth knowing beside the result.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            tell(&format!(
                "{} {text}",
                style("note:").for_stderr().cyan().bold()
            ));
        }
    }

    /// All problems of a command that failed.
    pub fn error(&self, error: &Error) {
        if self.json {
            print_line(&format!("{:#}", json!({"errors": error.problems})));
        }
        for (i, problem) in error.problems.iter().enumerate() {
            if i > 0 {
                tell("");
            }
            problem_lines(problem);
        }
    }
}

fn problem_lines(problem: &Problem) {
    tell(&format!(
        "{} {}",
        style("error:").for_stderr().red().bold(),
        problem.message
    ));
    if let Some(place) = &problem.place {
        tell(&format!("  {} {place}", style("-->").for_stderr().blue()));
    }
    if let Some(help) = &problem.help {
        tell(&format!("  {} {help}", style("help:").for_stderr().green()));
    }
}

/// To standard error; a terminal that is gone hears nothing, and nothing fails for it.
fn tell(text: &str) {
    use std::io::Write as _;
    let _gone = writeln!(std::io::stderr(), "{text}");
}

/// A reader that went away (`| head`) is no failure.
fn print_line(text: &str) {
    use std::io::Write as _;
    let _gone = writeln!(std::io::stdout(), "{text}");
}
