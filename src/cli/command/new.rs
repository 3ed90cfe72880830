//! `tierup new`: from prompts to a project.

pub(super) mod arguments;
mod created;
mod outline;

use std::borrow::Borrow;
use std::path::Path;

use super::packs::{self, PackChoice};
use super::summary::Summary;
use crate::cli::args::{GlobalArgs, New};
use crate::cli::config::{self, Config};
use crate::core::answers::{self, ANSWERS, Answers, Assignment, CAPACITY, TIERS, Value};
use crate::core::error::{Error, Problem, Result};
use crate::core::tree::{File, RelPath};
use crate::core::{interrupt, suggest};
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::pipeline::generate;
use crate::generate::selection;
use crate::pack::catalog::Preset;
use crate::pack::{Content, Pack, source};
use crate::project::env_file;
use crate::project::new_project::NewProject;
use crate::project::secret::new_secrets;
use crate::project::{change, git, randomness, write};
use crate::screen::ask::page::ReviewPage;
use crate::screen::ask::review::review;
use crate::screen::ask::terminal::Terminal;
use crate::screen::ask::{Ask, questions};
use crate::screen::progress::Progress;
use crate::screen::report::Report;
use created::CreatedProject;

/// The place of a name that is derived from the folder.
const PATH_PLACE: &str = "PATH";

pub(super) fn run(args: &New, global: &GlobalArgs, report: Report) -> Result<i32> {
    interrupt::install_handlers()?;
    let target = global.path(&args.path);
    let disk = write::existing_files(&target)?;
    let config = config::read()?;
    let mut answers = arguments::answers(args, global)?;
    let named_pack = PackChoice::of(
        global,
        args.pack.source.as_deref(),
        (&answers, arguments::answers_folder(args)),
        &config,
    );
    let mut pack = packs::with_hash(named_pack.open(&config)?)?;
    pack.source = named_pack.source_for(&target);
    leave_out_defaults(&pack, &mut answers);
    let name = arguments::default_name(&target)?;
    let mut problems = Vec::new();
    // precedence: answers, then defaults, then the pack's first preset
    if args.preset.is_none() && global.yes {
        answers.fill_from(default_tiers(&pack));
    }
    if let Some(preset) = preset(args, global, &pack, &mut problems) {
        fill(&mut answers, preset, &pack);
    }
    let answers = if global.yes {
        answers
    } else {
        problems.extend(problems_of(blueprint::check(&pack, &answers)));
        Error::if_any(std::mem::take(&mut problems))?;
        let mut terminal = Terminal::open().ok_or_else(|| {
            let word = named_pack.argument(args.pack.source.as_deref());
            no_terminal(args, global, (&pack, word.as_deref()), &answers)
        })?;
        interview(&mut terminal, &pack, answers, &name, &target)?
    };
    let answers = with_default_name(answers, &name);
    let decided = blueprint::decide(&pack, &answers);
    problems.extend(problems_of(decided.as_ref()));
    Error::if_any(problems)?;
    let mut blueprint = decided?;
    let defaults = personal_defaults(&config, &blueprint);
    let is_personal = |key: &&String| defaults.get(&format!("{CAPACITY}{key}")).is_some();
    let numbers = blueprint.inputs.0.keys().filter(is_personal).cloned();
    blueprint.chosen.extend(numbers);
    // every file is read once, and written once
    let progress = Progress::new(report, 2 * pack.files.len());
    let read = |content: &Content| {
        progress.step();
        source::read(content)
    };
    let mut project = NewProject::of(&pack, &blueprint, &read, super::threads(), None)?;
    let secrets = new_secrets(&project.assembly.variables, &randomness::fill)?;
    project.fill_secrets(&secrets)?;
    let (steps, notes) = change::steps_into_folder(&disk, project.tree);
    let mut summary = Summary::of(args.path.display().to_string(), &steps, &disk, args.diff);
    summary.add_notes(notes);
    let created = {
        let word = named_pack.argument(args.pack.source.as_deref());
        let mut stated = answers;
        stated.fill_from(defaults);
        let pack = (&pack, word.as_deref());
        CreatedProject::of(args, global, &stated, &blueprint, &project.assembly, pack)
    };
    if args.dry_run {
        report.result(summary.plan(), &created.document(&summary))?;
        summary.print_notes(report);
        return Ok(if args.exit_code { 3 } else { 0 });
    }
    let written = steps
        .iter()
        .filter_map(|step| Some((&step.path, step.write.as_ref()?)));
    let paths: Vec<&RelPath> = written.clone().map(|(path, _)| path).collect();
    let files: Vec<(&RelPath, &File)> = project.bookkeeping.iter().chain(written).collect();
    let step = || progress.step();
    let mut failed_commit = None;
    write::create(
        &files,
        (&target, &disk),
        super::threads(),
        &step,
        |folder| {
            if !args.no_git && !git::covers(&target) {
                failed_commit = git::first_commit(folder, &target, env_file::PRIVATE).err();
            }
        },
    )?;
    drop(progress);
    summary.add_notes(failed_commit);
    let mut text = summary.patches();
    text.extend(created.text(&paths).bytes());
    report.done(report.result(text, &created.document(&summary)));
    summary.print_notes(report);
    Ok(0)
}

