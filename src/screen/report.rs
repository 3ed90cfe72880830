//! EDGE: all printing. Results are written to standard output, everything else to standard error; colour only on a
//! terminal.
use console::{Term, style};
use serde_json::json;

use crate::core::error::{Error, Problem, Result};
use crate::core::place::Place;
use crate::screen::{excerpt, prose};

/// The maximum width of an excerpt if there is no terminal.
const WITHOUT_TERMINAL: usize = 100;

/// How to print.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    pub json: bool,
    pub quiet: bool,
}

impl Report {
    /// Prints a result: `text`, or `document` with `--json`.
    ///
    /// # Errors
    /// When standard output cannot be written, unless its reader has closed it (`| head`).
    pub fn result(&self, text: impl AsRef<[u8]>, document: &serde_json::Value) -> Result<()> {
        let document = if self.json {
            format!("{document:#}").into_bytes()
        } else {
            Vec::new()
        };
        let text = if self.json { &document } else { text.as_ref() };
        let end = text.iter().rposition(|byte| *byte != b'\n');
        let Some(end) = end else {
            return Ok(());
        };
        match print_line(&text[..=end]) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(output_problem(&error).into())
            }
            _ => Ok(()),
        }
    }

    /// Prints a result in sentences, wrapped on a terminal.
    ///
    /// # Errors
    /// As for `result`.
    pub fn prose(&self, text: &str, document: &serde_json::Value) -> Result<()> {
        match columns() {
            Some(columns) => self.result(prose::columns(text, columns), document),
            None => self.result(text, document),
        }
    }

    /// Handles an error while printing the result of a completed command: only reported, because the work is done.
    pub fn done(&self, printed: Result<()>) {
        for problem in printed.err().into_iter().flat_map(|error| error.problems) {
            let text = format!("{}; the command itself succeeded", problem.message);
            print_labelled("warning:", |mark| mark.yellow().bold(), &text);
        }
    }

    /// Prints additional information.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            print_labelled("note:", |mark| mark.cyan().bold(), text);
        }
    }

    /// Prints a warning with its help.
    pub fn warn(&self, problem: &Problem) {
        if !self.quiet {
            print_labelled("note:", |mark| mark.cyan().bold(), &problem.message);
            place_and_help(problem);
        }
    }

    /// Prints all problems of a failed command.
    pub fn error(&self, error: &Error) {
        if self.json {
            // if this fails, it is reported on standard error below
            let _gone = print_line(format!("{:#}", json!({"errors": error.problems})).as_bytes());
        }
        for (i, problem) in error.problems.iter().enumerate() {
            if i > 0 {
                print_error_line("");
            }
            problem_lines(problem);
        }
    }
}

/// The problem of a standard output that cannot be written.
#[must_use]
pub fn output_problem(error: &std::io::Error) -> Problem {
    Problem::new(format!("the result could not be printed: {error}"))
        .at("standard output")
        .help("write it elsewhere, e.g. to a file on a disk with free space")
}

fn problem_lines(problem: &Problem) {
    print_labelled("error:", |mark| mark.red().bold(), &problem.message);
    place_and_help(problem);
}

fn place_and_help(problem: &Problem) {
    if let Some(place) = &problem.place {
        print_labelled("  -->", console::StyledObject::dim, &place.to_string());
        tell_excerpt(place);
    }
    if let Some(help) = &problem.help {
        print_labelled("  help:", console::StyledObject::green, help);
    }
}

/// Prints the line of the file at a place, if it is known.
fn tell_excerpt(place: &Place) {
    let (Some((line, _)), Some(found)) = (place.position(), place.excerpt()) else {
        return;
    };
    let size = Term::stderr().size_checked();
    let columns = size.map_or(WITHOUT_TERMINAL, |(_, columns)| columns.into());
    let [above, text, caret] = excerpt::draw(line, found, columns);
    print_error_line(&above);
    print_error_line(&text);
    print_error_line(&style(caret).for_stderr().red().bold().to_string());
}

/// Prints a label and text. Wrapped on a terminal; otherwise a line remains one line, for programs.
fn print_labelled(
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
    print_error_line(&text.replacen(beginning, &painted, 1));
}

/// The width of the terminal of standard output; `None` if it is not a terminal.
#[must_use]
pub fn columns() -> Option<usize> {
    let size = Term::stdout().size_checked();
    size.map(|(_, columns)| columns.into())
}

/// Prints to standard error; errors on a closed terminal are ignored.
fn print_error_line(text: &str) {
    use std::io::Write as _;
    let _gone = writeln!(std::io::stderr(), "{text}");
}

fn print_line(text: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    out.write_all(text)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Characters that change the direction of the text around them, which can disguise it.
const DIRECTION_MARKS: [char; 12] = [
    '\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
    '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

/// A patch for standard output: unchanged for a program, made safe for a terminal.
#[must_use]
pub fn patch(bytes: &[u8]) -> Vec<u8> {
    if !Term::stdout().is_term() {
        return bytes.to_vec();
    }
    let text = String::from_utf8_lossy(bytes);
    let columns = text.split('\t').map(printable);
    columns.collect::<Vec<_>>().join("\t").into_bytes()
}

/// Escapes characters of a file's or pack's text that a terminal would interpret.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if (c.is_control() && c != '\n') || DIRECTION_MARKS.contains(&c) {
                c.escape_unicode().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}
