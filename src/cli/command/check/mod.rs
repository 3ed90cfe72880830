//! `tierup check`: outdated, edited and inconsistent files of a project, each with the command that fixes them.

mod behind;
mod bookkeeping;
pub(super) mod conflicts;
mod edited;
mod numbers;
mod references;
mod renamed;
mod variables;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::change::baseline::Baseline;
use super::change::history::Histories;
use super::packs::{self, PackVersion};
use super::version_changes::VersionChanges;
use crate::cli::args::GlobalArgs;
use crate::core::error::{Problem, Result};
use crate::core::tree::{RelPath, Tree};
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::pipeline::{Generated, generate};
use crate::pack::{Pack, source};
use crate::project::change::edits::AnswerEdits;
use crate::project::current::{self, Project};
use crate::project::disk_files;
use crate::project::merge::{self, RenamedFolder};
use crate::screen::report::{Report, printable};

/// The maximum number of findings shown per section; `--json` has all.
const SHOWN: usize = 12;

/// The data for all checks.
pub(super) struct CheckContext<'a> {
    pub(super) project: &'a Project,
    pub(super) pack: &'a Pack,
    pub(super) baseline: &'a Baseline,
    /// The blueprint of its answers, and the tree that they generate now.
    pub(super) blueprint: &'a Blueprint,
    pub(super) new: &'a Generated,
    /// What the current version of the pack changes.
    pub(super) version_changes: &'a VersionChanges,
    pub(super) ours: &'a Tree,
    /// Paths where no file can be read or written, with the reason.
    pub(super) blocked: &'a BTreeMap<RelPath, String>,
    /// Template files that the user moved.
    pub(super) places: BTreeMap<RelPath, RelPath>,
    /// Folders that the user renamed.
    pub(super) folders: Vec<RenamedFolder>,
}

impl CheckContext<'_> {
    /// The project's path of a template file.
    fn place<'a>(&'a self, path: &'a RelPath) -> &'a RelPath {
        self.places.get(path).unwrap_or(path)
    }
}

/// A finding, as text and JSON.
pub(super) struct CheckFinding {
    problem: Problem,
    document: Value,
}

impl From<Problem> for CheckFinding {
    fn from(problem: Problem) -> Self {
        let document = json!(problem);
        Self { problem, document }
    }
}

