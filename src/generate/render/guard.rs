//! Prepares templates for Tera: refuses statements whose cost cannot be limited, and inserts calls that use fuel at
//! every iteration of a loop, every assignment to a variable and every operand that is read as a whole.

use std::borrow::Cow;
use std::ops::Range;

use super::fuel::{TURN, TURNS, VARIABLES};
use super::limits;
use super::operands::{Insertion, charges};
use super::tags::{Tag, TagKind, Token, tags};
use super::traced::BRANCH_TAKEN;
use crate::core::error::Problem;
use crate::core::place::Place;

/// The maximum number of problems reported for a template.
const MAX_PROBLEMS: usize = 20;
/// Statements with which a branch begins.
const BRANCHES: [&str; 4] = ["if", "elif", "else", "for"];
/// Longer than the text before the first tag of a body normally is.
const LONG_LEAD: usize = 4 * 1024;

/// Statements that templates may not use, each with an alternative.
const REFUSED: [(&str, &str); 6] = [
    ("include", "use a slot, or a shared file"),
    ("extends", "use a slot, or a shared file"),
    ("import", "use a slot, or a shared file"),
    ("component", "use a slot, or a shared file"),
    (
        "filter",
        "put the filter on each expression: `{{ name | upper }}`",
    ),
    (
        "endset",
        "set a variable to an expression: `{% set name = value %}`",
    ),
];

/// A template with fuel calls, and where they were inserted: line, column, length.
#[derive(Debug)]
pub(super) struct GuardedTemplate<'a> {
    pub(super) source: Cow<'a, str>,
    /// The author's text.
    written: &'a str,
    added: Vec<(usize, usize, usize)>,
}

/// Inserts fuel calls into a template.
///
/// # Errors
/// Everything in it that templates may not use.
pub(super) fn guard<'a>(name: &str, source: &'a str) -> Result<GuardedTemplate<'a>, Vec<Problem>> {
    with_calls(name, source, false)
}

/// Inserts fuel calls, and calls that record which branches are taken.
///
/// # Errors
/// Everything in it that templates may not use.
pub(super) fn guard_and_trace<'a>(
    name: &str,
    source: &'a str,
) -> Result<GuardedTemplate<'a>, Vec<Problem>> {
    with_calls(name, source, true)
}

fn with_calls<'a>(
    name: &str,
    source: &'a str,
    branches: bool,
) -> Result<GuardedTemplate<'a>, Vec<Problem>> {
    let tags = tags(source);
    if let Some(problem) = limits::problem(name, source, &tags) {
        return Err(vec![problem]);
    }
    let refused = tags
        .iter()
        .filter_map(|tag| forbidden_statement(name, source, tag));
    let problems: Vec<Problem> = refused.take(MAX_PROBLEMS).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(inserted(source, &insertions(source, &tags, branches)))
}

/// The insertions of a template, in order.
fn insertions(source: &str, tags: &[Tag<'_>], branches: bool) -> Vec<Insertion> {
    let bodies = bodies(tags);
    let mut all: Vec<Insertion> = lead(source, 0, tags.first(), "").into_iter().collect();
    for (number, tag) in tags.iter().enumerate() {
        all.extend(charges(tag));
        let fuel = fuel_call(tag, bodies[number]);
        let branch = branches && BRANCHES.contains(&tag.word());
        let branch = branch.then(|| format!("{BRANCH_TAKEN}(at={number})"));
        let calls: Vec<String> = fuel.into_iter().chain(branch).collect();
        let end = tag.range.end;
        let trim = if tag.trims { "-" } else { "" };
        if !calls.is_empty() {
            all.push((end, format!("{{{{ {} {trim}}}}}", calls.join(" ~ "))));
        } else if BRANCHES.contains(&tag.word()) {
            all.extend(lead(source, end, tags.get(number + 1), trim));
        }
    }
    all
}

/// An empty expression before a long text at the start of a body: at every statement, Tera scans the white space before
/// the body's first expression.
fn lead(source: &str, from: usize, next: Option<&Tag<'_>>, trim: &str) -> Option<Insertion> {
    let to = next.map_or(source.len(), |tag| tag.range.start);
    (to.saturating_sub(from) > LONG_LEAD).then(|| (from, format!("{{{{ \"\" {trim}}}}}")))
}

fn inserted<'a>(written: &'a str, insertions: &[Insertion]) -> GuardedTemplate<'a> {
    let (mut added, mut text) = (Vec::with_capacity(insertions.len()), String::new());
    let (mut from, mut line, mut column) = (0, 1, 1);
    for (at, call) in insertions {
        let before = &written[from..*at];
        match before.rsplit_once('\n') {
            Some((above, last)) => {
                line += above.matches('\n').count() + 1;
                column = last.chars().count() + 1;
            }
            None => column += before.chars().count(),
        }
        added.push((line, column, call.len()));
        text.push_str(before);
        text.push_str(call);
        from = *at;
    }
    let source = if insertions.is_empty() {
        Cow::Borrowed(written)
    } else {
        text.push_str(&written[from..]);
        Cow::Owned(text)
    };
    GuardedTemplate {
        source,
        written,
        added,
    }
}

