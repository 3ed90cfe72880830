//! Branches of a template that no selection reaches. Not reported: branches that depend on a number, which a user may
//! set, and those that depend on items that a folder declares, such as a service, because a new provider may declare
//! more.

use std::collections::BTreeSet;

use super::names::{name_uses, operand_tokens};
use crate::core::error::Problem;
use crate::core::place::Place;
use crate::generate::render::tags::{Tag, tags};

/// Names whose values depend on the selection alone.
const SELECTED: [&str; 9] = [
    "facts",
    "labels",
    "slots",
    "volumes",
    "networks",
    "dependencies",
    "build_dependencies",
    "load_dependencies",
    "imports",
];

/// An open statement with branches, at the branch that is being read.
struct OpenStatement<'a> {
    /// The names in the branch's condition.
    names: BTreeSet<&'a str>,
    reached: bool,
}

/// The branches of a template that are not in `reached`, by the number of their tag.
pub(super) fn unreachable(
    name: &str,
    source: &str,
    reached: &dyn Fn(usize) -> bool,
) -> Vec<Problem> {
    let tags = tags(source);
    let mut problems = Vec::new();
    let mut open: Vec<OpenStatement<'_>> = Vec::new();
    for (number, tag) in tags.iter().enumerate() {
        match tag.word() {
            "if" | "for" => open.push(OpenStatement {
                names: BTreeSet::new(),
                reached: true,
            }),
            "elif" | "else" => {}
            "endif" | "endfor" => {
                open.pop();
                continue;
            }
            _ => continue,
        }
        let Some((branch, around)) = open.split_last_mut() else {
            continue;
        };
        branch.names.extend(condition_names(tag));
        branch.reached = reached(number);
        let selected = branch.names.iter().all(|name| SELECTED.contains(name));
        if around.iter().all(|outer| outer.reached) && !branch.reached && selected {
            problems.push(problem(name, source, tag));
        }
    }
    problems
}

fn condition_names<'a>(tag: &Tag<'a>) -> impl Iterator<Item = &'a str> {
    name_uses(operand_tokens(tag))
        .into_iter()
        .filter_map(|used| Some(used.parts.first()?.text))
}

fn problem(name: &str, source: &str, tag: &Tag<'_>) -> Problem {
    let what = match tag.word() {
        "for" => "enters the loop",
        _ => "reaches the branch",
    };
    let text = source.get(tag.range.clone()).unwrap_or_default();
    let text = text
        .trim_start_matches(['{', '%', '-'])
        .trim_end_matches(['}', '%', '-']);
    Problem::new(format!("no selection {what} `{}`", text.trim()))
        .at(Place::in_text(name, source, tag.range.clone()))
        .help("remove it, or change its condition")
}
