//! `tierup verify`: runs every available checker on this project, boots its stack with `--boot`, and runs it in a cluster
//! with `--cluster`.

mod cluster;
mod report_file;
mod trust;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::check;
use super::packs::{self, PackVersion};
use crate::cli::args::{GlobalArgs, Verify};
use crate::core::error::{AtPath, Problem, Result};
use crate::core::interrupt::{self, CleanupGuard};
use crate::core::tree::File;
use crate::generate::assembly::{self, Assembly};
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::names;
use crate::generate::selection;
use crate::generate::size::Sheet;
use crate::pack::{Pack, source};
use crate::project::current::{self, Project};
use crate::project::{env_file, randomness, secret};
use crate::screen::progress::StatusLine;
use crate::screen::report::{Report, printable};
use crate::verify::boot::{self, Exercises, StackPlan};
use crate::verify::checks::CheckRunner;
use crate::verify::clock::since;
use crate::verify::recipe;
use crate::verify::restore::Restore;
use crate::verify::scratch::Scratch;
use crate::verify::verdict::{Outcome, Verdict, VerifyResult};
use crate::verify::{html, text};
use report_file::ReportFile;

/// Without a terminal.
const COLUMNS: usize = 80;
/// The name of the results of `tierup check`.
const OWN: &str = "values and files of the project";

pub(super) fn run(args: &Verify, global: &GlobalArgs, report: Report) -> Result<i32> {
    let start = Instant::now();
    interrupt::install_handlers()?;
    let project = current::open(&global.path(Path::new(".")), &|words| report.note(words))?;
    let pack = packs::of_project(&project, PackVersion::Recorded, report)?;
    let blueprint = blueprint::decide(&pack, &project.answers)?;
    let active = blueprint.active(&pack);
    let assembly = assembly::assemble(&pack, &blueprint, &active, &source::read)?;
    let recipe = recipe::of(&pack, &active, &assembly.drives);
    if args.cluster.is_some()
        && let Some(problem) = cluster::problem(&recipe, &pack)
    {
        return Err(problem.into());
    }
    let restore = args
        .restore
        .then(|| Restore::of_newest(&recipe, project.root.path()))
        .transpose()?;
    let (recipe, refused) = trust::trusted_recipe(recipe, &pack, args.trust, global, report)?;
    if let Some(restore) = &restore
        && !recipe.checks.contains(&restore.check)
    {
        return Err(not_trusted(&pack, "restore").into());
    }
    if args.cluster.is_some() && cluster::problem(&recipe, &pack).is_some() {
        return Err(not_trusted(&pack, "cluster").into());
    }
    let page = args.html.as_ref().map(|file| global.path(file));
    let page = page
        .map(|file| ReportFile::open(&file, &project))
        .transpose()?;

    let _hold = CleanupGuard::begin()?;
    let scratch = Scratch::new()?;
    let env = scratch.path().join(env_file::PRIVATE);
    fs_err::write(&env, variables(&project, &assembly)?).at_path(&env)?;
    let names = variable_names(&env, &assembly)?;
    let runner = CheckRunner::new(project.root.path(), &scratch, &env, names.into_iter());
    let line = StatusLine::new(report);
    let say = |words: &str| line.show(words);
    say("reading the project …");
    let mut checks = vec![project_outcome(&project, &pack)];
    checks.extend(runner.run(&recipe, None, &say, super::threads())?);
    checks.extend(refused);
    let plan = stack_plan(&blueprint, &assembly);
    let boot = if args.boot || args.restore {
        let exercises = Exercises {
            restore: restore.as_ref(),
            load: args.boot,
        };
        Some(boot::run(&runner, &recipe, &plan, exercises, &say)?)
    } else {
        None
    };
    let cluster = args.cluster.is_some().then(|| {
        let shown = (report, &line);
        cluster::run(&runner, &recipe, &plan, (args, global), shown)
    });
    let cluster = cluster.transpose()?;
    drop(line);

    let ms = since(start);
    let result = VerifyResult::of(&blueprint.name, ms, checks, boot, cluster);
    if let Some(mut page) = page {
        page.write(&html::page(&result, &today()))
            .at_path(page.path())?;
        report.note(&format!("the report is in {}", page.path().display()));
    }
    let columns = console::Term::stdout()
        .size_checked()
        .map_or(COLUMNS, |(_, columns)| usize::from(columns));
    report.done(report.result(
        painted(&printable(&text::text(&result, columns))),
        &json!(result),
    ));
    for note in selection::notes(&active) {
        report.note(&note);
    }
    Ok(i32::from(result.failed > 0))
}