/// Removes default numbers from a `tierup.toml` of the first format; numbers from the command line are kept.
fn leave_out_defaults(pack: &Pack, answers: &mut Answers) {
    let made_with = answers.clone();
    let of_file = |assignment: &Assignment| !assignment.place.name().starts_with(answers::TYPED);
    change::answers::leave_out_defaults(pack, &made_with, of_file, answers);
}

/// The problems of a result.
fn problems_of<T, E: Borrow<Error>>(result: Result<T, E>) -> Vec<Problem> {
    result
        .err()
        .map(|error| error.borrow().problems.clone())
        .unwrap_or_default()
}

/// The named preset; with `--yes` the pack's first one if none is named; fails if it does not exist.
fn preset<'a>(
    args: &New,
    global: &GlobalArgs,
    pack: &'a Pack,
    problems: &mut Vec<Problem>,
) -> Option<&'a Preset> {
    let presets = &pack.catalog.presets;
    let Some(id) = &args.preset else {
        return presets.first().filter(|_| global.yes);
    };
    pack.catalog.preset(id).or_else(|| {
        problems.push(
            Problem::new(format!("there is no preset `{id}`"))
                .at(format!("--preset {id}"))
                .help(suggest::help(
                    id,
                    presets.iter().map(|preset| preset.id.as_str()),
                )),
        );
        presets.first()
    })
}

/// The default providers.
fn default_tiers(pack: &Pack) -> Answers {
    let mut defaults = pack.defaults();
    defaults
        .0
        .retain(|assignment| assignment.key.starts_with(TIERS));
    defaults
}

/// Uses the preset's provider for every tier without an answer.
fn fill(answers: &mut Answers, preset: &Preset, pack: &Pack) {
    for tier in &pack.catalog.tiers {
        let key = format!("{TIERS}{}", tier.id);
        if let Some(provider) = preset
            .tiers
            .get(&tier.id)
            .filter(|_| answers.get(&key).is_none())
        {
            answers.set(key, provider, format!("preset `{}`", preset.id));
        }
    }
}

/// The user's own defaults that this project uses; other users do not have them.
fn personal_defaults(config: &Config, blueprint: &Blueprint) -> Answers {
    let mut defaults = config.defaults().clone();
    defaults.0.retain(|assignment| {
        let number = assignment.key.strip_prefix(CAPACITY);
        let question = assignment.key.strip_prefix(ANSWERS);
        number.is_some_and(|key| {
            let taken = blueprint.inputs.0.get(key).copied();
            taken.map(Value::Number).as_ref() == Some(&assignment.value)
        }) || question.is_some_and(|id| blueprint.answers.contains_key(id))
    });
    defaults
}

fn no_terminal(
    args: &New,
    global: &GlobalArgs,
    (pack, word): (&Pack, Option<&str>),
    answers: &Answers,
) -> Error {
    let mut full = answers.clone();
    let defaults = pack.defaults();
    for tier in &pack.catalog.tiers {
        if full.tier(&tier.id).is_none() {
            let selection = blueprint::named_selection(pack, &full);
            let allowed = selection::allowed(pack, &selection, &tier.id);
            let preset = pack.catalog.presets.first();
            let of_preset = preset.and_then(|preset| preset.tiers.get(&tier.id));
            let wanted = defaults.tier(&tier.id).or(of_preset.map(String::as_str));
            let fitting = wanted.filter(|wanted| allowed.contains(wanted));
            if let Some(provider) = fitting.or(allowed.first().copied()) {
                full.set(format!("{TIERS}{}", tier.id), provider, "a default");
            }
        }
    }
    Problem::new("there is no terminal to ask questions on")
        .at("standard input")
        .help(format!(
            "give all answers at once: `{}`",
            arguments::command_line(args, global, &full, (pack, word))
        ))
        .into()
}

fn interview(
    asker: &mut dyn Ask,
    pack: &Pack,
    answers: Answers,
    name: &str,
    target: &Path,
) -> Result<Answers> {
    let answers = questions::ask(asker, pack, answers, name)?;
    let draw = |answers: &Answers| -> Result<ReviewPage> {
        let blueprint = blueprint::decide(pack, &with_default_name(answers.clone(), name))?;
        let generated = generate(pack, &blueprint, &source::read, super::threads())?;
        let with_secrets = generated.tree.len() + 1;
        Ok(ReviewPage::of(&blueprint, &generated, with_secrets))
    };
    review(asker, pack, answers, &target.display().to_string(), &draw)
}

/// Sets the default name of the project, unless it has one.
fn with_default_name(mut answers: Answers, name: &str) -> Answers {
    if answers.get("project.name").is_none() {
        answers.set("project.name", name, PATH_PLACE);
    }
    answers
}
