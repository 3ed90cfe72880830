//! Checks the verification commands and requests of a pack: no commands that cannot be reviewed, no unknown variables.
//! Values only.

use crate::core::error::Problem;
use crate::core::suggest;
use crate::generate::render::TracedTemplate;
use crate::pack::Pack;
use crate::pack::layout::CATALOG;
use crate::pack::manifest::Manifest;
use crate::pack::verification::{Check, Drive, ENV};

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
const DRIVEN: [&str; 4] = ["unique", "number", "day", "given"];

/// The problems of the checks and drives of every manifest.
#[must_use]
pub fn problems(pack: &Pack) -> Vec<Problem> {
    let mut problems = Vec::new();
    let base = ("catalog.toml: [base]".to_owned(), &pack.catalog.base);
    let providers = pack
        .providers
        .iter()
        .map(|(folder, manifest)| (format!("{folder}/provider.toml"), manifest));
    let parts = pack
        .parts
        .iter()
        .map(|(folder, manifest)| (format!("{folder}/part.toml"), manifest));
    for (place, manifest) in std::iter::once(base).chain(providers).chain(parts) {
        of_manifest(manifest, &place, &mut problems);
    }
    of_resource_drives(pack, &mut problems);
    problems
}

/// The requests of the catalog for each resource: their expressions are rendered later.
fn of_resource_drives(pack: &Pack, problems: &mut Vec<Problem>) {
    let mut seen = std::collections::BTreeSet::new();
    for drive in &pack.catalog.resource_drives {
        let place = format!("{CATALOG}: resource_drives");
        if !seen.insert(&drive.name) {
            let message = format!("the drive `{}` is defined twice", drive.name);
            problems.push(Problem::new(message).at(&place));
        }
        let found = of_request(drive).into_iter();
        problems.extend(found.map(|problem| problem.at(&place)));
        let owner = format!("the request `{}`", drive.name);
        for text in drive.texts().chain([&drive.name]) {
            let found = of_words(text, &DRIVEN, &owner).into_iter();
            problems.extend(found.map(|problem| problem.at(&place)));
            if let Err(found) = TracedTemplate::new(&place, text) {
                problems.extend(found);
            }
        }
    }
}

fn of_manifest(manifest: &Manifest, place: &str, problems: &mut Vec<Problem>) {
    let checks = manifest.checks.iter().map(|check| ("check", &check.name));
    let drives = manifest.drives.iter().map(|drive| ("drive", &drive.name));
    let mut seen = std::collections::BTreeSet::new();
    for (kind, name) in checks.chain(drives) {
        if name.is_empty() || name.chars().any(char::is_control) {
            problems.push(Problem::new(format!("a {kind} needs a name of one line")).at(place));
        }
        if !seen.insert((kind, name)) {
            problems.push(Problem::new(format!("the {kind} `{name}` is defined twice")).at(place));
        }
    }
    for check in &manifest.checks {
        problems.extend(of_check(check).into_iter().map(|problem| problem.at(place)));
    }
    for drive in &manifest.drives {
        problems.extend(of_drive(drive).into_iter().map(|problem| problem.at(place)));
    }
}

fn of_check(check: &Check) -> Vec<Problem> {
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
    let paths = check.reads.iter().chain(copied).chain(check.copy.values());
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
    let known: Vec<&str> = WORDS
        .into_iter()
        .filter(|word| *word != "each" || check.each.is_some())
        .filter(|word| *word != "url" || check.booted)
        .filter(|word| *word != "backup" || check.restores.is_some())
        .collect();
    let texts = check.run.iter().flatten();
    let texts = texts
        .chain(check.environment.values())
        .chain(check.replace.values());
    for text in texts {
        problems.extend(of_text(text, &known, &format!("the check `{name}`")));
    }
    problems
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

fn of_drive(drive: &Drive) -> Vec<Problem> {
    let mut problems = of_request(drive);
    for text in drive.texts() {
        let owner = format!("the request `{}`", drive.name);
        problems.extend(of_text(text, &DRIVEN, &owner));
    }
    problems
}

fn of_request(drive: &Drive) -> Vec<Problem> {
    let mut problems = Vec::new();
    let name = &drive.name;
    let line = |text: &str| !text.is_empty() && !text.chars().any(|c| c.is_control() || c == ' ');
    let method = drive.method.chars().all(|c| c.is_ascii_uppercase()) && !drive.method.is_empty();
    // the spaces of an expression are not in the request
    let path = drive.path.replace("{{ ", "").replace(" }}", "");
    if !method || !line(&path) || !path.starts_with('/') {
        problems.push(
            Problem::new(format!("the request `{name}` is not valid"))
                .help("e.g. `method = \"POST\"`, `path = \"/api/things\"`"),
        );
    }
    for (header, value) in &drive.headers {
        if !line(header) || header.contains(':') || value.chars().any(char::is_control) {
            problems.push(Problem::new(format!(
                "`{header}` of the request `{name}` is not a header of one line"
            )));
        }
    }
    if !(100..=599).contains(&drive.status) {
        problems.push(Problem::new(format!(
            "{} is not an HTTP status (request `{name}`)",
            drive.status
        )));
    }
    problems
}

/// Text that would remain unreplaced: unknown variables, and template expressions, which are not rendered here.
fn of_text(text: &str, known: &[&str], owner: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if text.contains("{{") || text.contains("{%") {
        problems.push(Problem::new(format!(
            "{owner} contains an expression, which is not evaluated there: `{text}`"
        )));
    }
    problems.extend(of_words(text, known, owner));
    problems
}

fn of_words(text: &str, known: &[&str], owner: &str) -> Vec<Problem> {
    let unknown = words(text).filter(|word| !known.contains(word));
    let problem = |word: &str| {
        Problem::new(format!("{owner} has no `${word}`"))
            .help(suggest::help(word, known.iter().copied()))
    };
    unknown.map(problem).collect()
}

/// The names after `$`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
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
