//! Differences between the current answers and templates, and the base.

use std::collections::BTreeSet;

use super::{CheckContext, CheckFinding};
use crate::core::answers::{Answers, EMPTY_TABLE, Value};
use crate::core::error::Problem;
use crate::core::shell;
use crate::core::tree::{File, RelPath};
use crate::generate::blueprint;
use crate::project::root::PathKind;

const FIX: &str = "`tierup plan` previews the change, `tierup update` applies it";

pub(super) fn find(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    let causes = causes(context).into_iter();
    let with_help = |mut cause: Problem| {
        cause.help.get_or_insert_with(|| FIX.to_owned());
        cause.into()
    };
    let mut found: Vec<CheckFinding> = causes.map(with_help).collect();
    let (base, new) = (&context.baseline.tree, &context.new.tree);
    let paths: BTreeSet<&RelPath> = base.keys().chain(new.keys()).collect();
    for path in paths {
        let what = match (base.get(path), new.get(path)) {
            (None, _) => "is new",
            (_, None) => "is no longer generated",
            (Some(old), Some(new)) if old != new => "would be generated differently",
            _ => continue,
        };
        let problem = match context.blocked.get(path) {
            Some(reason) => Problem::new(format!("{what}, and is not changed: {reason}"))
                .help(unblock_help(context, path, base.get(path))),
            None => Problem::new(what).help(FIX),
        };
        found.push(problem.at(path.as_str()).into());
    }
    found
}

/// How to unblock a path for an update. Nothing is removed through a link.
pub(super) fn unblock_help(
    context: &CheckContext<'_>,
    path: &RelPath,
    base: Option<&File>,
) -> String {
    // fails if it is below a link
    if !matches!(
        context.project.root.kind_of(path.as_str()),
        Ok(PathKind::Link)
    ) {
        return "replace it by a directory or regular file, then `tierup update`".to_owned();
    }
    let back = base.map(|base| format!(" && {}", super::edited::restore_command(path, path, base)));
    format!(
        "make it a regular file: `rm {}{}`, then `tierup update`",
        shell::quoted(path.as_str()),
        back.unwrap_or_default()
    )
}

fn causes(context: &CheckContext<'_>) -> Vec<Problem> {
    let mut causes = Vec::new();
    let pack = &context.pack.catalog;
    if !context.version_changes.downgrades.is_empty() {
        causes.extend(context.version_changes.downgrades.iter().cloned());
    } else if let Some(state) = &context.baseline.stored.state
        && (state.pack.version != pack.version || state.pack.name != pack.name)
    {
        causes.push(
            Problem::new(format!(
                "the current templates are {} {}, the project was generated with {} {}",
                pack.name, pack.version, state.pack.name, state.pack.version
            ))
            .at(crate::project::base::STATE),
        );
    }
    let moved = context.project.answers.get("pack.hash").filter(|recorded| {
        let known = context.project.answers.text(&recorded.key);
        known != context.pack.hash.as_deref()
    });
    causes.extend(moved.map(|recorded| {
        let commit = context.pack.commit.as_ref();
        let now = commit.map_or_else(String::new, |commit| format!(" (commit {commit})"));
        Problem::new(format!(
            "the files of the pack `{}` changed{now}",
            pack.name
        ))
        .at(&recorded.place)
    }));
    let (old, current) = (&context.baseline.answers, &context.project.answers);
    let keys: BTreeSet<&String> = old
        .0
        .iter()
        .chain(&current.0)
        .map(|assignment| &assignment.key)
        .collect();
    for key in keys {
        let value = |answers: &Answers| {
            let value = answers.get(key).map(|assignment| assignment.value.clone());
            // a table without keys, or with only commented numbers, has no value
            value.filter(|value| *value != Value::Other(EMPTY_TABLE))
        };
        if value(old) != value(current) {
            let place = current
                .get(key)
                .map_or(blueprint::FILE.into(), |assignment| {
                    assignment.place.clone()
                });
            causes.push(Problem::new(format!("`{key}` was edited but not applied yet")).at(place));
        }
    }
    causes
}
