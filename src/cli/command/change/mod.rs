//! `tierup add`, `remove`, `set`, `update` and `plan`: one operation with different answers.

pub(super) mod abort;
pub(super) mod before;
mod consent;
mod foreign;
mod private;
mod puts;
mod typed;
mod used;

use std::collections::BTreeSet;

use crate::cli::args::{ChangeFlags, Global};
use crate::core::error::{Error, Problem, Result};
use crate::core::interrupt;
use crate::core::tree::{RelPath, Tree};
use crate::generate::blueprint;
use crate::generate::pipeline::generate;
use crate::pack::source;
use crate::project::base;
use crate::project::change::meaning::{self, Meaning, Stack};
use crate::project::change::{self, Change, Trees};
use crate::project::current::{self, Project};
use crate::project::kept;
use crate::project::mine::{self, Mine};
use crate::project::write::journal;
use crate::project::write::records::Records;
use crate::project::write::turn::Turn;
use crate::project::write::undo;
use crate::project::write::{self, disk::Real};
use crate::screen::report::Report;

use super::packs::{self, Take};
use super::summary::Summary;
use before::Before;
pub(super) use typed::Verb;

pub(super) fn run(
    verb: &Verb<'_>,
    flags: &ChangeFlags,
    global: &Global,
    report: Report,
) -> Result<i32> {
    interrupt::catch()?;
    let (project, _turn) = open(flags, global, report)?;
    resolved(&project, flags.dry_run)?;
    let command = verb.command(global);
    foreign::merged_by_git(project.root.path(), &command)?;
    let other = verb.said("pack.source");
    let take = match (verb, &other) {
        (Verb::Update, _) => Take::Today,
        (_, Some(other)) => Take::Other(other),
        (_, None) => Take::Recorded,
    };
    let pack = packs::sealed(packs::of_project(&project, take, report)?)?;
    if take == Take::Recorded {
        packs::accepted(&project, &pack)?;
    }
    let typed = verb.typed(&pack, &project.answers, global)?;
    let before = Before::of(&project, kept::read(&project.root)?, &pack);
    Error::unless_none(before.refusals.clone())?;
    let next = change::answers::next(&pack, &project.answers, &before.answers, &typed)?;
    let blueprint = blueprint::decide(&pack, &next.answers).map_err(said_here)?;
    let new = generate(&pack, &blueprint, &source::read, super::threads())?;
    let (mut mine, change) = merged(&project, &before.tree, &new.tree)?;
    foreign::without_markers(&change.steps, &mine.tree, &command)?;
    let meaning = before.stack().map_or_else(Meaning::default, |old| {
        let new = Stack {
            package: &blueprint.package,
            services: &new.assembly.services,
        };
        meaning::between(old, new, &change.steps)
    });
    let private = private::Private::of(&project.root, &new.assembly.variables, global.yes)?;
    let mut puts = puts::files(&change.steps, &mine.tree);
    let touches_files = !puts.is_empty();
    puts.extend(private.put()?);
    puts.extend(puts::bookkeeping(
        &project.root,
        &pack,
        &change.base,
        &before,
    )?);

    let lost = if touches_files {
        used::lost(
            &project.root,
            &pack,
            &mut mine,
            [&before.tree, &new.tree],
            &change.steps,
        )?
    } else {
        Vec::new()
    };

    let root = project.root.path().display().to_string();
    let mut summary = Summary::of(root, &change.steps, &mine.tree, flags.diff);
    summary.private(private.action());
    summary.bookkeeping(
        puts.iter()
            .any(|put| put.path.as_str().starts_with(base::FOLDER)),
    );
    summary.note(before.notes);
    summary.note(next.notes);
    summary.note(change::renamed(&change, &blueprint.package));
    summary.note(change.notes);
    summary.note(private.notes);
    summary.note(meaning.data.clone());
    summary.note(meaning.notes);
    summary.note(lost);
    summary.note(mine.told());
    if flags.dry_run {
        summary.to(report, &summary.plan())?;
        summary.notes_to(report);
        return Ok(if flags.exit_code && summary.changes() {
            3
        } else {
            0
        });
    }
    if touches_files {
        consent::ask(&meaning.data, &command, global)?;
    }
    if !puts.is_empty() {
        write::apply(&project.root, &puts, &command, &summary.conflicted())?;
    }
    report.done(summary.to(report, &summary.written()));
    summary.notes_to(report);
    Ok(if summary.conflicted().is_empty() {
        0
    } else {
        4
    })
}

/// Reads what is on the disk and merges; once more where the merge comes to paths that were not looked at.
fn merged(project: &Project, base: &Tree, new: &Tree) -> Result<(Mine, Change)> {
    let mut paths: BTreeSet<RelPath> = base.keys().chain(new.keys()).cloned().collect();
    loop {
        let mine = mine::read(&project.root, &paths.iter().collect(), base)?;
        let change = change::change(Trees {
            base,
            mine: &mine.tree,
            new,
            blocked: &mine.blocked,
            blueprint: blueprint::FILE,
        });
        let looked_at = |path: &RelPath| paths.contains(path) || mine.tree.contains_key(path);
        let written = change.steps.iter().filter(|step| step.write.is_some());
        let unseen: Vec<RelPath> = written
            .map(|step| step.path.clone())
            .filter(|path| !looked_at(path))
            .collect();
        if unseen.is_empty() {
            return Ok((mine, change));
        }
        paths.extend(unseen);
    }
}

/// Remedies are said for `new`, whose other keys have a flag.
fn said_here(mut error: Error) -> Error {
    for help in error
        .problems
        .iter_mut()
        .filter_map(|problem| problem.help.as_mut())
    {
        *help = help
            .replacen("`--set ", "`tierup set ", 1)
            .replace("--set ", "");
    }
    error
}

/// The project, and the right to change it; a plan needs none.
fn open(flags: &ChangeFlags, global: &Global, report: Report) -> Result<(Project, Option<Turn>)> {
    let from = global.path(std::path::Path::new("."));
    if flags.dry_run {
        return Ok((current::open(&from, &|words| report.note(words))?, None));
    }
    let (project, turn) = current::open_to_change(&from, &|words| report.note(words))?;
    Ok((project, Some(turn)))
}

/// A change over unresolved conflicts would bury them. Once they are resolved there is no way back.
fn resolved(project: &Project, dry_run: bool) -> Result<()> {
    let Some(manifest) = undo::manifest(&project.root) else {
        return Ok(());
    };
    let left =
        super::check::conflicts::left(&project.root, manifest.conflicts.iter().map(String::as_str));
    if left.is_empty() {
        if !dry_run {
            let disk = Real::new(&project.root, Records::of_user());
            journal::forget(&disk, &manifest);
        }
        return Ok(());
    }
    let places: Vec<String> = left.iter().map(ToString::to_string).collect();
    Err(Problem::new(format!(
        "unresolved conflicts of `{}` remain",
        manifest.command
    ))
    .at(places.join(", "))
    .help("resolve them and run the command again, or undo the change: `tierup update --abort`")
    .into())
}
