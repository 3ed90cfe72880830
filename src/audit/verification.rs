//! Checks the verification commands and requests of a pack: no commands that cannot be reviewed, no unknown variables.
//! Values only.

mod checks;

use crate::core::error::Problem;
use crate::core::suggest;
use crate::generate::render::TracedTemplate;
use crate::pack::Pack;
use crate::pack::layout::CATALOG;
use crate::pack::manifest::Manifest;
use crate::pack::verification::Drive;

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
        problems.extend(
            checks::problems(check)
                .into_iter()
                .map(|problem| problem.at(place)),
        );
    }
    problems.extend(checks::missing_stages(&manifest.checks).map(|problem| problem.at(place)));
    for drive in &manifest.drives {
        problems.extend(of_drive(drive).into_iter().map(|problem| problem.at(place)));
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
