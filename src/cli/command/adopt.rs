//! `tierup adopt`: a stack around a project that exists, or the bookkeeping of one that lost it.

mod consent;
mod restore;

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::change::file_changes;
use super::change::private_file::PrivateFile;
use super::new::arguments::default_name;
use super::summary::Summary;
use crate::audit::open;
use crate::cli::args::{Adopt, GlobalArgs};
use crate::core::answers::{self, ANSWERS, Answers, TIERS};
use crate::core::error::{AtPath, Error, Problem, Result};
use crate::core::tree::{RelPath, Tree};
use crate::core::{interrupt, shell};
use crate::generate::assembly::Assembly;
use crate::generate::blueprint::{self, FILE};
use crate::generate::pipeline::generate;
use crate::pack::origin::ADOPTED_NAME;
use crate::pack::reserved_names::ReservedNames;
use crate::pack::source::{self, PackRequest};
use crate::pack::{Pack, catalog};
use crate::project::adopt::{
    AdoptedFile, Proposal, Survey, adopted_files, guesses, is_surveyed, possible_paths, propose,
    unset_variables,
};
use crate::project::merge::Step;
use crate::project::new_project::NewProject;
use crate::project::root::{PathKind, Root};
use crate::project::secret::new_secrets;
use crate::project::write::journal::{self, FileChange, TargetMode};
use crate::project::write::project_lock::ProjectLock;
use crate::project::{current, disk_files, env_file, gitignore, randomness, write};
use crate::screen::ask::page::ReviewPage;
use crate::screen::ask::review::review;
use crate::screen::ask::terminal::Terminal;
use crate::screen::ask::{Ask, prompts};
use crate::screen::report::Report;

/// The place of a proposal in messages.
const PLACE: &str = "a proposal";
const NAME: &str = "project.name";
const IGNORED: &str = ".gitignore";

pub(super) fn run(args: &Adopt, global: &GlobalArgs, report: Report) -> Result<i32> {
    interrupt::install_handlers()?;
    let target = global.path(Path::new("."));
    let root = Root::open(&target).at_path(&target)?;
    let lock = if args.flags.dry_run {
        None
    } else {
        let lock = ProjectLock::acquire(&root)?;
        current::recover(&root, &|words| report.note(words))?;
        Some(lock)
    };
    if root.kind_of(FILE).at_path(FILE)? != PathKind::Nothing {
        drop(lock);
        return restore::run(args, global, report);
    }
    let surveyed = disk_files::read_all(&root, &is_surveyed)?;
    let survey = Survey::of(&surveyed.tree);
    let mut pack = open::open_pack(&PackRequest::from_current_folder(ADOPTED_NAME))?;
    // nothing of the stack is imported by the project's own code, so its name shadows no module
    pack.reserved_names = ReservedNames::default();
    let typed = answers::from_arguments(&args.choices, &args.sets)?;
    blueprint::check(&pack, &typed)?;
    let proposals = propose(&pack, &survey, &typed);
    let name = default_name(&target)?;
    let mut answers = with_proposals(typed, &proposals);
    if answers.get(NAME).is_none() {
        answers.set(NAME, &name, PLACE);
    }
    if !report.json {
        report.note(&findings(&pack, &proposals));
    }
    let answers = if global.yes || args.flags.dry_run {
        answers
    } else {
        let mut terminal = Terminal::open().ok_or_else(|| no_terminal(&answers, &name, global))?;
        interview(&mut terminal, &pack, answers, &target)?
    };
    let blueprint = blueprint::decide(&pack, &answers).map_err(|error| for_adopt(error, &pack))?;
    let mut project = NewProject::of(&pack, &blueprint, &source::read, super::threads())?;
    project.fill_secrets(&new_secrets(
        &project.assembly.variables,
        &randomness::fill,
    )?)?;
    let mut tree = project.tree;
    let secrets = tree.remove_entry(env_file::PRIVATE).map(|(_, file)| file);
    let paths = possible_paths(&pack.catalog, &tree);
    let disk = disk_files::read(&root, &paths.iter().collect(), &Tree::new())?;
    Error::if_any(files_for_folders(&tree, &disk.tree))?;
    let mut files = adopted_files(&pack.catalog, (&disk.tree, &disk.blocked), tree);
    consent::ask(&mut files, &disk.tree, args, global)?;
    let private = PrivateFile::beside(&root, &project.assembly.variables, secrets)?;
    let notes: Vec<Problem> = files.iter().filter_map(AdoptedFile::note).collect();
    let steps = files.into_iter().flat_map(|file| file.steps(&disk.tree));
    let steps: Vec<Step> = steps.collect();
    let root_path = target.display().to_string();
    let mut summary = Summary::of(root_path, &steps, &disk.tree, args.flags.diff);
    summary.add_private_file(private.action());
    summary.set_bookkeeping(true);
    summary.add_notes(notes);
    let mut changes = file_changes::from_steps(&steps, &disk.tree);
    changes.extend(private.file_change()?);
    changes.extend(bookkeeping(&root, &project.bookkeeping)?);
    summary.add_notes(private.notes);
    summary.add_notes(guesses(&pack, &answers));
    summary.add_notes(unset_variables(&pack, &survey, &project.assembly));
    summary.add_notes(open_secrets(&steps, &disk.tree));
    summary.add_notes(surveyed.note());
    let mut document = summary.document();
    document["found"] = json!(proposals);
    if args.flags.dry_run {
        report.result(summary.plan(), &document)?;
        summary.print_notes(report);
        return Ok(if args.flags.exit_code { 3 } else { 0 });
    }
    write::apply(&root, &changes, &command_line(&answers, &name, global), &[])?;
    drop(lock);
    report.done(report.result(written(&summary, &project.assembly), &document));
    summary.print_notes(report);
    Ok(0)
}

