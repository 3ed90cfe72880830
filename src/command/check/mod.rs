//! `tierup check`: what is behind, edited or inconsistent in a project, each with the command that mends it.

mod behind;
pub(super) mod conflicts;
mod edited;
mod kept;
mod variables;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::change::before::Before;
use crate::args::{Check, Global};
use crate::blueprint::{self, Blueprint};
use crate::error::{Problem, Result};
use crate::generate::{Generated, generate};
use crate::pack::{Pack, source};
use crate::project::{self, Project, mine};
use crate::report::{Report, printable};
use crate::tree::{RelPath, Tree};

/// Findings of one section that people are shown; programs get all.
const SHOWN: usize = 12;

/// Everything that a section may look at.
pub(super) struct Looked<'a> {
    pub(super) project: &'a Project,
    pub(super) pack: &'a Pack,
    pub(super) before: &'a Before,
    /// What its answers mean, and what they give today.
    pub(super) blueprint: &'a Blueprint,
    pub(super) new: &'a Generated,
    pub(super) mine: &'a Tree,
}

/// What finds things for one section.
type Look = fn(&Looked<'_>) -> Vec<Problem>;

/// The sections, and who finds what for them.
const SECTIONS: [(&str, &[Look]); 3] = [
    ("behind", &[behind::find]),
    ("edited", &[edited::find]),
    ("inconsistent", &[conflicts::find, kept::find, variables::find]),
];

pub(super) fn run(_: &Check, global: &Global, report: Report) -> Result<i32> {
    let project = project::open(&global.path(Path::new(".")), report)?;
    let pack = source::load(&global.pack(project.answers.text("pack.source")))?;
    let before = Before::of(&project, project::kept::read(&project.root)?, &pack)?;
    let next = crate::change::answers::next(&pack, &project.answers, &before.answers, &Default::default());
    let blueprint = blueprint::decide(&pack, &next.answers)?;
    let new = generate(&pack, &blueprint, &source::read, super::threads())?;
    let paths: BTreeSet<&RelPath> = before.tree.keys().chain(new.tree.keys()).collect();
    let mine = mine::read(&project.root, &paths, &before.tree)?;
    let looked = Looked {
        project: &project,
        pack: &pack,
        before: &before,
        blueprint: &blueprint,
        new: &new,
        mine: &mine.tree,
    };
    let found: Vec<(&str, Vec<Problem>)> = SECTIONS
        .iter()
        .map(|(section, looks)| (*section, looks.iter().flat_map(|look| look(&looked)).collect()))
        .collect();
    let document: Value = found
        .iter()
        .map(|(section, findings)| ((*section).to_owned(), json!(findings)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    report.result(&text(&found), &document)?;
    Ok(if found.iter().all(|(_, findings)| findings.is_empty()) { 0 } else { 3 })
}

fn text(found: &[(&str, Vec<Problem>)]) -> String {
    let mut text = String::new();
    for (section, findings) in found.iter().filter(|(_, findings)| !findings.is_empty()) {
        let _ = writeln!(text, "{}", console::style(section).bold());
        for finding in findings.iter().take(SHOWN) {
            let place = finding.place.as_ref().map_or_else(String::new, |place| format!("{place}: "));
            let _ = writeln!(text, "  {}", printable(&format!("{place}{}", finding.message)));
            let next = findings.iter().skip_while(|other| *other != finding).nth(1);
            // one remedy under all that it mends
            if let Some(help) = &finding.help
                && next.is_none_or(|next| next.help != finding.help)
            {
                let _ = writeln!(text, "    help: {}", printable(help));
            }
        }
        if let Some(more) = findings.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(text, "  and {more} more");
            let help = findings.last().and_then(|last| last.help.as_ref());
            if let Some(help) = help {
                let _ = writeln!(text, "    help: {}", printable(help));
            }
        }
        text.push('\n');
    }
    if text.is_empty() {
        text.push_str("nothing is behind, edited or inconsistent\n");
    }
    text
}
