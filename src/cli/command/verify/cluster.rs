//! `tierup verify --cluster`: shows which cluster it is, and asks before anything in it is changed.

use super::StackPlan;
use crate::cli::args::{GlobalArgs, Verify};
use crate::core::error::{Problem, Result};
use crate::pack::Pack;
use crate::pack::verification::{Check, ClusterStage};
use crate::screen::consent;
use crate::screen::progress::StatusLine;
use crate::screen::report::Report;
use crate::verify::checks::CheckRunner;
use crate::verify::cluster::{ClusterOptions, ClusterRun};
use crate::verify::recipe::Recipe;
use crate::verify::verdict::ClusterResult;

/// The problem of a project that no cluster can run, before anything is done.
pub(super) fn problem(recipe: &Recipe, pack: &Pack) -> Option<Problem> {
    if has_stages(recipe.checks.iter()) {
        return None;
    }
    let mut providers = pack.providers.iter();
    let able = providers.find(|(_, manifest)| has_stages(manifest.checks.iter()));
    let help = able.map(|(folder, _)| format!("tierup set {}", folder.replace('/', "=")));
    let problem = Problem::new("this project has no manifests for a cluster");
    Some(help.into_iter().fold(problem, Problem::help))
}

fn has_stages<'a>(mut checks: impl Iterator<Item = &'a Check>) -> bool {
    checks.any(|check| check.cluster == Some(ClusterStage::Server))
}

/// Runs what changes nothing, and with consent the rest.
pub(super) fn run(
    runner: &CheckRunner<'_>,
    recipe: &Recipe,
    plan: &StackPlan,
    (args, global): (&Verify, &GlobalArgs),
    (report, line): (Report, &StatusLine),
) -> Result<ClusterResult> {
    let options = ClusterOptions {
        context: args.cluster.clone().filter(|name| !name.is_empty()),
        node: args.drain.clone(),
        strict: std::env::var("CI").is_ok_and(|value| value == "true"),
    };
    let say = |words: &str| line.show(words);
    let mut run = ClusterRun::new(runner, recipe, plan, options, &say)?;
    if run.look()? {
        line.clear();
        if consent(&run, args, global, report)? {
            run.exercise()?;
        } else {
            run.skip("needs consent: answer yes, or run it again with `--yes`");
        }
    }
    Ok(run.finish())
}

/// Asks on a terminal, after the cluster was shown; `--yes` is an answer.
fn consent(
    run: &ClusterRun<'_>,
    args: &Verify,
    global: &GlobalArgs,
    report: Report,
) -> Result<bool> {
    let found = run.result();
    let (context, server, namespace) = (&found.context, &found.server, run.namespace());
    let cluster = format!("cluster of the context `{context}`, {server}");
    if global.yes || !consent::can_ask(report) {
        report.note(&cluster);
        return Ok(global.yes);
    }
    let mut lines = vec![
        format!("In the {cluster}, this will"),
        format!("- make the namespace {namespace} and run the project in it,"),
        "- replace and kill its pods under load,".to_owned(),
    ];
    let drained = args.drain.iter();
    lines.extend(drained.map(|node| format!("- cordon the node {node} and move its pods away,")));
    lines.push("- remove the namespace with everything in it.".to_owned());
    consent::ask(&lines, "Continue?")
}