/// The answers with the proposals for everything else.
fn with_proposals(mut answers: Answers, proposals: &[Proposal]) -> Answers {
    for Proposal { key, value, why } in proposals {
        let place = if why.is_empty() { PLACE } else { why };
        answers.set(key.clone(), value, place);
    }
    answers
}

/// What was found, a line each.
fn findings(pack: &Pack, proposals: &[Proposal]) -> String {
    let label = |Proposal { key, value, .. }: &Proposal| {
        let tier = key.strip_prefix(TIERS);
        let question = key
            .strip_prefix(ANSWERS)
            .and_then(|id| pack.catalog.question(id));
        match (tier, question) {
            (Some(tier), _) => format!("{tier}={value}"),
            (None, Some(question)) => format!("{}={value}", question.key()),
            (None, None) => format!("{key}={value}"),
        }
    };
    let found = proposals.iter().filter(|proposal| !proposal.why.is_empty());
    let mut text = "found in this project:".to_owned();
    for proposal in found {
        let _ = write!(text, "\n  {} ({})", label(proposal), proposal.why);
    }
    text
}

/// Asks for tiers that nothing shows, then shows the result until it is accepted.
fn interview(
    asker: &mut dyn Ask,
    pack: &Pack,
    mut answers: Answers,
    target: &Path,
) -> Result<Answers> {
    for tier in &pack.catalog.tiers {
        if answers.tier(&tier.id).is_none() {
            prompts::provider(asker, pack, tier, None, &mut answers)?;
        }
    }
    let draw = |answers: &Answers| -> Result<ReviewPage> {
        let blueprint = blueprint::decide(pack, answers)?;
        let generated = generate(pack, &blueprint, &source::read, super::threads())?;
        let with_secrets = generated.tree.len() + 1;
        Ok(ReviewPage::of(&blueprint, &generated, with_secrets))
    };
    review(asker, pack, answers, &target.display().to_string(), &draw)
}

