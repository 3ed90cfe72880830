//! `tierup new`: from questions to a project.

mod finished;
mod outline;
mod said;

use std::borrow::Borrow;
use std::path::Path;

use super::packs::{self, Named};
use super::summary::Summary;
use crate::cli::args::{Global, New};
use crate::cli::config::{self, Config};
use crate::core::answers::{self, ANSWERS, Answers, Assignment, CAPACITY, TIERS, Value};
use crate::core::error::{Error, Problem, Result};
use crate::core::tree::{File, RelPath};
use crate::core::{interrupt, suggest};
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::pipeline::{Generated, generate};
use crate::generate::selection;
use crate::pack::catalog::Preset;
use crate::pack::{Content, Pack, source};
use crate::project::base;
use crate::project::env_file;
use crate::project::{change, git, secret, write};
use crate::screen::ask::page::Page;
use crate::screen::ask::review::review;
use crate::screen::ask::terminal::Terminal;
use crate::screen::ask::{Ask, questions};
use crate::screen::progress::Progress;
use crate::screen::report::Report;
use finished::Finished;

/// Where a name that comes from the folder's says it comes from.
const PATH_PLACE: &str = "PATH";

pub(super) fn run(args: &New, global: &Global, report: Report) -> Result<i32> {
    interrupt::catch()?;
    let target = global.path(&args.path);
    let there = write::free(&target)?;
    let config = config::read()?;
    let mut answers = said::gather(args, global)?;
    let named_pack = Named::of(
        global,
        args.pack.source.as_deref(),
        (&answers, said::beside(args)),
        &config,
    );
    let mut pack = packs::sealed(named_pack.bring(&config)?)?;
    pack.source = named_pack.recorded(&target);
    leave_out_defaults(&pack, &mut answers);
    let name = said::default_name(&target)?;
    let mut problems = Vec::new();
    // what was named counts over what is usual, and that over the pack's first preset
    if args.preset.is_none() && global.yes {
        answers.under(usual_tiers(&pack));
    }
    if let Some(preset) = preset(args, global, &pack, &mut problems) {
        fill(&mut answers, preset, &pack);
    }
    let answers = if global.yes {
        answers
    } else {
        problems.extend(refused(blueprint::check(&pack, &answers)));
        Error::unless_none(std::mem::take(&mut problems))?;
        let mut terminal = Terminal::open().ok_or_else(|| {
            let word = named_pack.typed(args.pack.source.as_deref());
            nobody_to_ask(args, global, (&pack, word.as_deref()), &answers)
        })?;
        interview(&mut terminal, &pack, answers, &name, &target)?
    };
    let answers = named(answers, &name);
    let decided = blueprint::decide(&pack, &answers);
    problems.extend(refused(decided.as_ref()));
    Error::unless_none(problems)?;
    let mut blueprint = decided?;
    let usual = usual_numbers_and_answers(&config, &blueprint);
    let is_usual = |key: &&String| usual.get(&format!("{CAPACITY}{key}")).is_some();
    let numbers = blueprint.inputs.0.keys().filter(is_usual).cloned();
    blueprint.chosen.extend(numbers);
    // every file is read once, and written once
    let progress = Progress::new(report, 2 * pack.files.len());
    let read = |content: &Content| {
        progress.step();
        source::read(content)
    };
    let mut generated = generate(&pack, &blueprint, &read, super::threads())?;
    let bookkeeping = base::bookkeeping(&pack, &generated.tree)?;
    add_secrets(&mut generated)?;
    let (steps, notes) = change::first(&there, generated.tree);
    let mut summary = Summary::of(args.path.display().to_string(), &steps, &there, args.diff);
    summary.note(notes);
    let finished = {
        let word = named_pack.typed(args.pack.source.as_deref());
        let mut spoken = answers;
        spoken.under(usual);
        let pack = (&pack, word.as_deref());
        Finished::of(args, global, &spoken, &blueprint, &generated.assembly, pack)
    };
    if args.dry_run {
        report.result(summary.plan(), &finished.document(&summary))?;
        summary.notes_to(report);
        return Ok(if args.exit_code { 3 } else { 0 });
    }
    let written = steps
        .iter()
        .filter_map(|step| Some((&step.path, step.write.as_ref()?)));
    let paths: Vec<&RelPath> = written.clone().map(|(path, _)| path).collect();
    let files: Vec<(&RelPath, &File)> = bookkeeping.iter().chain(written).collect();
    let step = || progress.step();
    let mut failed_commit = None;
    write::create(
        &files,
        (&target, &there),
        super::threads(),
        &step,
        |folder| {
            if !args.no_git && !git::covers(&target) {
                failed_commit = git::first_commit(folder, &target, env_file::PRIVATE).err();
            }
        },
    )?;
    drop(progress);
    summary.note(failed_commit);
    let mut text = summary.patches();
    text.extend(finished.text(&paths).bytes());
    report.done(report.result(text, &finished.document(&summary)));
    summary.notes_to(report);
    Ok(0)
}

