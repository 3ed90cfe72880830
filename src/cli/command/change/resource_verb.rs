//! `tierup resource add`, `set` and `remove` as edits of answers, and as a command line.

use std::collections::BTreeSet;

use super::resource_words::{FieldChange, FieldWord, parse};
use super::verb::{command, place};
use crate::cli::args::GlobalArgs;
use crate::core::answers::{self, Answers, RESOURCES};
use crate::core::error::{Error, Problem, Result};
use crate::core::{shell, suggest};
use crate::generate::blueprint;
use crate::generate::migrations::compare::FieldRename;
use crate::generate::resources::{self, Resource};
use crate::pack::Pack;
use crate::project::change::edits::AnswerEdits;
use crate::screen::ask::resources as prompts;
use crate::screen::ask::terminal::Terminal;

/// A command with its arguments.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli::command) enum ResourceVerb<'a> {
    Add(Option<&'a str>, &'a [String]),
    Set(&'a str, &'a [String]),
    Remove(&'a [String]),
}

impl ResourceVerb<'_> {
    /// The equivalent command line.
    pub(super) fn command_line(&self, global: &GlobalArgs) -> String {
        let (verb, name, words) = match self {
            Self::Add(name, words) => ("resource add", *name, *words),
            Self::Set(name, words) => ("resource set", Some(*name), *words),
            Self::Remove(names) => ("resource remove", None, *names),
        };
        let name = name.map(str::to_owned);
        command(verb, name.into_iter().chain(words.iter().cloned()), global)
    }

    /// The edits that it makes to the answers of the project.
    pub(super) fn edits(
        &self,
        pack: &Pack,
        has: &Answers,
        global: &GlobalArgs,
    ) -> Result<AnswerEdits> {
        match self {
            Self::Add(name, words) => add(pack, has, *name, words, global),
            Self::Set(name, words) => set(has, name, words),
            Self::Remove(names) => remove(pack, has, names),
        }
    }
}

/// The keys of a resource in the answers.
fn keys<'a>(has: &'a Answers, name: &str) -> impl Iterator<Item = &'a str> {
    let table = format!("{RESOURCES}{name}");
    let fields = format!("{table}.");
    let keys = has.0.iter().map(|assignment| assignment.key.as_str());
    keys.filter(move |key| *key == table || key.starts_with(&fields))
}

fn names(has: &Answers) -> BTreeSet<&str> {
    let keys = has
        .0
        .iter()
        .filter_map(|assignment| assignment.key.strip_prefix(RESOURCES));
    keys.map(|key| key.split_once('.').map_or(key, |(name, _)| name))
        .collect()
}

fn key(resource: &str, field: &str) -> String {
    format!("{RESOURCES}{resource}.{field}")
}

fn add(
    pack: &Pack,
    has: &Answers,
    name: Option<&str>,
    words: &[String],
    global: &GlobalArgs,
) -> Result<AnswerEdits> {
    let fields = parse(words, true)?;
    if let Some(name) = name {
        Error::if_any(resources::name_fault(name).map_or_else(Vec::new, |fault| {
            vec![
                Problem::new(format!("the resource `{name}` {fault}"))
                    .at(place(name))
                    .help("choose another name, e.g. `tierup resource add note`"),
            ]
        }))?;
    }
    let mut typed = Answers::default();
    let mut problems = Vec::new();
    for word in &fields {
        let (FieldChange::Set(text), Some(name)) = (&word.change, name) else {
            continue;
        };
        set_field(
            &mut typed,
            &key(name, &word.field),
            text,
            word,
            &mut problems,
        );
    }
    if let Some(name) = name.filter(|name| names(has).contains(name)) {
        let is_same = keys(has, name).all(|key| has.text(key) == typed.text(key))
            && typed.0.len() == keys(has, name).count();
        if is_same {
            return Ok(AnswerEdits::default());
        }
        let fields = fields.iter().map(|word| word.place.clone());
        let fields = fields.filter_map(|place| Some(place.split('`').nth(1)?.to_owned()));
        let words = std::iter::once(name.to_owned()).chain(fields);
        problems.push(
            Problem::new(format!("the resource `{name}` exists already"))
                .at(place(name))
                .help(format!(
                    "change its fields: `{}`",
                    command("resource set", words, global)
                )),
        );
    }
    Error::if_any(problems)?;
    if name.is_none() || fields.is_empty() {
        typed = ask(pack, has, name, global)?;
    }
    Ok(typed.into())
}

fn set_field(
    typed: &mut Answers,
    key: &str,
    text: &str,
    word: &FieldWord,
    problems: &mut Vec<Problem>,
) {
    if typed.text(key).is_some_and(|known| known != text) {
        problems.push(answers::conflicting_values(&word.field, &word.place));
    }
    typed.set(key, text, &word.place);
}

