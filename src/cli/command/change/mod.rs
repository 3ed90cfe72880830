//! `tierup add`, `remove`, `set`, `update`, `plan` and `resource`: one operation with different answers.

pub(super) mod abort;
pub(super) mod baseline;
mod consent;
mod external_conflicts;
pub(super) mod file_changes;
pub(super) mod history;
pub(super) mod private_file;
mod references;
mod resource_verb;
mod resource_words;
pub(super) mod verb;

use std::collections::BTreeSet;

use crate::cli::args::{ChangeFlags, GlobalArgs, PlanFormat};
use crate::core::error::{Error, Problem, Result};
use crate::core::interrupt;
use crate::core::tree::{RelPath, Tree};
use crate::generate::blueprint;
use crate::generate::migrations::compare::FieldRename;
use crate::generate::migrations::set_names;
use crate::generate::pipeline::generate;
use crate::pack::source;
use crate::project::base;
use crate::project::change::consequences::{self, Consequences, StackServices};
use crate::project::change::{self, Change, ChangeTrees};
use crate::project::current::{self, Project};
use crate::project::disk_files::{self, DiskFiles};
use crate::project::merge::Step;
use crate::project::stored_base;
use crate::project::write::journal;
use crate::project::write::project_lock::ProjectLock;
use crate::project::write::records::Records;
use crate::project::write::undo;
use crate::project::write::{self, disk::RealDisk};
use crate::screen::report::Report;

use super::packs::{self, PackVersion};
use super::summary::Summary;
use super::version_changes::VersionChanges;
use baseline::Baseline;
use history::Histories;
pub(super) use resource_verb::ResourceVerb;
pub(super) use verb::Verb;

pub(super) fn run(
    verb: &Verb<'_>,
    flags: &ChangeFlags,
    global: &GlobalArgs,
    report: Report,
) -> Result<i32> {
    interrupt::install_handlers()?;
    let (project, _lock) = open(flags, global, report)?;
    require_resolved(&project, flags.dry_run)?;
    let command = verb.command_line(global);
    external_conflicts::require_no_git_merge(project.root.path(), &command)?;
    let other = verb.value_of("pack.source");
    let version = match (verb, &other) {
        (Verb::Update, _) => PackVersion::Current,
        (_, Some(other)) => PackVersion::Other(other),
        (_, None) => PackVersion::Recorded,
    };
    let pack = packs::with_hash(packs::of_project(&project, version, report)?)?;
    if version == PackVersion::Recorded {
        packs::require_unchanged(&project, &pack)?;
    }
    let edits = verb.edits(&pack, &project.answers, global)?;
    let baseline = Baseline::of(&project, stored_base::read(&project.root)?, &pack);
    Error::if_any(baseline.refusals.clone())?;
    let next = change::answers::next_answers(&pack, &project.answers, &baseline.answers, &edits)?;
    let blueprint = blueprint::decide(&pack, &next.answers).map_err(for_this_command)?;
    let mut new = generate(&pack, &blueprint, &source::read, super::threads())?;
    let first = new.take_history();
    let brought = VersionChanges::of(&project, &baseline, &pack, &blueprint);
    let histories = Histories::of(&pack, &baseline, (&blueprint, &new.assembly), first)?;
    let base = histories.base(&project.root, &baseline.tree)?;
    let (mut ours, mut change) = merged(&project, &base, &new.tree, &next.renames)?;
    let migrations = histories.steps(&project.root, &next.renames)?;
    add_steps(&mut change, &mut ours.tree, migrations.steps);
    external_conflicts::require_no_markers(&change.steps, &ours.tree, &command)?;
    let mut consequences = baseline.stack().map_or_else(Consequences::default, |old| {
        let new = StackServices {
            package: &blueprint.package,
            services: &new.assembly.services,
        };
        consequences::between(old, new, &change.steps)
    });
    consequences.data.extend(migrations.data);
    let private =
        private_file::PrivateFile::of(&project.root, &new.assembly.variables, global.yes)?;
    let mut changes = file_changes::from_steps(&change.steps, &ours.tree);
    let touches_files = !changes.is_empty();
    changes.extend(private.file_change()?);
    changes.extend(file_changes::bookkeeping(
        &project.root,
        &pack,
        (&change.base, set_names(&pack, &blueprint)),
        &baseline,
    )?);

    let lost = if touches_files {
        references::notes(
            &project.root,
            &pack,
            &mut ours,
            [&base, &new.tree],
            &change.steps,
        )?
    } else {
        Vec::new()
    };

    let root = project.root.path().display().to_string();
    let mut summary = Summary::of(root, &change.steps, &ours.tree, flags.diff);
    summary.set_version_changes(brought);
    summary.add_private_file(private.action());
    summary.set_bookkeeping(
        changes
            .iter()
            .any(|change| change.path.as_str().starts_with(base::FOLDER)),
    );
    summary.add_notes(baseline.notes);
    summary.add_notes(next.notes);
    summary.add_notes(change::renamed(&change, &blueprint.package));
    summary.add_notes(change.notes);
    summary.add_notes(private.notes);
    summary.add_notes(migrations.notes);
    summary.add_notes(consequences.data.clone());
    summary.add_notes(consequences.notes);
    summary.add_notes(lost);
    summary.add_notes(ours.note());
    if flags.dry_run {
        return preview(&summary, flags, report);
    }
    summary.print_version_changes(report)?;
    if touches_files {
        consent::ask(&consequences.data, &command, global)?;
    }
    if !changes.is_empty() {
        write::apply(&project.root, &changes, &command, &summary.conflicted())?;
    }
    report.done(summary.print(report, &summary.written()));
    summary.print_notes(report);
    Ok(if summary.conflicted().is_empty() {
        0
    } else {
        4
    })
}

