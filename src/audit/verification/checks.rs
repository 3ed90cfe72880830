//! Checks the verification commands of a pack: programs by bare names, paths in the project, known variables, and the
//! stages that belong together. Values only.

use super::of_text;
use crate::core::error::Problem;
use crate::pack::verification::{Check, ClusterStage, ENV};

/// Interpreters that take code as an argument: the code could not be reviewed.
const SHELLS: [&str; 9] = [
    "bash",
    "cmd",
    "dash",
    "env",
    "fish",
    "powershell",
    "pwsh",
    "sh",
    "zsh",
];
/// Variables that determine which code another program loads.
const LOADERS: [&str; 3] = ["PATH", "LD_", "DYLD_"];
const WORDS: [&str; 5] = ["scratch", "env", "each", "url", "backup"];
/// Those of every stage in a cluster.
const OF_CLUSTER: [&str; 9] = [
    "context",
    "namespace",
    "word",
    "found",
    "entry",
    "entry_port",
    "workers",
    "workers_port",
    "port",
];
const NODE: &str = "node";

/// What is wrong with a check.
pub(super) fn problems(check: &Check) -> Vec<Problem> {
    let mut problems = Vec::new();
    let name = &check.name;
    if check.run.is_empty() {
        problems.push(Problem::new(format!("the check `{name}` has no command")));
    }
    let asked = check.at_least.as_ref().map(|least| &least.run);
    for command in check.run.iter().chain(asked) {
        problems.extend(of_program(command.first().map_or("", String::as_str), name));
    }
    for (variable, _) in &check.environment {
        let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let loads = LOADERS.iter().any(|loader| variable.starts_with(loader));
        if variable.is_empty() || !variable.chars().all(plain) || loads {
            problems.push(Problem::new(format!(
                "the check `{name}` cannot set the variable `{variable}`"
            )));
        }
    }
    let each = check.each.iter();
    let copied = check.copy.keys().filter(|path| *path != ENV);
    let written = check.copy.values().chain(check.write.keys());
    let paths = check.reads.iter().chain(copied).chain(written);
    let folders = check.each.iter().chain(&check.restores);
    for path in paths.chain(folders).filter(|path| !inside(path)) {
        problems.push(Problem::new(format!(
            "the check `{name}` refers to `{path}`, which is not a path in the project"
        )));
    }
    if each
        .clone()
        .any(|each| !each.ends_with("/*") || each.matches('*').count() > 1)
    {
        problems.push(
            Problem::new(format!(
                "`each` of the check `{name}` is not a list of directories"
            ))
            .help("write `each = \"FOLDER/*\"`"),
        );
    }
    if check
        .restores
        .as_deref()
        .is_some_and(|found| !names_files(found))
    {
        problems.push(
            Problem::new(format!(
                "`restores` of the check `{name}` is not a list of files"
            ))
            .help("write `restores = \"FOLDER/*.ENDING\"`"),
        );
    }
    problems.extend(of_stage(check));
    problems.extend(of_header(check));
    let known = known_words(check);
    let texts = check.run.iter().flatten();
    let texts = texts
        .chain(check.environment.values())
        .chain(check.replace.values())
        .chain(check.write.values())
        .chain(&check.help);
    for text in texts {
        problems.extend(of_text(text, &known, &format!("the check `{name}`")));
    }
    problems
}

/// The words that it may have after `$`.
fn known_words(check: &Check) -> Vec<&'static str> {
    let stage = check.cluster;
    let of_cluster = OF_CLUSTER.into_iter().filter(|_| stage.is_some());
    let of_node = [NODE]
        .into_iter()
        .filter(|_| stage.is_some_and(ClusterStage::has_node));
    WORDS
        .into_iter()
        .filter(|word| *word != "each" || check.each.is_some())
        .filter(|word| *word != "url" || check.booted)
        .filter(|word| *word != "backup" || check.restores.is_some())
        .chain(of_cluster)
        .chain(of_node)
        .collect()
}

