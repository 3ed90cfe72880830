//! Variables that Compose uses and that have no value.

use super::{CheckContext, CheckFinding};
use crate::core::error::Problem;
use crate::project::current::MOST_BYTES;
use crate::project::env_file::{self, EXAMPLE, PRIVATE};
use crate::project::root::PathKind;

pub(super) fn find(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    // a fresh clone has no private file and does not need one
    let Ok(Some((private, _))) = context.project.root.read(PRIVATE, MOST_BYTES) else {
        return Vec::new();
    };
    let standing = match env_file::status(&private, &context.new.assembly.variables) {
        Ok(standing) => standing,
        Err(fault) => return vec![unreadable(PRIVATE, &fault).into()],
    };
    let mut problems = Vec::new();
    for variable in &standing.missing {
        problems.push(
            Problem::new(format!("`{}` has no value", variable.name))
                .at(PRIVATE)
                .help("`tierup update` adds it"),
        );
    }
    for (variable, given) in &standing.empty {
        problems.push(
            Problem::new(format!("the secret `{}` is empty", variable.name))
                .at(format!("{PRIVATE}:{}", given.line))
                .help("`tierup update` gives it a new secret; if a server was started with another one, write that one there"),
        );
    }
    for (variable, earlier, last) in &standing.hidden {
        problems.push(
            Problem::new(format!(
                "the secret `{}` is empty: the last value is used, not the one in line {earlier}",
                variable.name
            ))
            .at(format!("{PRIVATE}:{last}"))
            .help(format!("remove line {last} from `{PRIVATE}`")),
        );
    }
    problems.extend(unusual(context, &private));
    problems.extend(own(context, &private));
    problems.into_iter().map(CheckFinding::from).collect()
}

/// Values that need attention.
fn unusual(context: &CheckContext<'_>, private: &[u8]) -> Vec<Problem> {
    let given = env_file::read(private).unwrap_or_default();
    let variables = &context.new.assembly.variables;
    let cautions = variables
        .iter()
        .filter(|variable| !variable.caution.is_empty());
    let found = cautions.filter_map(|variable| {
        let last = given.iter().rfind(|one| one.name == variable.name)?;
        let value = last.text(private)?;
        let is_usual = last.empty || variable.usual.contains(&value);
        (!is_usual).then(|| {
            Problem::new(format!("`{}={value}`: {}", variable.name, variable.caution))
                .at(format!("{PRIVATE}:{}", last.line))
                .help(variable.remedy.clone())
        })
    });
    found.collect()
}

/// Variables that the user added to the example and that have no value.
fn own(context: &CheckContext<'_>, private: &[u8]) -> Vec<Problem> {
    let Some(example) = context.ours.get(EXAMPLE) else {
        return Vec::new();
    };
    let example = match env_file::read(&example.bytes) {
        Ok(example) => example,
        Err(fault) => return vec![unreadable(EXAMPLE, &fault)],
    };
    let has = env_file::names(private);
    let generated = &context.new.assembly.variables;
    let is_own = |name: &String| generated.iter().all(|variable| variable.name != *name);
    let lacking = example
        .iter()
        .filter(|given| is_own(&given.name) && !has.contains(&given.name));
    lacking
        .map(|given| {
            Problem::new(format!("`{}` of `{EXAMPLE}` has no value", given.name))
                .at(PRIVATE)
                .help(format!("add the line `{}=VALUE`", given.name))
        })
        .collect()
}

fn unreadable(file: &str, fault: &env_file::SyntaxError) -> Problem {
    Problem::new(format!("it {}: Compose cannot read it", fault.what))
        .at(format!("{file}:{}", fault.line))
        .help(env_file::HELP)
}

/// A private file that cannot be read: its values are unknown.
pub(super) fn unreadable_file(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    let private = env_file::PRIVATE;
    let read = context.project.root.read(private, MOST_BYTES);
    let standing = context.project.root.kind_of(private).ok();
    let what = match (read, standing.and_then(PathKind::obstacle)) {
        (Ok(_), _) => return Vec::new(),
        (Err(_), Some(what)) => format!("it {what}, and is not read"),
        (Err(error), None) => format!("it is not read: {error}"),
    };
    let help = format!(
        "put the file itself there; `{}` lists its variables",
        env_file::EXAMPLE
    );
    vec![Problem::new(what).at(private).help(help).into()]
}