fn preview(summary: &Summary, flags: &ChangeFlags, report: Report) -> Result<i32> {
    match flags.format {
        PlanFormat::Text => {
            summary.print_version_changes(report)?;
            summary.print(report, &summary.plan())?;
            summary.print_notes(report);
        }
        PlanFormat::Markdown => report.result(summary.markdown(), &summary.document())?,
    }
    Ok(if flags.exit_code && summary.has_changes() {
        3
    } else {
        0
    })
}

/// Adds the steps of migrations, with the files that they move.
fn add_steps(change: &mut Change, ours: &mut Tree, steps: Vec<Step>) {
    for step in &steps {
        if let (Some(from), Some(file)) = (&step.from, &step.write) {
            ours.insert(from.clone(), file.clone());
        }
    }
    change.steps.extend(steps);
    change.steps.sort_by(|a, b| a.path.cmp(&b.path));
}

/// Reads the files on disk and merges; a second time if the merge needs paths that were not read.
fn merged(
    project: &Project,
    base: &Tree,
    new: &Tree,
    renames: &[FieldRename],
) -> Result<(DiskFiles, Change)> {
    let mut paths: BTreeSet<RelPath> = base.keys().chain(new.keys()).cloned().collect();
    loop {
        let ours = disk_files::read(&project.root, &paths.iter().collect(), base)?;
        let change = change::change(ChangeTrees {
            base,
            ours: &ours.tree,
            new,
            blocked: &ours.blocked,
            blueprint: blueprint::FILE,
            renames,
        });
        let looked_at = |path: &RelPath| paths.contains(path) || ours.tree.contains_key(path);
        let written = change.steps.iter().filter(|step| step.write.is_some());
        let unseen: Vec<RelPath> = written
            .map(|step| step.path.clone())
            .filter(|path| !looked_at(path))
            .collect();
        if unseen.is_empty() {
            return Ok((ours, change));
        }
        paths.extend(unseen);
    }
}

/// Replaces help that is written for `new`, which has a flag for other keys.
fn for_this_command(mut error: Error) -> Error {
    for help in error
        .problems
        .iter_mut()
        .filter_map(|problem| problem.help.as_mut())
    {
        *help = help
            .replace("`--set ", "`tierup set ")
            .replace("--set ", "");
    }
    error
}

/// Opens the project with its lock; without the lock for a plan.
fn open(
    flags: &ChangeFlags,
    global: &GlobalArgs,
    report: Report,
) -> Result<(Project, Option<ProjectLock>)> {
    let from = global.path(std::path::Path::new("."));
    if flags.dry_run {
        return Ok((current::open(&from, &|words| report.note(words))?, None));
    }
    let (project, project_lock) = current::open_to_change(&from, &|words| report.note(words))?;
    Ok((project, Some(project_lock)))
}

/// Refuses if the last change left unresolved conflicts, which this one would hide. Once they are resolved, it cannot
/// be undone.
fn require_resolved(project: &Project, dry_run: bool) -> Result<()> {
    let Some(manifest) = undo::manifest(&project.root) else {
        return Ok(());
    };
    let left = super::check::conflicts::unresolved(
        &project.root,
        manifest.conflicts.iter().map(String::as_str),
    );
    if left.is_empty() {
        if !dry_run {
            let disk = RealDisk::new(&project.root, Records::of_user());
            journal::remove_undo(&disk, &manifest);
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
