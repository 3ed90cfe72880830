//! A TOML file of a pack as a value, every problem of it at once. `serde` stops at the first, so what it stumbles
//! over is taken out or replaced, and it is asked again. Knows no key of any manifest.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeInteger, DeTable, DeValue, Deserializer, Error};

use super::line_column;
use crate::error::Problem;
use crate::suggest;

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
    let span = table.span();
    let mut draft = Draft {
        root: Spanned::new(span, DeValue::Table(table.into_inner())),
        blanks: Vec::new(),
    };
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
    let place = error.span().map_or_else(
        || path.to_owned(),
        |span| {
            let (line, column) = line_column(text, span.start);
            format!("{path}:{line}:{column}")
        },
    );
    let message = error.message();
    let problem = Problem::new(message.lines().next().unwrap_or(message)).at(place);
    match unknown(message) {
        Some((name, known)) => problem.help(suggest::help(name, known)),
        None => problem,
    }
}

/// The name that serde does not know, and those that it does.
fn unknown(message: &str) -> Option<(&str, Vec<&str>)> {
    let (name, known) = message
        .strip_prefix("unknown ")?
        .split_once(", expected ")?;
    Some((quoted(name).first()?, quoted(known)))
}

fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// What is left of a manifest.
struct Draft<'a> {
    root: Spanned<DeValue<'a>>,
    /// What stands for what was wrong or missing: its own place, and how many kinds of value were tried there.
    blanks: Vec<(Range<usize>, usize)>,
}

impl<'a> Draft<'a> {
    fn value<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let DeValue::Table(table) = self.root.get_ref() else {
            return T::deserialize(Deserializer::from(Spanned::new(0..0, DeTable::new())));
        };
        T::deserialize(Deserializer::from(Spanned::new(
            self.root.span(),
            table.clone(),
        )))
    }

    /// Whether the error is about a blank, which has become one of another kind.
    fn next_blank(&mut self, error: &Error) -> bool {
        let Some(span) = error.span() else {
            return false;
        };
        let Some(blank) = self.blanks.iter_mut().find(|(place, _)| *place == span) else {
            return false;
        };
        blank.1 += 1;
        let Some(kind) = blank_value(error.message(), blank.1) else {
            return false;
        };
        let Some(value) = find(&mut self.root, &span) else {
            return false;
        };
        *value.get_mut() = kind;
        true
    }

    /// Takes out or fills in what the error is about; false where it is not found.
    fn mend(&mut self, error: &Error) -> bool {
        let (Some(span), message) = (error.span(), error.message()) else {
            return false;
        };
        if let Some((name, known)) =
            unknown(message).filter(|_| message.starts_with("unknown field"))
        {
            return rename(&mut self.root, &span, suggest::nearest(name, known));
        }
        // no text is as long, so that no place in it is taken for this one
        let place = usize::MAX - self.blanks.len();
        let place = place..place;
        let Some(value) = blank_value(message, 0) else {
            return false;
        };
        let missing = message.strip_prefix("missing field").map(quoted);
        let filled = match missing.as_deref().and_then(<[&str]>::first) {
            Some(name) => insert(
                &mut self.root,
                &span,
                name,
                Spanned::new(place.clone(), value),
            ),
            None => find(&mut self.root, &span)
                .map(|old| *old = Spanned::new(place.clone(), value))
                .is_some(),
        };
        self.blanks.push((place, 0));
        filled
    }
}

/// A value that may be what is asked for: a kind that the message names, or else one after another.
fn blank_value(message: &str, tried: usize) -> Option<DeValue<'static>> {
    if let Some((_, known)) = unknown(message) {
        return known
            .first()
            .map(|name| DeValue::String((*name).to_owned().into()));
    }
    match tried {
        0 => Some(DeValue::String("".into())),
        1 => Some(DeValue::Array(DeArray::new())),
        2 => Some(DeValue::Table(DeTable::new())),
        3 => Some(DeValue::Integer(DeInteger::default())),
        4 => Some(DeValue::Boolean(false)),
        _ => None,
    }
}

/// The innermost value at a place.
fn find<'v, 'a>(
    value: &'v mut Spanned<DeValue<'a>>,
    span: &Range<usize>,
) -> Option<&'v mut Spanned<DeValue<'a>>> {
    if inner(value).any(|below| holds(below, span)) {
        return inner_mut(value).find_map(|below| find(below, span));
    }
    (value.span() == *span).then_some(value)
}

fn holds(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    value.span() == *span || inner(value).any(|below| holds(below, span))
}

/// Gives the entry whose key stands at a place the name that was meant, or takes it out.
fn rename(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>, meant: Option<&str>) -> bool {
    if let DeValue::Table(table) = value.get_mut() {
        let name = table.keys().find(|key| key.span() == *span);
        if let Some(name) = name.map(|key| key.get_ref().clone().into_owned()) {
            let old = table.remove(name.as_str());
            if let (Some(meant), Some(old)) = (meant.filter(|name| !table.contains_key(*name)), old)
            {
                table.insert(Spanned::new(span.clone(), meant.to_owned().into()), old);
            }
            return true;
        }
    }
    inner_mut(value).any(|below| rename(below, span, meant))
}

/// Gives a name to the table at a place that has none of that name.
fn insert<'a>(
    value: &mut Spanned<DeValue<'a>>,
    span: &Range<usize>,
    name: &str,
    new: Spanned<DeValue<'a>>,
) -> bool {
    let place = new.span();
    let Some(table) = lacking(value, span, name) else {
        return false;
    };
    table.insert(Spanned::new(place, name.to_owned().into()), new);
    true
}

fn lacking<'v, 'a>(
    value: &'v mut Spanned<DeValue<'a>>,
    span: &Range<usize>,
    name: &str,
) -> Option<&'v mut DeTable<'a>> {
    let lacks =
        |value: &DeValue<'_>| matches!(value, DeValue::Table(table) if !table.contains_key(name));
    if value.span() == *span && lacks(value.get_ref()) {
        let DeValue::Table(table) = value.get_mut() else {
            return None;
        };
        return Some(table);
    }
    inner_mut(value).find_map(|below| lacking(below, span, name))
}

fn inner<'v, 'a>(
    value: &'v Spanned<DeValue<'a>>,
) -> Box<dyn Iterator<Item = &'v Spanned<DeValue<'a>>> + 'v> {
    match value.get_ref() {
        DeValue::Table(table) => Box::new(table.values()),
        DeValue::Array(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

fn inner_mut<'v, 'a>(
    value: &'v mut Spanned<DeValue<'a>>,
) -> Box<dyn Iterator<Item = &'v mut Spanned<DeValue<'a>>> + 'v> {
    match value.get_mut() {
        DeValue::Table(table) => Box::new(table.iter_mut().map(|(_, value)| value)),
        DeValue::Array(items) => Box::new(items.iter_mut()),
        _ => Box::new(std::iter::empty()),
    }
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
                    p.place.as_deref().unwrap(),
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
        let places: Vec<_> = problems.iter().filter_map(|p| p.place.as_deref()).collect();
        assert_eq!(places, ["p.toml:1:9", "p.toml:3:12"]);
    }
}
