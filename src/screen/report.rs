//! EDGE: all printing. Results go to standard output, everything else to standard error; colour only on a terminal.
use console::{Term, style};
use serde_json::json;

use crate::core::error::{Error, Problem, Result};
use crate::core::place::Place;
use crate::screen::{excerpt, prose};

/// How wide a line of a file may be where no terminal shows it.
const WITHOUT_TERMINAL: usize = 100;

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

    /// A result in sentences: on a terminal no word is broken.
    ///
    /// # Errors
    /// As for `result`.
    pub fn prose(&self, text: &str, document: &serde_json::Value) -> Result<()> {
        match columns() {
            Some(columns) => self.result(prose::columns(text, columns), document),
            None => self.result(text, document),
        }
    }

    /// The result of a command that has done its work: where it cannot be printed, the work stays done.
    pub fn done(&self, printed: Result<()>) {
        for problem in printed.err().into_iter().flat_map(|error| error.problems) {
            let text = format!("{}; the command itself succeeded", problem.message);
            print_labelled("warning:", |mark| mark.yellow().bold(), &text);
        }
    }

    /// Something worth knowing beside the result.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            print_labelled("note:", |mark| mark.cyan().bold(), text);
        }
    }

    /// Something worth knowing beside the result, with what can be done about it.
    pub fn warn(&self, problem: &Problem) {
        if !self.quiet {
            print_labelled("note:", |mark| mark.cyan().bold(), &problem.message);
            place_and_help(problem);
        }
    }

    /// All problems of a command that failed.
    pub fn error(&self, error: &Error) {
        if self.json {
            // what cannot be printed here is told on standard error below
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

/// The problem with a standard output that takes nothing.
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

/// The line of the file that a place is in, where it is known.
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

/// A word that says what follows, and what follows. Where somebody looks, no word is broken; where a program reads,
/// a line stays one line.
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

/// The columns of the terminal that results go to; none where they go elsewhere.
#[must_use]
pub fn columns() -> Option<usize> {
    let size = Term::stdout().size_checked();
    size.map(|(_, columns)| columns.into())
}

/// To standard error; a terminal that is gone hears nothing, and nothing fails for it.
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

/// Characters that turn the direction of the text around them, so that it reads as something else.
const DIRECTION_MARKS: [char; 12] = [
    '\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
    '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

/// A patch as it goes to standard output: every byte for a program, what is safe for a terminal.
#[must_use]
pub fn patch(bytes: &[u8]) -> Vec<u8> {
    if !Term::stdout().is_term() {
        return bytes.to_vec();
    }
    let text = String::from_utf8_lossy(bytes);
    let columns = text.split('\t').map(printable);
    columns.collect::<Vec<_>>().join("\t").into_bytes()
}

/// Text from a file or a pack may hold anything; a terminal must not obey it.
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