/// A check is for one kind of run, and a connection is one command.
fn of_stage(check: &Check) -> Vec<Problem> {
    let Some(stage) = check.cluster else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    let name = &check.name;
    if check.booted || check.restores.is_some() {
        problems.push(Problem::new(format!(
            "the check `{name}` is a stage of a cluster, and so neither `booted` nor `restores`"
        )));
    }
    if stage == ClusterStage::Reach && check.run.len() > 1 {
        problems.push(Problem::new(format!(
            "the check `{name}` has several commands: a connection is one that runs until it is ended"
        )));
    }
    problems
}

/// A header is one line, from a check for the running stack.
fn of_header(check: &Check) -> Vec<Problem> {
    let name = &check.name;
    let stage = check.cluster;
    let authorizes = stage == Some(ClusterStage::Authorize);
    let Some(header) = &check.header else {
        let problem = Problem::new(format!(
            "the check `{name}` authorizes, but has no `header`"
        ))
        .help("e.g. `header = \"Authorization: Bearer $said\"`");
        return authorizes.then_some(problem).into_iter().collect();
    };
    let owner = format!("`header` of the check `{name}`");
    let mut problems = of_text(header, &["said"], &owner);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_line = header.split_once(": ").is_some_and(|(name, value)| {
        !name.is_empty() && name.chars().all(plain) && !value.chars().any(char::is_control)
    });
    if !is_line {
        problems.push(
            Problem::new(format!("{owner} is not a header of one line"))
                .help("e.g. `header = \"Authorization: Bearer $said\"`"),
        );
    }
    if check.booted || check.restores.is_some() || (stage.is_some() && !authorizes) {
        problems.push(Problem::new(format!(
            "the check `{name}` gets a header, and so is neither `booted` nor `restores`, nor another stage than `authorize`"
        )));
    }
    problems
}

/// The stages without which another one must not run.
pub(super) fn missing_stages(checks: &[Check]) -> impl Iterator<Item = Problem> {
    const NEEDED: [(ClusterStage, ClusterStage, &str); 4] = [
        (ClusterStage::Apply, ClusterStage::Server, "server"),
        (ClusterStage::Apply, ClusterStage::Remove, "remove"),
        (ClusterStage::Apply, ClusterStage::Reach, "reach"),
        (ClusterStage::Drain, ClusterStage::Undrain, "undrain"),
    ];
    let of = |stage| {
        checks
            .iter()
            .find(move |check| check.cluster == Some(stage))
    };
    NEEDED.into_iter().filter_map(move |(stage, needed, word)| {
        let check = of(stage)?;
        of(needed).is_none().then(|| {
            Problem::new(format!(
                "the check `{}` needs another one with `cluster = \"{word}\"`",
                check.name
            ))
        })
    })
}

/// A program must be a bare name, which is searched only in the project's environment and on PATH.
fn of_program(program: &str, check: &str) -> Option<Problem> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let bare =
        program.starts_with(|c: char| c.is_ascii_alphanumeric()) && program.chars().all(plain);
    let stem = program.split('.').next().unwrap_or(program);
    if !bare {
        Some(
            Problem::new(format!("the check `{check}` cannot run `{program}`"))
                .help("name a program, without a path: `run = [[\"ruff\", \"check\"]]`"),
        )
    } else if SHELLS.contains(&stem) {
        Some(
            Problem::new(format!("the check `{check}` runs a shell, `{program}`"))
                .help("name the program itself, one list of words for each command"),
        )
    } else {
        None
    }
}

/// Whether it is a folder and the ending of file names in it.
fn names_files(pattern: &str) -> bool {
    let ending = pattern.split_once("/*").map_or("", |(_, ending)| ending);
    !ending.is_empty() && !ending.contains(['/', '*'])
}

/// Whether a relative path stays in its folder.
fn inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':'])
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}
