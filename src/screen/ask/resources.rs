//! The prompts for resources: which there are, and the name and the fields of a new one, each checked like in
//! `tierup.toml`.

use super::questions::PLACE;
use super::{Ask, Choice, Reply};
use crate::core::answers::{Answers, RESOURCES};
use crate::core::error::Result;
use crate::generate::blueprint;
use crate::generate::resources::field_text::split_fields;
use crate::generate::resources::{WrittenResource, written};
use crate::pack::Pack;

const QUESTION: &str = "Resources";

/// The resources of the answers: adds and removes some. False: back.
///
/// # Errors
/// When the user leaves.
pub fn ask(asker: &mut dyn Ask, pack: &Pack, answers: &mut Answers) -> Result<bool> {
    loop {
        let existing = written(answers);
        let first = if existing.is_empty() {
            Choice::new("None", "`tierup resource add` adds them later")
        } else {
            Choice::new("Continue", "")
        };
        let mut options = vec![
            first,
            Choice::new("Add a resource", "A kind of record that the service keeps"),
        ];
        let remove = |resource: &WrittenResource| {
            Choice::new(format!("Remove {}", resource.name), resource.line())
        };
        options.extend(existing.iter().map(remove));
        match asker.select(QUESTION, &options, 0)? {
            Reply::Back => return Ok(false),
            Reply::Given(0) => return Ok(true),
            Reply::Given(1) => {
                let defined = define(asker, pack, answers, None)?;
                answers.override_with(defined.unwrap_or_default());
            }
            Reply::Given(at) => {
                if let Some(resource) = existing.get(at - 2) {
                    let fields = format!("{RESOURCES}{}.", resource.name);
                    answers.0.retain(|known| !known.key.starts_with(&fields));
                }
            }
        }
    }
}

/// The names of the resources, as a line.
pub(super) fn summary(answers: &Answers) -> String {
    let names: Vec<String> = written(answers)
        .into_iter()
        .map(|resource| resource.name)
        .collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

/// A new resource; asks for the name unless it is given, then for fields until an empty line. None: back.
///
/// # Errors
/// When the user leaves.
pub fn define(
    asker: &mut dyn Ask,
    pack: &Pack,
    answers: &Answers,
    name: Option<&str>,
) -> Result<Option<Answers>> {
    let mut typed = name.unwrap_or_default().to_owned();
    loop {
        if name.is_none() {
            let check = |name: &str| {
                let fault = blueprint::resource_name_fault(pack, answers, name)?;
                Some(format!("it {fault}"))
            };
            match asker.line("Name of the resource, in the singular", &typed, &check)? {
                Reply::Given(name) => typed = name,
                Reply::Back => return Ok(None),
            }
        }
        if let Some(resource) = fields(asker, pack, answers, &typed)? {
            return Ok(Some(resource));
        }
        if name.is_some() {
            return Ok(None);
        }
    }
}

/// The fields of a resource, one by one; back removes the last one. None: back from the first one.
fn fields(
    asker: &mut dyn Ask,
    pack: &Pack,
    answers: &Answers,
    resource: &str,
) -> Result<Option<Answers>> {
    asker.show(&examples(pack))?;
    let mut fields: Vec<(String, String)> = Vec::new();
    loop {
        let check = |line: &str| rejection(pack, answers, resource, &fields, line);
        let prompt = match fields.len() {
            0 => format!("First field of {resource}, as NAME:TYPE"),
            _ => format!("Next field of {resource}; Enter if it has no more"),
        };
        match asker.line(&prompt, "", &check)? {
            Reply::Given(line) if line.is_empty() => {
                return Ok(Some(assigned(resource, &fields)));
            }
            Reply::Given(line) => fields.extend(split_fields(&line).unwrap_or_default()),
            Reply::Back if fields.pop().is_some() => {}
            Reply::Back => return Ok(None),
        }
    }
}

/// Why a line cannot be the next field.
fn rejection(
    pack: &Pack,
    answers: &Answers,
    resource: &str,
    fields: &[(String, String)],
    line: &str,
) -> Option<String> {
    let form = || Some("enter a field as NAME:TYPE, e.g. `title:string(120)`".to_owned());
    if line.is_empty() {
        return if fields.is_empty() { form() } else { None };
    }
    let Ok(more) = split_fields(line) else {
        return form();
    };
    if let Some((name, _)) = more
        .iter()
        .find(|(name, _)| fields.iter().any(|(known, _)| known == name))
    {
        return Some(format!("it has a field `{name}` already"));
    }
    let all: Vec<(String, String)> = fields.iter().cloned().chain(more).collect();
    let mut tried = answers.clone();
    tried.override_with(assigned(resource, &all));
    let (mut before, mut problems) = (Vec::new(), Vec::new());
    blueprint::resources_of(pack, answers, &mut before);
    blueprint::resources_of(pack, &tried, &mut problems);
    let problem = problems
        .into_iter()
        .find(|problem| !before.contains(problem))?;
    let help = problem.help.map(|help| format!("; {help}"));
    Some(problem.message + help.as_deref().unwrap_or_default())
}

fn assigned(resource: &str, fields: &[(String, String)]) -> Answers {
    let mut assigned = Answers::default();
    for (name, text) in fields {
        assigned.set(format!("{RESOURCES}{resource}.{name}"), text, PLACE);
    }
    assigned
}

/// One line with an example of each type.
fn examples(pack: &Pack) -> String {
    let types: Vec<&str> = pack.types.keys().map(String::as_str).collect();
    format!(
        "Types: {}.\n`?` behind a type makes the field optional; `tierup list` describes them.",
        types.join(", ")
    )
}
