//! The migrations that a project has, by their texts: which is the last, and the number of the next.

use std::collections::BTreeMap;

use regex::Regex;

use crate::core::error::Problem;
use crate::generate::locations::compiled;
use crate::pack::manifest::Migrations;

/// The texts of the files in the folder of migrations, by name.
pub type Files = BTreeMap<String, String>;

/// The end of what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The id of the last migration; none without migrations.
    pub head: Option<String>,
    /// The number of the next one.
    pub next: u32,
}

impl History {
    /// Before the first migration.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            head: None,
            next: 1,
        }
    }
}

/// Whether a file has the name of a migration that the program writes: a number and words.
#[must_use]
pub fn is_numbered(name: &str) -> bool {
    number(name).is_some()
}

fn number(name: &str) -> Option<u32> {
    let (digits, _) = name.split_once('_')?;
    let is_number = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

/// The end of the history in `folder`.
///
/// # Errors
/// When none or several migrations are the last.
pub fn of(files: &Files, folder: &str, how: &Migrations) -> Result<History, Problem> {
    let follows = pattern(&how.follows)?;
    let id = how.id.as_deref().map(pattern).transpose()?;
    let mut ids: Vec<String> = Vec::new();
    let mut followed: Vec<String> = Vec::new();
    for (name, text) in files {
        let Some(own) = own_id(name, text, id.as_ref()) else {
            continue;
        };
        if ids.contains(&own) {
            return Err(Problem::new(format!("two migrations have the id `{own}`"))
                .at(format!("{folder}/{name}"))
                .help("give one of them another id"));
        }
        ids.push(own);
        followed.extend(groups(&follows, text).flat_map(quoted));
    }
    let heads: Vec<&String> = ids.iter().filter(|id| !followed.contains(id)).collect();
    let next = files
        .keys()
        .filter_map(|name| number(name))
        .max()
        .unwrap_or(0)
        + 1;
    match heads[..] {
        [head] => Ok(History {
            head: Some(head.clone()),
            next,
        }),
        [] if ids.is_empty() => Ok(History { head: None, next }),
        [] => Err(Problem::new("every migration follows another one")
            .at(folder)
            .help("repair the first one: it follows none")),
        [..] => {
            let heads: Vec<String> = heads.iter().map(|head| format!("`{head}`")).collect();
            Err(Problem::new(format!(
                "several migrations are the last: {}",
                heads.join(", ")
            ))
            .at(folder)
            .help(format!("merge them: `{}`", how.merge)))
        }
    }
}

/// The names of the files that are migrations.
///
/// # Errors
/// When the pattern of their ids is not valid.
pub fn names<'a>(files: &'a Files, how: &Migrations) -> Result<Vec<&'a str>, Problem> {
    let id = how.id.as_deref().map(pattern).transpose()?;
    let files = files.iter();
    let found = files.filter(|(name, text)| own_id(name, text, id.as_ref()).is_some());
    Ok(found.map(|(name, _)| name.as_str()).collect())
}

fn pattern(text: &str) -> Result<Regex, Problem> {
    compiled(text).map_err(|why| {
        let why = why.trim_end_matches(", around the number");
        Problem::new(format!("`{text}` {why}"))
            .at("migrations")
            .help("put the ids in a group: `^revision = \"(.*)\"$`")
    })
}

/// The id of a file; none if it is no migration.
fn own_id(name: &str, text: &str, id: Option<&Regex>) -> Option<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match id {
        Some(id) => groups(id, text).next().map(str::to_owned),
        None => Some(stem.to_owned()).filter(|stem| !stem.starts_with(['_', '.'])),
    }
}

fn groups<'a>(pattern: &'a Regex, text: &'a str) -> impl Iterator<Item = &'a str> {
    let found = pattern.captures_iter(text);
    found
        .filter_map(|found| found.get(1))
        .map(|group| group.as_str())
}

/// The strings in quotation marks.
fn quoted(text: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'']) {
        let mark = &rest[at..=at];
        let Some((inside, after)) = rest[at + 1..].split_once(mark) else {
            break;
        };
        strings.push(inside.to_owned());
        rest = after;
    }
    strings
}