/// The name and the fields that are missing on the command line.
fn ask(pack: &Pack, has: &Answers, name: Option<&str>, global: &GlobalArgs) -> Result<Answers> {
    let terminal = if global.yes { None } else { Terminal::open() };
    if let Some(mut terminal) = terminal {
        let defined = prompts::define(&mut terminal, pack, has, name)?;
        if let Some(resource) = defined {
            return Ok(resource);
        }
    }
    let (message, at) = match name {
        Some(name) => (format!("no fields are given for `{name}`"), place(name)),
        None => ("no resource is given".to_owned(), "NAME".to_owned()),
    };
    let words = [name.unwrap_or("note"), "title:string(120)", "body:text?"];
    let full = command("resource add", words.into_iter().map(str::to_owned), global);
    Err(Problem::new(message)
        .at(at)
        .help(format!("name its fields: `{full}`"))
        .into())
}

fn set(has: &Answers, name: &str, words: &[String]) -> Result<AnswerEdits> {
    let changes = parse(words, false)?;
    let mut problems: Vec<Problem> = unknown(has, name).into_iter().collect();
    Error::if_any(std::mem::take(&mut problems))?;
    let fields: Vec<&str> = keys(has, name)
        .filter_map(|key| Some(key.strip_prefix(RESOURCES)?.split_once('.')?.1))
        .collect();
    let mut edits = AnswerEdits::default();
    let mut renamed_to: BTreeSet<&str> = BTreeSet::new();
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    for word in &changes {
        let field = word.field.as_str();
        let is_known = fields.contains(&field);
        if !matches!(word.change, FieldChange::Set(_)) && !is_known {
            problems.push(
                Problem::new(format!("`{name}` has no field `{field}`"))
                    .at(&word.place)
                    .help(suggest::help(field, fields.iter().copied())),
            );
            continue;
        }
        match &word.change {
            FieldChange::Set(text) => {
                set_field(
                    &mut edits.answers,
                    &key(name, field),
                    text,
                    word,
                    &mut problems,
                );
            }
            FieldChange::Remove => {
                edits.removed.push(key(name, field));
                gone.insert(field);
            }
            FieldChange::Rename(new) => {
                if field == new {
                    problems.push(
                        Problem::new(format!("`{field}` has this name already"))
                            .at(&word.place)
                            .help("leave it out"),
                    );
                } else if fields.contains(&new.as_str()) || !renamed_to.insert(new) {
                    problems.push(taken(name, new, word));
                }
                if !gone.insert(field) {
                    problems.push(answers::conflicting_values(field, &word.place));
                }
                edits.renames.push(FieldRename {
                    resource: name.to_owned(),
                    old: field.to_owned(),
                    new: new.clone(),
                });
            }
        }
    }
    for word in &changes {
        let is_removed = edits.renames.iter().any(|rename| rename.old == word.field)
            && word.change == FieldChange::Remove;
        let is_set =
            matches!(word.change, FieldChange::Set(_)) && gone.contains(word.field.as_str());
        if is_removed || is_set {
            problems.push(answers::conflicting_values(&word.field, &word.place));
        }
    }
    if problems.is_empty() && edits.answers.0.is_empty() && edits.removed.len() == fields.len() {
        problems.push(
            Problem::new(format!("`{name}` would have no fields"))
                .at(place(name))
                .help(format!("remove it: `tierup resource remove {name}`")),
        );
    }
    Error::if_any(problems)?;
    Ok(edits)
}

fn taken(resource: &str, new: &str, word: &FieldWord) -> Problem {
    let remove = shell::quoted(&format!("-{new}"));
    Problem::new(format!("`{resource}` has a field `{new}` already"))
        .at(&word.place)
        .help(format!(
            "remove that one first: `tierup resource set {resource} {remove}`"
        ))
}

fn unknown(has: &Answers, name: &str) -> Option<Problem> {
    let known = names(has);
    (!known.contains(name)).then(|| {
        let problem = Problem::new(format!("there is no resource `{name}`")).at(place(name));
        if known.is_empty() {
            let name = if resources::name_fault(name).is_none() {
                name
            } else {
                "note"
            };
            problem.help(format!(
                "add it: `tierup resource add {name} 'title:string(120)'`"
            ))
        } else {
            problem.help(suggest::help(name, known))
        }
    })
}

fn remove(pack: &Pack, has: &Answers, removed: &[String]) -> Result<AnswerEdits> {
    let mut problems: Vec<Problem> = removed
        .iter()
        .filter_map(|name| unknown(has, name))
        .collect();
    let existing = blueprint::resources_of(pack, has, &mut Vec::new());
    let is_kept = |resource: &&Resource| !removed.iter().any(|name| name == resource.name());
    for name in removed {
        for resource in existing.iter().filter(is_kept) {
            let of_it = resource
                .fields
                .iter()
                .filter(|field| field.target.as_ref() == Some(name));
            problems.extend(of_it.map(|field| referred(name, resource.name(), &field.name)));
        }
    }
    Error::if_any(problems)?;
    let keys = removed.iter().flat_map(|name| keys(has, name));
    Ok(AnswerEdits {
        removed: keys.map(str::to_owned).collect(),
        ..AnswerEdits::default()
    })
}

/// The problem of a resource to which a field of another one refers.
fn referred(name: &str, other: &str, field: &str) -> Problem {
    Problem::new(format!("the field `{field}` of `{other}` refers to `{name}`"))
        .at(place(name))
        .help(format!(
            "remove the field first: `tierup resource set {other} -{field}`; or both resources: `tierup resource remove {other} {name}`"
        ))
}