/// Numbers in a `tierup.toml` of the first format that only were the defaults of its selection; what was typed counts.
fn leave_out_defaults(pack: &Pack, answers: &mut Answers) {
    let made_with = answers.clone();
    let of_file = |said: &Assignment| !said.place.name().starts_with(answers::TYPED);
    change::answers::leave_out_defaults(pack, &made_with, of_file, answers);
}

/// What is wrong, where anything is.
fn refused<T, E: Borrow<Error>>(result: Result<T, E>) -> Vec<Problem> {
    result
        .err()
        .map(|error| error.borrow().problems.clone())
        .unwrap_or_default()
}

/// The preset that was named; the pack's first one with `--yes` where none was, or one that does not exist.
fn preset<'a>(
    args: &New,
    global: &Global,
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

/// The providers that count where nobody says others.
fn usual_tiers(pack: &Pack) -> Answers {
    let mut usual = pack.usual();
    usual.0.retain(|said| said.key.starts_with(TIERS));
    usual
}

/// Takes the preset's provider for every tier that nobody named.
fn fill(answers: &mut Answers, preset: &Preset, pack: &Pack) {
    for tier in &pack.catalog.tiers {
        let key = format!("{TIERS}{}", tier.id);
        if let Some(provider) = preset
            .tiers
            .get(&tier.id)
            .filter(|_| answers.get(&key).is_none())
        {
            answers.say(key, provider, format!("preset `{}`", preset.id));
        }
    }
}

/// A person's own defaults that this project took; other projects do not have them.
fn usual_numbers_and_answers(config: &Config, blueprint: &Blueprint) -> Answers {
    let mut usual = config.usual().clone();
    usual.0.retain(|said| {
        let number = said.key.strip_prefix(CAPACITY);
        let question = said.key.strip_prefix(ANSWERS);
        number.is_some_and(|key| {
            let taken = blueprint.inputs.0.get(key).copied();
            taken.map(Value::Number).as_ref() == Some(&said.value)
        }) || question.is_some_and(|id| blueprint.answers.contains_key(id))
    });
    usual
}

fn nobody_to_ask(
    args: &New,
    global: &Global,
    (pack, word): (&Pack, Option<&str>),
    answers: &Answers,
) -> Error {
    let mut full = answers.clone();
    let usual = pack.usual();
    for tier in &pack.catalog.tiers {
        if full.tier(&tier.id).is_none() {
            let selection = blueprint::selected(pack, &full);
            let allowed = selection::allowed(pack, &selection, &tier.id);
            let preset = pack.catalog.presets.first();
            let of_preset = preset.and_then(|preset| preset.tiers.get(&tier.id));
            let wanted = usual.tier(&tier.id).or(of_preset.map(String::as_str));
            let fitting = wanted.filter(|wanted| allowed.contains(wanted));
            if let Some(provider) = fitting.or(allowed.first().copied()) {
                full.say(format!("{TIERS}{}", tier.id), provider, "a default");
            }
        }
    }
    Problem::new("there is no terminal to ask questions on")
        .at("standard input")
        .help(format!(
            "give all answers at once: `{}`",
            said::command(args, global, &full, (pack, word))
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
    let draw = |answers: &Answers| -> Result<Page> {
        let blueprint = blueprint::decide(pack, &named(answers.clone(), name))?;
        let generated = generate(pack, &blueprint, &source::read, super::threads())?;
        let with_secrets = generated.tree.len() + 1;
        Ok(Page::of(&blueprint, &generated, with_secrets))
    };
    review(asker, pack, answers, &target.display().to_string(), &draw)
}

/// The project's name is its folder's where nobody said another.
fn named(mut answers: Answers, name: &str) -> Answers {
    if answers.get("project.name").is_none() {
        answers.say("project.name", name, PATH_PLACE);
    }
    answers
}

fn add_secrets(generated: &mut Generated) -> Result<()> {
    if let Some(example) = generated.tree.get(env_file::EXAMPLE) {
        let private = env_file::fill(example, &secret::draw(&generated.assembly.variables)?);
        let path = RelPath::new(env_file::PRIVATE).map_err(Problem::new)?;
        generated.tree.insert(path, private);
    }
    Ok(())
}
