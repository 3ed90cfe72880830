//! The decisions of an adoption: what was typed, what the project shows, and what the user says.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::args::{Adopt, GlobalArgs};
use crate::cli::command::change::verb::command;
use crate::cli::command::new::arguments::default_name;
use crate::cli::command::threads;
use crate::core::answers::{self, ANSWERS, Answers, TIERS};
use crate::core::error::{Error, Problem, Result};
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::pipeline::generate;
use crate::pack::{Pack, source};
use crate::project::adopt::{Proposal, Survey, guesses, propose};
use crate::screen::ask::page::ReviewPage;
use crate::screen::ask::review::review;
use crate::screen::ask::terminal::Terminal;
use crate::screen::ask::{Ask, prompts};
use crate::screen::report::Report;

/// The place of a default in messages.
const PLACE: &str = "a default";
const NAME: &str = "project.name";

/// What is adopted, and why.
pub(super) struct Intent {
    pub(super) blueprint: Blueprint,
    pub(super) proposals: Vec<Proposal>,
    /// Answers that nothing shows.
    pub(super) guesses: Vec<Problem>,
    /// The equivalent command line.
    pub(super) command: String,
}

impl Intent {
    /// Shows what was found and asks for the rest, unless `--yes` or `--dry-run` was given.
    pub(super) fn of(
        pack: &Pack,
        survey: &Survey,
        target: &Path,
        (args, global, report): (&Adopt, &GlobalArgs, Report),
    ) -> Result<Self> {
        let typed = answers::from_arguments(&args.choices, &args.sets)?;
        blueprint::check(pack, &typed)?;
        let proposals = propose(pack, survey, &typed);
        let name = default_name(target)?;
        let mut answers = with_proposals(typed, &proposals);
        if answers.get(NAME).is_none() {
            answers.set(NAME, &name, PLACE);
        }
        if !report.json {
            report.note(&findings(pack, &proposals));
        }
        if !global.yes && !args.flags.dry_run {
            let refusal = || no_terminal(&command_line(&answers, &name, global));
            let mut terminal = Terminal::open().ok_or_else(refusal)?;
            answers = interview(&mut terminal, pack, answers, target)?;
        }
        let decided = blueprint::decide(pack, &answers);
        Ok(Self {
            blueprint: decided.map_err(|error| for_adopt(error, pack))?,
            proposals,
            guesses: guesses(pack, &answers),
            command: command_line(&answers, &name, global),
        })
    }
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
        let generated = generate(pack, &blueprint, &source::read, threads())?;
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

fn no_terminal(command: &str) -> Error {
    Problem::new("there is no terminal to ask questions on")
        .at("standard input")
        .help(format!("take what was found: `{command} -y`"))
        .into()
}

fn command_line(answers: &Answers, name: &str, global: &GlobalArgs) -> String {
    let mut words = Vec::new();
    for assignment in &answers.0 {
        let Some(value) = answers.text(&assignment.key) else {
            continue;
        };
        match assignment.key.strip_prefix(TIERS) {
            Some(tier) => words.push(format!("{tier}={value}")),
            None if assignment.key == NAME && value == name => {}
            None => words.extend(["--set".to_owned(), format!("{}={value}", assignment.key)]),
        }
    }
    command("adopt", words.into_iter(), global)
}