fn not_trusted(pack: &Pack, option: &str) -> Problem {
    let name = &pack.catalog.name;
    Problem::new(format!(
        "the commands of the {option} are of the pack `{name}`"
    ))
    .help(format!("tierup verify --{option} --trust"))
}

fn stack_plan(blueprint: &Blueprint, assembly: &Assembly) -> StackPlan {
    let sheet = Sheet::of(blueprint, &assembly.services);
    let slug = names::slug_of(&blueprint.package);
    StackPlan::of(slug, &sheet, &assembly.services)
}

/// The results of `tierup check`: violated inequalities and conflicts are failures, the rest are remarks.
fn project_outcome(project: &Project, pack: &Pack) -> Outcome {
    let start = Instant::now();
    let checked = check::summarize(project, pack);
    let ms = since(start);
    let mut outcome = match checked {
        Ok(summed) if summed.inconsistent.is_empty() => {
            let others = summed.others();
            let outcome = Outcome::new(OWN, Verdict::Passed, ms);
            if others.is_empty() {
                outcome
            } else {
                outcome.with_output(&others)
            }
        }
        Ok(summed) => {
            Outcome::new(OWN, Verdict::Failed, ms).with_output(&summed.inconsistent.join("\n"))
        }
        Err(error) => Outcome::new(OWN, Verdict::Failed, ms).with_output(&error.to_string()),
    };
    if outcome.verdict == Verdict::Failed {
        outcome.commands = vec!["tierup check".to_owned()];
    }
    outcome
}

/// A file of variables like the user's own, with secrets for this run.
fn variables(project: &Project, assembly: &Assembly) -> Result<Vec<u8>> {
    let secrets = secret::new_secrets(&assembly.variables, &randomness::fill)?;
    let example = project.root.read(env_file::EXAMPLE, current::MOST_BYTES);
    let example = example
        .ok()
        .flatten()
        .map(|(bytes, _)| bytes)
        .unwrap_or_default();
    let filled = env_file::fill(&File::new(std::borrow::Cow::Owned(example)), &secrets).bytes;
    match env_file::status(&filled, &assembly.variables) {
        Ok(standing) => Ok(env_file::completed(&filled, &standing, &secrets)),
        Err(fault) => Err(
            Problem::new(format!("`{}` {}", env_file::EXAMPLE, fault.what))
                .at(format!("{}:{}", env_file::EXAMPLE, fault.line))
                .help(env_file::HELP)
                .into(),
        ),
    }
}

fn variable_names(env: &Path, assembly: &Assembly) -> Result<BTreeSet<String>> {
    let named = env_file::names(&fs_err::read(env).at_path(env)?).into_iter();
    Ok(named
        .chain(assembly.variables.iter().map(|v| v.name.clone()))
        .collect())
}

/// Today in UTC, by Howard Hinnant's `civil_from_days`.
fn today() -> String {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year + era * 400 + u64::from(month <= 2);
    let (hour, minute) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

/// Colours results, if the terminal has colours.
fn painted(text: &str) -> String {
    let paint = |line: &str| {
        if !line.starts_with(' ') {
            return console::style(line).bold().to_string();
        }
        let words = [
            ("  FAILED  ", console::Style::new().red().bold()),
            ("  passed  ", console::Style::new().green()),
            ("  skipped: ", console::Style::new().yellow()),
        ];
        let found = words
            .into_iter()
            .find_map(|(word, style)| Some((line.find(word)?, word, style)));
        match found {
            Some((at, word, style)) if !line.starts_with("      ") => {
                let rest = &line[at + word.len()..];
                format!("{}{}{rest}", &line[..at], style.apply_to(word))
            }
            _ => line.to_owned(),
        }
    };
    text.lines().map(paint).collect::<Vec<_>>().join("\n")
}