/// A check for a section.
type CheckFn = fn(&CheckContext<'_>) -> Vec<CheckFinding>;

/// A section of the report.
struct Section {
    name: &'static str,
    /// Whether its findings are differences (exit code 3).
    counts: bool,
    checks: &'static [CheckFn],
}

const INCONSISTENT: &str = "inconsistent";

const SECTIONS: [Section; 4] = [
    Section {
        name: "behind",
        counts: true,
        checks: &[behind::find],
    },
    Section {
        name: "edited",
        counts: true,
        checks: &[edited::find],
    },
    Section {
        name: INCONSISTENT,
        counts: true,
        checks: &[
            conflicts::find,
            bookkeeping::find,
            references::find,
            variables::find,
            numbers::inconsistent,
        ],
    },
    Section {
        name: "different",
        counts: false,
        checks: &[
            numbers::different,
            renamed::find,
            variables::unreadable_file,
        ],
    },
];

pub(super) fn run(global: &GlobalArgs, report: Report) -> Result<i32> {
    let project = current::open(&global.path(Path::new(".")), &|words| report.note(words))?;
    let pack = packs::of_project(&project, PackVersion::Current, report)?;
    let Findings {
        sections: found,
        changes,
        places,
    } = collect_findings(&project, pack)?;
    let mut document: serde_json::Map<String, Value> = found
        .iter()
        .map(|(section, findings)| {
            let findings: Vec<&Value> = findings.iter().map(|found| &found.document).collect();
            (section.name.to_owned(), json!(findings))
        })
        .collect();
    document.insert("changes".to_owned(), changes.document());
    let clean = found
        .iter()
        .all(|(section, findings)| !section.counts || findings.is_empty());
    let mut lines = changes.text();
    if !changes.is_empty() {
        lines.push('\n');
    }
    let sections = found.iter();
    lines.extend(sections.map(|(section, findings)| text(section.name, findings)));
    if clean {
        let _ = writeln!(
            lines,
            "no outdated, edited or inconsistent files; {places} values are consistent"
        );
    }
    report.prose(&lines, &document.into())?;
    Ok(if clean { 0 } else { 3 })
}

/// The findings of all checks.
struct Findings {
    sections: [(Section, Vec<CheckFinding>); SECTIONS.len()],
    /// What the current version of the pack changes.
    changes: VersionChanges,
    /// The number of checked values.
    places: usize,
}

fn collect_findings(project: &Project, pack: Pack) -> Result<Findings> {
    let pack = packs::with_hash(pack)?;
    let mut baseline = Baseline::of(
        project,
        crate::project::stored_base::read(&project.root)?,
        &pack,
    );
    let next = crate::project::change::answers::next_answers(
        &pack,
        &project.answers,
        &baseline.answers,
        &AnswerEdits::default(),
    )?;
    let blueprint = blueprint::decide(&pack, &next.answers)?;
    let mut new = generate(&pack, &blueprint, &source::read, super::threads())?;
    let first = new.take_history();
    let histories = Histories::of(&pack, &baseline, (&blueprint, &new.assembly), first)?;
    let base = histories.base(&project.root, &baseline.tree)?;
    baseline.tree = base;
    let paths: BTreeSet<&RelPath> = baseline.tree.keys().chain(new.tree.keys()).collect();
    let mut ours = disk_files::read(&project.root, &paths, &baseline.tree)?;
    disk_files::read_others(&project.root, &mut ours)?;
    let (places, folders) = merge::moved_paths(&baseline.tree, &ours.tree, &new.tree);
    let changes = VersionChanges::of(project, &baseline, &pack, &blueprint);
    let context = CheckContext {
        project,
        pack: &pack,
        baseline: &baseline,
        blueprint: &blueprint,
        new: &new,
        version_changes: &changes,
        ours: &ours.tree,
        blocked: &ours.blocked,
        places,
        folders,
    };
    let sections = SECTIONS.map(|section| {
        let findings: Vec<CheckFinding> = section
            .checks
            .iter()
            .flat_map(|check| check(&context))
            .collect();
        (section, findings)
    });
    Ok(Findings {
        sections,
        changes,
        places: new.assembly.locations.len(),
    })
}

/// The summary for `verify`.
pub(super) struct CheckSummary {
    /// One a line.
    pub(super) inconsistent: Vec<String>,
    /// Number of findings that are not errors.
    counts: Vec<(&'static str, usize)>,
}

impl CheckSummary {
    /// `2 edited, 1 behind`; `None` without findings.
    pub(super) fn others(&self) -> String {
        let counts = self.counts.iter().filter(|(_, count)| *count > 0);
        let words: Vec<String> = counts
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        words.join(", ")
    }
}

/// The findings of a project, for another report.
pub(super) fn summarize(project: &Project, pack: &Pack) -> Result<CheckSummary> {
    let found = collect_findings(project, pack.clone())?.sections;
    let mut summary = CheckSummary {
        inconsistent: Vec::new(),
        counts: Vec::new(),
    };
    for (section, findings) in found {
        if section.name == INCONSISTENT {
            let line = |found: CheckFinding| {
                let place = found.problem.place.unwrap_or_default();
                format!("{place}: {}", found.problem.message)
            };
            summary.inconsistent.extend(findings.into_iter().map(line));
        } else {
            summary.counts.push((section.name, findings.len()));
        }
    }
    Ok(summary)
}

/// A section as text: a help shared by several findings is below them.
fn text(name: &str, findings: &[CheckFinding]) -> String {
    let mut text = String::new();
    if findings.is_empty() {
        return text;
    }
    let _ = writeln!(text, "{}", console::style(name).bold());
    let shown = &findings[..findings.len().min(SHOWN)];
    for (number, CheckFinding { problem, .. }) in shown.iter().enumerate() {
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
