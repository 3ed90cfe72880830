//! `tierup add`, `remove`, `set`, `update` and `plan`: one operation with different answers.

pub(super) mod abort;
pub(super) mod before;
mod consent;
mod foreign;
mod private;
mod puts;
mod told;
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
use crate::project::write::disk::Real;
use crate::project::write::journal::{self, Failure};
use crate::project::write::records::Records;
use crate::project::write::turn::Turn;
use crate::project::write::undo;
use crate::screen::report::Report;

use super::packs::{self, Take};
use before::Before;
use told::Told;
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

    let mut told = Told::of(project.root.path(), &change.steps, &mine.tree, flags.diff);
    told.private(&private);
    told.bookkeeping(
        puts.iter()
            .any(|put| put.path.as_str().starts_with(base::FOLDER)),
    );
    told.note(before.notes);
    told.note(next.notes);
    told.note(change::renamed(&change, &blueprint.package));
    told.note(change.notes);
    told.note(private.notes);
    told.note(meaning.data.clone());
    told.note(meaning.notes);
    told.note(lost);
    told.note(mine.told().into_iter().collect());
    if flags.dry_run {
        told.to(report, &told.plan())?;
        told.notes_to(report);
        return Ok(if flags.exit_code && told.changes() {
            3
        } else {
            0
        });
    }
    if touches_files {
        consent::ask(&meaning.data, &command, global)?;
    }
    if !puts.is_empty() {
        let conflicts = told.conflicted();
        let hold = interrupt::Hold::begin()?;
        let go = || interrupt::check().map_err(|_| std::io::ErrorKind::Interrupted.into());
        let disk = Real::new(&project.root, Records::of_user());
        let applied = journal::apply(&disk, &puts, &command, &conflicts, go);
        drop(hold);
        applied.map_err(|failure| refused(failure, &command))?;
    }
    report.done(told.to(report, &told.written()));
    told.notes_to(report);
    Ok(if told.conflicted().is_empty() { 0 } else { 4 })
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

/// Why nothing was written.
fn refused(failure: Failure, command: &str) -> Error {
    match failure {
        Failure::Unchanged(error) if error.kind() == std::io::ErrorKind::Interrupted => {
            Error::interrupted()
        }
        Failure::Unchanged(error) => Problem::new(format!("nothing was changed: {error}"))
            .at(blueprint::FILE)
            .help(format!(
                "free disk space or fix the permissions, then `{command}`"
            ))
            .into(),
        Failure::Meanwhile(path) => {
            Problem::new("the file was changed during this command; nothing was written")
                .at(path)
                .help(format!("run the command again: `{command}`"))
                .into()
        }
        Failure::Stuck(error) => Problem::new(format!(
            "the change could be neither completed nor undone: {error}"
        ))
        .at(base::FOLDER)
        .help("fix the cause; the next tierup command continues the change")
        .into(),
    }
}
