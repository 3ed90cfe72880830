//! EDGE: all printing. Results go to standard output, everything else to standard error; colour only on a terminal.
use console::{Term, style};
use serde_json::json;

use crate::error::{Error, Problem, Result};
use crate::prose;

/// How to print.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    pub json: bool,
    pub quiet: bool,
}

impl Report {
    /// A result: `text` for people, `document` where JSON was asked for.
    ///
    /// # Errors
    /// When standard output takes no more, unless its reader went away (`| head`).
    pub fn result(&self, text: &str, document: &serde_json::Value) -> Result<()> {
        let text = if self.json {
            format!("{document:#}")
        } else {
            text.trim_end_matches('\n').to_owned()
        };
        if text.is_empty() {
            return Ok(());
        }
        match print_line(&text) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Problem::new(format!("the result could not be printed: {error}")).into())
            }
            _ => Ok(()),
        }
    }

    /// A result in sentences: on a terminal no word is broken.
    ///
    /// # Errors
    /// As for `result`.
    pub fn prose(&self, text: &str, document: &serde_json::Value) -> Result<()> {
        match columns() {
            Some(columns) => self.result(&prose::columns(text, columns), document),
            None => self.result(text, document),
        }
    }

    /// Something worth knowing beside the result.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            tell_beside("note:", |mark| mark.cyan().bold(), text);
        }
    }

    /// All problems of a command that failed.
    pub fn error(&self, error: &Error) {
        if self.json {
            // what cannot be printed here is told on standard error below
            let _gone = print_line(&format!("{:#}", json!({"errors": error.problems})));
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
    tell_beside("error:", |mark| mark.red().bold(), &problem.message);
    if let Some(place) = &problem.place {
        tell_beside("  -->", console::StyledObject::dim, place);
    }
    if let Some(help) = &problem.help {
        tell_beside("  help:", console::StyledObject::green, help);
    }
}

/// A word that says what follows, and what follows. Where somebody looks, no word is broken; where a program reads,
/// a line stays one line.
fn tell_beside(
    mark: &'static str,
    look: fn(console::StyledObject<&'static str>) -> console::StyledObject<&'static str>,
    text: &str,
) {
    let text = format!("{mark} {}", printable(text));
    let text = match Term::stderr().size_checked() {
        Some((_, columns)) => prose::hanging(&text, columns.into(), mark.len() + 1),
        None => text,
    };
    let beginning = mark.trim_start();
    let painted = look(style(beginning).for_stderr()).to_string();
    tell(&text.replacen(beginning, &painted, 1));
}

/// The columns of the terminal that results go to; none where they go elsewhere.
#[must_use]
pub fn columns() -> Option<usize> {
    let size = Term::stdout().size_checked();
    size.map(|(_, columns)| columns.into())
}

/// To standard error; a terminal that is gone hears nothing, and nothing fails for it.
fn tell(text: &str) {
    use std::io::Write as _;
    let _gone = writeln!(std::io::stderr(), "{text}");
}

fn print_line(text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Characters that turn the direction of the text around them, so that it reads as something else.
const TURNS: [char; 12] = [
    '\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
    '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

/// Text from a file or a pack may hold anything; a terminal must not obey it.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if (c.is_control() && c != '\n') || TURNS.contains(&c) {
                c.escape_unicode().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}