/// The size in bytes of the loop that each tag begins; an unclosed loop extends to the end of the template.
fn bodies(tags: &[Tag<'_>]) -> Vec<usize> {
    let end = tags.last().map_or(0, |tag| tag.range.end);
    let mut bodies: Vec<usize> = tags.iter().map(|tag| end - tag.range.start).collect();
    let mut open = Vec::new();
    for (number, tag) in tags.iter().enumerate() {
        match tag.word() {
            "for" => open.push(number),
            "endfor" => {
                if let Some(start) = open.pop() {
                    bodies[start] = tag.range.end - tags[start].range.start;
                }
            }
            _ => {}
        }
    }
    bodies
}

/// The fuel call after a tag.
fn fuel_call(tag: &Tag<'_>, body: usize) -> Option<String> {
    match tag.word() {
        "for" => Some(format!("{TURNS}(costs={})", body + TURN)),
        "set" | "set_global" => {
            let name = tag.tokens.get(1).filter(|token| token.is_name())?;
            Some(format!("{VARIABLES}(of={})", name.text))
        }
        _ => None,
    }
}

fn forbidden_statement(name: &str, source: &str, tag: &Tag<'_>) -> Option<Problem> {
    let problem = |what: &str, token: &Token<'_>, help: &str| {
        Some(
            Problem::new(format!("templates cannot use {what}"))
                .at(Place::in_text(
                    name,
                    source,
                    token.at..token.at + token.text.len(),
                ))
                .help(help),
        )
    };
    let word = tag.word();
    if let Some((word, help)) = REFUSED.iter().find(|(known, _)| *known == word) {
        let statement = if *word == "endset" {
            "`set` around text".to_owned()
        } else {
            format!("`{word}`")
        };
        return problem(&statement, &tag.tokens[0], help);
    }
    let skipped = usize::from(tag.kind == TagKind::Statement);
    let comprehension = tag
        .tokens
        .iter()
        .skip(skipped)
        .find(|token| token.text == "for")?;
    problem(
        "a loop in an expression",
        comprehension,
        "use a statement: `{% for one in all %}`",
    )
}

impl GuardedTemplate<'_> {
    /// Maps a position in the text given to Tera to the author's text.
    pub(super) fn place(&self, file: &str, line: usize, columns: Range<usize>) -> Place {
        let (line, start) = self.written_at(line, columns.start);
        let (_, end) = self.written_at(line, columns.end);
        Place::at_column(file, self.written, (line, start), end.saturating_sub(start))
    }

    fn written_at(&self, line: usize, column: usize) -> (usize, usize) {
        let mut moved = 0;
        for (_, at, length) in self.added.iter().filter(|(on, ..)| *on == line) {
            if column < at + moved {
                break;
            }
            if column < at + moved + length {
                return (line, *at);
            }
            moved += length;
        }
        (line, column - moved)
    }
}
