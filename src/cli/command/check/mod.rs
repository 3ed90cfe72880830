//! `tierup check`: what is behind, edited or inconsistent in a project, each with the command that mends it.

mod behind;
pub(super) mod conflicts;
mod edited;
mod kept;
mod numbers;
mod renamed;
mod used;
mod variables;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::change::before::Before;
use super::packs::{self, Take};
use crate::cli::args::Global;
use crate::core::answers::Answers;
use crate::core::error::{Problem, Result};
use crate::core::tree::{RelPath, Tree};
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::pipeline::{Generated, generate};
use crate::pack::{Pack, source};
use crate::project::current::{self, Project};
use crate::project::merge::{self, Folder};
use crate::project::mine;
use crate::screen::report::{Report, printable};

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
    /// Where no file can be read or written, with the reason.
    pub(super) blocked: &'a BTreeMap<RelPath, String>,
    /// Where files of the templates are that a person moved.
    pub(super) places: BTreeMap<RelPath, RelPath>,
    /// Folders that a person renamed.
    pub(super) folders: Vec<Folder>,
}

impl Looked<'_> {
    /// Where the project has a file of the templates.
    fn place<'a>(&'a self, path: &'a RelPath) -> &'a RelPath {
        self.places.get(path).unwrap_or(path)
    }
}

/// One thing that was found, for people and for programs.
pub(super) struct Found {
    problem: Problem,
    document: Value,
}

impl From<Problem> for Found {
    fn from(problem: Problem) -> Self {
        let document = json!(problem);
        Self { problem, document }
    }
}

/// What finds things for one section.
type Look = fn(&Looked<'_>) -> Vec<Found>;

/// A part of what is told.
struct Section {
    name: &'static str,
    /// Whether anything in it is a difference that `check` is there to find.
    counts: bool,
    looks: &'static [Look],
}

const INCONSISTENT: &str = "inconsistent";

const SECTIONS: [Section; 4] = [
    Section {
        name: "behind",
        counts: true,
        looks: &[behind::find],
    },
    Section {
        name: "edited",
        counts: true,
        looks: &[edited::find],
    },
    Section {
        name: INCONSISTENT,
        counts: true,
        looks: &[
            conflicts::find,
            kept::find,
            used::find,
            variables::find,
            numbers::inconsistent,
        ],
    },
    Section {
        name: "different",
        counts: false,
        looks: &[numbers::different, renamed::find, variables::unread],
    },
];

pub(super) fn run(global: &Global, report: Report) -> Result<i32> {
    let project = current::open(&global.path(Path::new(".")), &|words| report.note(words))?;
    let pack = packs::of_project(&project, Take::Today, report)?;
    let (found, places) = found(&project, pack)?;
    let document: serde_json::Map<String, Value> = found
        .iter()
        .map(|(section, findings)| {
            let findings: Vec<&Value> = findings.iter().map(|found| &found.document).collect();
            (section.name.to_owned(), json!(findings))
        })
        .collect();
    let clean = found
        .iter()
        .all(|(section, findings)| !section.counts || findings.is_empty());
    let mut told: String = found
        .iter()
        .map(|(section, findings)| text(section.name, findings))
        .collect();
    if clean {
        let _ = writeln!(
            told,
            "no outdated, edited or inconsistent files; {places} values are consistent"
        );
    }
    report.prose(&told, &document.into())?;
    Ok(if clean { 0 } else { 3 })
}

/// The sections with what was found for each.
type All = [(Section, Vec<Found>); SECTIONS.len()];

/// What stands in each section, and how many places hold numbers.
fn found(project: &Project, pack: Pack) -> Result<(All, usize)> {
    let pack = packs::sealed(pack)?;
    let before = Before::of(project, crate::project::kept::read(&project.root)?, &pack);
    let next = crate::project::change::answers::next(
        &pack,
        &project.answers,
        &before.answers,
        &Answers::default(),
    )?;
    let blueprint = blueprint::decide(&pack, &next.answers)?;
    let new = generate(&pack, &blueprint, &source::read, super::threads())?;
    let paths: BTreeSet<&RelPath> = before.tree.keys().chain(new.tree.keys()).collect();
    let mut mine = mine::read(&project.root, &paths, &before.tree)?;
    mine::more(&project.root, &mut mine)?;
    let (places, folders) = merge::places(&before.tree, &mine.tree, &new.tree);
    let looked = Looked {
        project,
        pack: &pack,
        before: &before,
        blueprint: &blueprint,
        new: &new,
        mine: &mine.tree,
        blocked: &mine.blocked,
        places,
        folders,
    };
    let found = SECTIONS.map(|section| {
        let findings: Vec<Found> = section
            .looks
            .iter()
            .flat_map(|look| look(&looked))
            .collect();
        (section, findings)
    });
    Ok((found, new.assembly.spots.len()))
}

/// What `verify` tells of it.
pub(super) struct Summed {
    /// Each in a line.
    pub(super) inconsistent: Vec<String>,
    /// How many of what is no fault.
    counts: Vec<(&'static str, usize)>,
}

impl Summed {
    /// `2 edited, 1 behind`; nothing where there is none.
    pub(super) fn others(&self) -> String {
        let counts = self.counts.iter().filter(|(_, count)| *count > 0);
        let words: Vec<String> = counts
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        words.join(", ")
    }
}

/// What is found of a project, for somebody who tells it among other things.
pub(super) fn summed(project: &Project, pack: &Pack) -> Result<Summed> {
    let (found, _) = found(project, pack.clone())?;
    let mut summed = Summed {
        inconsistent: Vec::new(),
        counts: Vec::new(),
    };
    for (section, findings) in found {
        if section.name == INCONSISTENT {
            let line = |found: Found| {
                let place = found.problem.place.unwrap_or_default();
                format!("{place}: {}", found.problem.message)
            };
            summed.inconsistent.extend(findings.into_iter().map(line));
        } else {
            summed.counts.push((section.name, findings.len()));
        }
    }
    Ok(summed)
}

/// A section for people: one remedy under all that it mends.
fn text(name: &str, findings: &[Found]) -> String {
    let mut text = String::new();
    if findings.is_empty() {
        return text;
    }
    let _ = writeln!(text, "{}", console::style(name).bold());
    let shown = &findings[..findings.len().min(SHOWN)];
    for (number, Found { problem, .. }) in shown.iter().enumerate() {
        let place = problem.place.clone().unwrap_or_default();
        let line = printable(&format!("{place}: {}", problem.message));
        let _ = writeln!(text, "  {line}");
        let next = shown.get(number + 1).map(|next| &next.problem.help);
        if let Some(help) = problem
            .help
            .as_ref()
            .filter(|_| next != Some(&problem.help))
        {
            let _ = writeln!(text, "    help: {}", printable(help));
        }
    }
    match findings.len() - shown.len() {
        0 => {}
        more => {
            let _ = writeln!(text, "  and {more} more; `tierup check --json` has all");
        }
    }
    text.push('\n');
    text
}
