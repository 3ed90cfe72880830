//! How a pack says that what it generates can be proved: checkers that run over a project, and requests that drive it
//! once it runs. Commands are data here; whoever runs them asks first where the pack is not the one in the program.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Pack;
use super::manifest::Manifest;
use crate::error::Problem;
use crate::suggest;

/// A checker of a generated project. In its words `$scratch` is a folder of its own, `$env` a file of variables like
/// `.env`, `$each` what `each` found, `$url` where the booted stack is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub name: String,
    /// Commands, run one after the other in the project: a program by its bare name, and its arguments. No shell.
    pub run: Vec<Vec<String>>,
    /// Python modules that the first program must be able to import; `$imports` are all that the chosen folders name.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Files of the project without which there is nothing to check.
    #[serde(default)]
    pub reads: Vec<String>,
    /// `FOLDER/*`: the check runs once for each folder in it.
    pub each: Option<String>,
    #[serde(default)]
    pub environment: IndexMap<String, String>,
    /// Files and folders of the project, and `$env`, that are copied into `$scratch`, with their names there.
    #[serde(default)]
    pub copy: IndexMap<String, String>,
    /// Text of those copies, and what stands there instead.
    #[serde(default)]
    pub replace: IndexMap<String, String>,
    /// What must not stand in its output, such as a mark of warnings.
    #[serde(default)]
    pub never: Vec<String>,
    /// Whether any output at all is a finding.
    #[serde(default)]
    pub silent: bool,
    pub at_least: Option<AtLeast>,
    /// Whether it is about the running stack.
    #[serde(default)]
    pub booted: bool,
}

/// The oldest version that can check this, and the command that prints the one that is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AtLeast {
    pub version: String,
    pub run: Vec<String>,
}

/// A request that drives the running stack. `$unique` is a new word each time, `$given` what an answer gave before.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drive {
    pub name: String,
    #[serde(default = "get")]
    pub method: String,
    pub path: String,
    #[serde(default)]
    pub headers: IndexMap<String, String>,
    pub body: Option<String>,
    /// The status of a right answer.
    pub status: u16,
    /// The member of the answer's JSON object that later requests take as `$given`.
    pub gives: Option<String>,
    /// How often it is sent among the others.
    #[serde(default = "once")]
    pub weight: u32,
}

/// Where the running stack says how it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Readiness {
    pub path: String,
    /// The member of its JSON object that says it.
    pub member: String,
    /// What it says when all is well, and without its memory store.
    pub well: String,
    pub degraded: String,
}

fn get() -> String {
    "GET".to_owned()
}

fn once() -> u32 {
    1
}

/// Programs that take a program as text: what they would run could not be shown.
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
/// Variables that decide which code another program loads.
const LOADERS: [&str; 3] = ["PATH", "LD_", "DYLD_"];
/// The file of variables, where it is copied.
pub const ENV: &str = "$env";
const WORDS: [&str; 4] = ["scratch", "env", "each", "url"];
const DRIVEN: [&str; 2] = ["unique", "given"];

/// What is wrong with the checks and drives of every manifest.
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
    problems
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
            problems.push(Problem::new(format!("the {kind} `{name}` stands twice")).at(place));
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
        problems.push(Problem::new(format!("the check `{name}` runs nothing")));
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
    for path in paths.chain(each.clone()).filter(|path| !inside(path)) {
        problems.push(Problem::new(format!(
            "the check `{name}` names `{path}`, which is no path in the project"
        )));
    }
    if each
        .clone()
        .any(|each| !each.ends_with("/*") || each.matches('*').count() > 1)
    {
        problems.push(
            Problem::new(format!("`each` of the check `{name}` names no folders"))
                .help("say `each = \"FOLDER/*\"`"),
        );
    }
    let known: Vec<&str> = WORDS
        .into_iter()
        .filter(|word| *word != "each" || check.each.is_some())
        .filter(|word| *word != "url" || check.booted)
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

/// A bare name is looked for in the project's environment and on PATH, and nowhere else.
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
    let mut problems = Vec::new();
    let name = &drive.name;
    let line = |text: &str| !text.is_empty() && !text.chars().any(|c| c.is_control() || c == ' ');
    let method = drive.method.chars().all(|c| c.is_ascii_uppercase()) && !drive.method.is_empty();
    if !method || !line(&drive.path) || !drive.path.starts_with('/') {
        problems.push(
            Problem::new(format!("the drive `{name}` is no request"))
                .help("e.g. `method = \"POST\"`, `path = \"/api/things\"`"),
        );
    }
    for (header, value) in &drive.headers {
        if !line(header) || header.contains(':') || value.chars().any(char::is_control) {
            problems.push(Problem::new(format!(
                "`{header}` of the drive `{name}` is no header of one line"
            )));
        }
    }
    if !(100..=599).contains(&drive.status) {
        problems.push(Problem::new(format!(
            "{} is no status that the drive `{name}` could get",
            drive.status
        )));
    }
    let texts = std::iter::once(&drive.path)
        .chain(&drive.body)
        .chain(drive.headers.values());
    for text in texts {
        problems.extend(of_text(text, &DRIVEN, &format!("the drive `{name}`")));
    }
    problems
}

/// Words that would stay as they are: unknown ones, and expressions, which nobody resolves here.
fn of_text(text: &str, known: &[&str], owner: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if text.contains("{{") || text.contains("{%") {
        problems.push(Problem::new(format!(
            "{owner} holds an expression, which is not resolved there: `{text}`"
        )));
    }
    for word in words(text).filter(|word| !known.contains(word)) {
        problems.push(
            Problem::new(format!("{owner} has no `${word}`"))
                .help(suggest::help(word, known.iter().copied())),
        );
    }
    problems
}

/// The words behind `$`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// `text` with each `$word` that `of` knows replaced.
#[must_use]
pub fn filled(text: &str, of: &dyn Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split('$');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for rest in parts {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        if let Some(value) = of(word) {
            filled.push_str(&value);
        } else {
            filled.push('$');
            filled.push_str(word);
        }
        filled.push_str(after);
    }
    filled
}

/// Whether a path stays in the folder that it is taken in.
fn inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':'])
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_filled_and_others_stay() {
        let of = |word: &str| (word == "scratch").then(|| "/tmp/x".to_owned());
        assert_eq!(filled("-c=$scratch/a $other$", &of), "-c=/tmp/x/a $other$");
    }
}
