//! A TOML file of a pack as a value, every problem of it at once. `serde` stops at the first, so what it stumbles
//! over is taken out or replaced, and it is asked again. Knows no key of any manifest.

mod draft;

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, Error};

use crate::core::error::Problem;
use crate::core::place::Place;
use crate::core::suggest;
use crate::core::text::line_column;
use draft::Draft;

/// The most that a manifest may hold: a hundred times more than any needs.
const MAX_BYTES: usize = 512 * 1024;
/// More problems than a person reads at once.
const MAX_PROBLEMS: usize = 100;

/// What a manifest says, and what is wrong with it. With problems the value is what is left without what is wrong,
/// so that the rest can be looked at too; there is none where the text is not TOML at all.
pub(super) fn read<T: DeserializeOwned>(path: &str, bytes: &[u8]) -> (Option<T>, Vec<Problem>) {
    if bytes.len() > MAX_BYTES {
        let most = MAX_BYTES / 1024;
        let problem = Problem::new(format!("the manifest is larger than {most} KiB")).at(path);
        return (None, vec![problem]);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        let problem = Problem::new("the manifest is not UTF-8 text").at(path);
        return (None, vec![problem]);
    };
    if let Ok(value) = toml::from_str(text) {
        return (Some(value), Vec::new());
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        // what follows on a line follows from its first error
        let mut lines = BTreeSet::new();
        let line = |error: &Error| error.span().map(|span| line_column(text, span.start).0);
        let first = errors.into_iter().filter(|error| lines.insert(line(error)));
        return (None, problems(path, text, first.collect()));
    }
    let mut draft = Draft::new(table);
    let mut errors = Vec::new();
    let mut value = None;
    while errors.len() < MAX_PROBLEMS && value.is_none() {
        match draft.value() {
            Ok(whole) => value = Some(whole),
            Err(error) if draft.next_blank(&error) => {}
            Err(error) => {
                let mended = draft.mend(&error);
                errors.push(error);
                if !mended {
                    break;
                }
            }
        }
    }
    (value, problems(path, text, errors))
}

/// A TOML file's value, or its first problem.
///
/// # Errors
/// Where the file is not TOML, or not of this kind.
pub(crate) fn first<'a, T: serde::Deserialize<'a>>(
    path: &str,
    bytes: &'a [u8],
) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::new("the manifest is not UTF-8 text").at(path))?;
    toml::from_str(text).map_err(|error| problem(path, text, &error))
}

/// Errors as problems, in the order of their places.
fn problems(path: &str, text: &str, mut errors: Vec<Error>) -> Vec<Problem> {
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    errors.truncate(MAX_PROBLEMS);
    errors
        .iter()
        .map(|error| problem(path, text, error))
        .collect()
}

fn problem(path: &str, text: &str, error: &Error) -> Problem {
    let place = error
        .span()
        .map_or_else(|| path.into(), |span| Place::in_text(path, text, span));
    let message = error.message();
    let problem = Problem::new(message.lines().next().unwrap_or(message)).at(place);
    match unknown(message) {
        Some((name, known)) => problem.help(suggest::help(name, known)),
        None => problem,
    }
}

/// The name that serde does not know, and those that it does.
pub(super) fn unknown(message: &str) -> Option<(&str, Vec<&str>)> {
    let (name, known) = message
        .strip_prefix("unknown ")?
        .split_once(", expected ")?;
    Some((quoted(name).first()?, quoted(known)))
}

/// What stands between back-quotes in a message.
pub(crate) fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::manifest::Manifest;

    #[test]
    fn every_problem_of_a_manifest_is_told_once() {
        let text = br#"label = 3
confilcts = []
facts = { a = 1, b = "x" }
wen = {}

[[services]]
nam = "web"
role = "requst-workers"
port = "x"
networks = "edge"

[[services]]
name = "b"
role = "edge"
depends_on = { db = "healty" }

[[settings]]
name = "s"
"#;
        let (manifest, problems) = read::<Manifest>("p.toml", text);
        let told: Vec<String> = problems
            .iter()
            .map(|p| {
                format!(
                    "{} {}",
                    p.place.as_ref().unwrap(),
                    p.message.split(", expected").next().unwrap()
                )
            })
            .collect();
        let expected = [
            "p.toml:1:9 invalid type: integer `3`",
            "p.toml:2:1 unknown field `confilcts`",
            "p.toml:3:15 invalid type: integer `1`",
            "p.toml:4:1 unknown field `wen`",
            "p.toml:7:1 unknown field `nam`",
            "p.toml:8:8 unknown variant `requst-workers`",
            "p.toml:9:8 invalid type: string \"x\"",
            "p.toml:10:12 invalid type: string \"edge\"",
            "p.toml:12:1 missing field `networks`",
            "p.toml:15:21 unknown variant `healty`",
            "p.toml:17:1 missing field `type`",
            "p.toml:17:1 missing field `default`",
            "p.toml:17:1 missing field `about`",
        ];
        assert_eq!(told, expected);
        assert_eq!(manifest.unwrap().services.len(), 2);
    }

    #[test]
    fn every_line_that_is_not_toml_is_told() {
        let (manifest, problems) = read::<Manifest>(
            "p.toml",
            b"label = Plain\nabout = \"a\"\n[[services]\nname = \n",
        );
        assert!(manifest.is_none());
        let places = problems.iter().filter_map(|p| p.place.as_ref());
        let places: Vec<String> = places.map(Place::to_string).collect();
        assert_eq!(places, ["p.toml:1:9", "p.toml:3:12"]);
    }
}