/// Replaces the help of tiers that are undecided.
fn for_adopt(mut error: Error, pack: &Pack) -> Error {
    for problem in &mut error.problems {
        let place = problem.place.as_ref().map(|place| place.name().to_owned());
        let tier = place.as_deref().and_then(|place| place.strip_prefix(TIERS));
        if let Some(tier) = tier.and_then(|id| pack.catalog.tier(id)) {
            problem.message = format!(
                "nothing in this project shows its {}",
                tier.label.to_lowercase()
            );
            problem.help = Some(format!(
                "name it: `tierup adopt {}=PROVIDER`, one of {}",
                tier.id,
                tier.providers.join(", ")
            ));
        }
    }
    error
}

fn no_terminal(answers: &Answers, name: &str, global: &GlobalArgs) -> Error {
    Problem::new("there is no terminal to ask questions on")
        .at("standard input")
        .help(format!(
            "take what was found: `{} -y`",
            command_line(answers, name, global)
        ))
        .into()
}

/// The equivalent command line.
fn command_line(answers: &Answers, name: &str, global: &GlobalArgs) -> String {
    let mut words = vec!["tierup".to_owned()];
    if let Some(directory) = &global.directory {
        words.push(format!(
            "-C {}",
            shell::quoted(&directory.to_string_lossy())
        ));
    }
    words.push("adopt".to_owned());
    for assignment in &answers.0 {
        let Some(value) = answers.text(&assignment.key) else {
            continue;
        };
        match assignment.key.strip_prefix(TIERS) {
            Some(tier) => words.push(shell::quoted(&format!("{tier}={value}"))),
            None if assignment.key == NAME && value == name => {}
            None => words.push(format!(
                "--set {}",
                shell::quoted(&format!("{}={value}", assignment.key))
            )),
        }
    }
    words.join(" ")
}

/// Files where the stack needs a folder.
fn files_for_folders(new: &Tree, existing: &Tree) -> Vec<Problem> {
    let needs = |file: &RelPath| {
        let folder = format!("{file}/");
        new.keys().any(|path| path.as_str().starts_with(&folder))
    };
    let in_the_way = existing.keys().filter(|file| needs(file));
    in_the_way
        .map(|file| {
            Problem::new(format!(
                "`{file}` is a file, and the stack needs a directory there"
            ))
            .at(file.as_str())
            .help("rename it, and run the command again")
        })
        .collect()
}

/// The note when git would take the file with the secrets.
fn open_secrets(steps: &[Step], existing: &Tree) -> Option<Problem> {
    let step = steps.iter().find(|step| step.path.as_str() == IGNORED);
    let written = step.and_then(|step| step.write.as_ref());
    let file = written.or_else(|| existing.get(IGNORED));
    let lines = file.map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    let ignored = gitignore::patterns(&lines.unwrap_or_default());
    let is_open = !ignored.matched(env_file::PRIVATE, false).is_ignore();
    is_open.then(|| {
        Problem::new("git does not ignore `.env`, which has the secrets")
            .at(IGNORED)
            .help(format!("add it: `echo {} >> {IGNORED}`", env_file::PRIVATE))
    })
}

/// The files of `.tierup`.
fn bookkeeping(root: &Root, files: &Tree) -> Result<Vec<FileChange>> {
    let change = |(path, file): (&RelPath, &crate::core::tree::File)| {
        Ok(FileChange {
            path: path.clone(),
            was: journal::current_hash(root, path.as_str()).at_path(path.as_str())?,
            will: Some(file.bytes.clone()),
            mode: TargetMode::Of(file.mode),
        })
    };
    files.iter().map(change).collect()
}

/// The summary, and the next steps.
fn written(summary: &Summary, assembly: &Assembly) -> Vec<u8> {
    let mut text = summary.written();
    let slots = assembly.context.get("slots");
    let next = slots.and_then(|slots| slots.get_from_path(catalog::NEXT)?.as_str());
    text.extend(format!("\n{}\n", console::style("Next:").bold()).bytes());
    for line in next.unwrap_or_default().lines() {
        text.extend(format!("  {line}\n").bytes());
    }
    text
}
