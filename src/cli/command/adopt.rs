//! `tierup adopt`: a stack around a project that exists, or the bookkeeping of one that lost it.

mod consent;
mod files;
mod intent;
mod restore;

use std::path::Path;

use serde_json::json;

use super::summary::Summary;
use crate::audit::open;
use crate::cli::args::{Adopt, GlobalArgs};
use crate::core::error::{AtPath, Result};
use crate::core::interrupt;
use crate::generate::blueprint::FILE;
use crate::pack::catalog::NEXT;
use crate::pack::origin::ADOPTED_NAME;
use crate::pack::reserved_names::ReservedNames;
use crate::pack::source::{self, PackRequest};
use crate::project::adopt::{Survey, is_surveyed, unset_variables};
use crate::project::new_project::NewProject;
use crate::project::root::{PathKind, Root};
use crate::project::secret::new_secrets;
use crate::project::write::project_lock::ProjectLock;
use crate::project::{current, disk_files, randomness, write};
use crate::screen::report::Report;
use files::AdoptionFiles;
use intent::Intent;

pub(super) fn run(args: &Adopt, global: &GlobalArgs, report: Report) -> Result<i32> {
    interrupt::install_handlers()?;
    let target = global.path(Path::new("."));
    let root = Root::open(&target).at_path(&target)?;
    let lock = lock(&root, args, report)?;
    if root.kind_of(FILE).at_path(FILE)? != PathKind::Nothing {
        drop(lock);
        return restore::run(args, global, report);
    }
    let surveyed = disk_files::read_all(&root, &is_surveyed)?;
    let survey = Survey::of(&surveyed.tree);
    let mut pack = open::open_pack(&PackRequest::from_current_folder(ADOPTED_NAME))?;
    // nothing of the stack is imported by the project's own code, so its name shadows no module
    pack.reserved_names = ReservedNames::default();
    let intent = Intent::of(&pack, &survey, &target, (args, global, report))?;

    let threads = super::threads();
    let mut project = NewProject::of(&pack, &intent.blueprint, &source::read, threads, None)?;
    let secrets = new_secrets(&project.assembly.variables, &randomness::fill)?;
    project.fill_secrets(&secrets)?;
    let unset = unset_variables(&pack, &survey, &project.assembly);
    let slots = project.assembly.context.get("slots");
    let next = slots.and_then(|slots| slots.get_from_path(NEXT)?.as_str());
    let next = next.unwrap_or_default().to_owned();
    let files = AdoptionFiles::of(&root, &pack, project, (args, global))?;

    let shown = target.display().to_string();
    let mut summary = Summary::of(shown, &files.steps, &files.existing, args.flags.diff);
    summary.add_private_file(files.private.action());
    summary.set_bookkeeping(true);
    summary.add_notes(files.notes);
    summary.add_notes(files.private.notes);
    summary.add_notes(intent.guesses);
    summary.add_notes(unset);
    summary.add_notes(surveyed.note());
    let mut document = summary.document();
    document["found"] = json!(intent.proposals);
    if args.flags.dry_run {
        report.result(summary.plan(), &document)?;
        summary.print_notes(report);
        return Ok(if args.flags.exit_code { 3 } else { 0 });
    }
    write::apply(&root, &files.changes, &intent.command, &[])?;
    drop(lock);
    report.done(report.result(written(&summary, &next), &document));
    summary.print_notes(report);
    Ok(0)
}

/// The lock of the folder, after what a killed command left is finished; none for a plan.
fn lock(root: &Root, args: &Adopt, report: Report) -> Result<Option<ProjectLock>> {
    if args.flags.dry_run {
        return Ok(None);
    }
    let lock = ProjectLock::acquire(root)?;
    current::recover(root, &|words| report.note(words))?;
    Ok(Some(lock))
}

/// The summary, and the next steps.
fn written(summary: &Summary, next: &str) -> Vec<u8> {
    let mut text = summary.written();
    text.extend(format!("\n{}\n", console::style("Next:").bold()).bytes());
    for line in next.lines() {
        text.extend(format!("  {line}\n").bytes());
    }
    text
}
