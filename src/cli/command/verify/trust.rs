//! Consent to run commands. Those of the built-in pack are run; those of any other pack are shown, and run only with
//! consent, for this run only.

use dialoguer::Confirm;

use crate::audit::open;
use crate::cli::args::GlobalArgs;
use crate::core::error::{Problem, Result};
use crate::pack::Pack;
use crate::pack::origin::is_built_in;
use crate::pack::verification::Check;
use crate::screen::report::{Report, printable};
use crate::verify::recipe::{Recipe, all, command_line, foreign};
use crate::verify::verdict::Outcome;

/// The recipe without checks that the user did not allow, and those as skipped results.
pub(super) fn trusted_recipe(
    mut recipe: Recipe,
    pack: &Pack,
    trusted: bool,
    global: &GlobalArgs,
    report: Report,
) -> Result<(Recipe, Vec<Outcome>)> {
    if is_built_in(&pack.source) || trusted {
        return Ok((recipe, Vec::new()));
    }
    let builtin = open::builtin()?;
    let others: Vec<Check> = foreign(&recipe.checks, &all(&builtin))
        .into_iter()
        .cloned()
        .collect();
    if others.is_empty() || allowed(&others, pack, global, report)? {
        return Ok((recipe, Vec::new()));
    }
    // stages without the others would undo nothing
    let is_stage = |check: &Check| check.cluster.is_some();
    let stage_refused = others.iter().any(is_stage);
    recipe
        .checks
        .retain(|check| !(others.contains(check) || stage_refused && is_stage(check)));
    let why = format!(
        "command of the pack `{}`; run it with `--trust`",
        pack.catalog.name
    );
    let mut refused = Vec::new();
    for check in others {
        let mut outcome = Outcome::skipped(&check.name, &why);
        outcome.commands = check
            .run
            .iter()
            .map(|command| command_line(command))
            .collect();
        refused.push(outcome);
    }
    Ok((recipe, refused))
}

/// Asks on a terminal.
fn allowed(others: &[Check], pack: &Pack, global: &GlobalArgs, report: Report) -> Result<bool> {
    let terminal = console::Term::stderr();
    if global.yes || report.json || !terminal.is_term() || !console::user_attended() {
        return Ok(false);
    }
    let print = |words: &str| {
        let _gone = terminal.write_line(&printable(words));
    };
    print(&format!(
        "The pack `{}` ({}) wants to run on this machine:",
        pack.catalog.name, pack.source
    ));
    for check in others {
        for command in &check.run {
            print(&format!("  {}", command_line(command)));
        }
    }
    let asked = Confirm::new()
        .with_prompt("Run them?")
        .default(false)
        .interact_on_opt(&terminal);
    asked
        .map(|answer| answer.unwrap_or(false))
        .map_err(|error| Problem::new(format!("the question cannot be asked: {error}")).into())
}
