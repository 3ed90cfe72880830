//! What is wrong with resources as a whole: names that cannot be used, and too many of them.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Fault;
use super::{Field, Names, Resource, circles, owners};
use crate::core::answers::Answers;
use crate::core::error::Problem;
use crate::core::place::Place;
use crate::generate::names::{is_python_builtin, is_python_keyword};
use crate::generate::selection::{self, Active};
use crate::pack::Pack;
use crate::pack::layout::{ALWAYS, PACKAGE_SEGMENT};

/// Databases cut identifiers at 63 bytes, and an index has the names of a table and a column.
const MOST_CHARACTERS: usize = 29;
const MOST_RESOURCES: usize = 200;
const MOST_FIELDS: usize = 100;

/// Fields that every record has.
pub const EVERY_RECORD: [&str; 3] = ["id", "created_at", "updated_at"];

const KEYWORD_OF_SQL: &str = "is a keyword of SQL";

/// Every problem of the resources, each at the place of its first line.
pub(super) fn problems(
    pack: &Pack,
    active: &[Active<'_>],
    resources: &[(Resource, &Place)],
    answers: &Answers,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let taken = taken_names(pack, active);
    for (at, (resource, place)) in resources.iter().enumerate() {
        let mut refuse = |message: String, help: String| {
            problems.push(
                Problem::new(format!("the resource `{}` {message}", resource.name()))
                    .at((*place).clone())
                    .help(help),
            );
        };
        let before = resources[..at].iter().map(|(resource, _)| &resource.names);
        for (message, help) in of_names(pack, &resource.names, &taken, before) {
            refuse(message, help);
        }
        for (message, help) in owners::faults(resource, resources) {
            refuse(message, help);
        }
        if resource.fields.iter().all(|field| field.owns) && !resource.has_faults {
            let besides = resource.owner().map_or("", |_| " besides its owner");
            refuse(
                format!("has no fields{besides}"),
                "write at least one, e.g. `name = \"string(120)\"`".to_owned(),
            );
        }
        if resource.fields.len() > MOST_FIELDS {
            refuse(
                format!("has more than {MOST_FIELDS} fields"),
                "make two resources of it".to_owned(),
            );
        }
    }
    if resources.len() > MOST_RESOURCES {
        problems.push(
            Problem::new(format!("there are more than {MOST_RESOURCES} resources")).at("resources"),
        );
    }
    problems.extend(circles::problems(resources, answers));
    problems
}

/// Why a resource cannot be added with this name.
pub(super) fn new_name_fault(
    pack: &Pack,
    active: &[Active<'_>],
    known: &[Resource],
    name: &str,
) -> Option<String> {
    if known.iter().any(|resource| resource.name() == name) {
        return Some("exists already".to_owned());
    }
    let taken = taken_names(pack, active);
    let known = known.iter().map(|resource| &resource.names);
    let faults = of_names(pack, &Names::of(name, None), &taken, known);
    faults.into_iter().next().map(|(message, _)| message)
}

/// What is wrong with the names of a resource beside those `before` it, with a help.
fn of_names<'a>(
    pack: &Pack,
    names: &Names,
    taken: &BTreeMap<String, String>,
    before: impl Iterator<Item = &'a Names>,
) -> Vec<(String, String)> {
    let builtin = |name: &str| {
        is_python_builtin(name).then(|| "is a name that Python has built in".to_owned())
    };
    let fault = |name: &str| {
        name_fault(name)
            .or_else(|| builtin(name))
            .or_else(|| taken.get(name).cloned())
    };
    // tables are called by the plural
    let keyword =
        |name: &str| is_listed(&pack.catalog.sql_words, name).then(|| KEYWORD_OF_SQL.to_owned());
    let other = "write another plural beside its fields: `plural = \"...\"`";
    let mut faults = Vec::new();
    if let Some(why) = fault(&names.name) {
        faults.push((why, "choose another name".to_owned()));
    } else if let Some(why) = fault(&names.plural).or_else(|| keyword(&names.plural)) {
        let message = format!("has the plural `{}`, which {why}", names.plural);
        faults.push((message, other.to_owned()));
    } else if names.name == names.plural {
        let help = "write a plural beside its fields: `plural = \"...\"`";
        faults.push(("is its own plural".to_owned(), help.to_owned()));
    }
    for known in before {
        if known.plural == names.plural {
            faults.push((
                format!("has the plural of `{}`", known.name),
                other.to_owned(),
            ));
        } else if known.plural == names.name {
            let message = format!("has the name of the plural of `{}`", known.name);
            faults.push((message, "choose another name".to_owned()));
        } else if known.name == names.plural {
            faults.push((
                format!("has a plural that is the resource `{}`", known.name),
                other.to_owned(),
            ));
        }
    }
    faults
}

/// Why a name cannot be one of a resource or field.
#[must_use]
pub fn name_fault(name: &str) -> Option<String> {
    let identifier = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !identifier || name.ends_with('_') || name.contains("__") {
        Some("is not a name of lower-case letters, digits and single `_`".to_owned())
    } else if name.len() > MOST_CHARACTERS {
        Some(format!("is longer than {MOST_CHARACTERS} characters"))
    } else if is_python_keyword(name) {
        Some("is a keyword of Python".to_owned())
    } else {
        None
    }
}

/// Why a field cannot have this name.
pub(super) fn field_name_fault(pack: &Pack, name: &str) -> Option<String> {
    if EVERY_RECORD.contains(&name) {
        return Some("is a field that every record has".to_owned());
    }
    name_fault(name).or_else(|| {
        is_listed(&pack.catalog.taken_fields, name)
            .then(|| "has the name of something in the classes that hold it".to_owned())
    })
}

/// Why a field cannot have its name as a column's.
pub(super) fn column_fault(pack: &Pack, field: &Field) -> Option<String> {
    let has_own = pack.types.get(&field.kind)?.column.is_some();
    (!has_own && is_listed(&pack.catalog.sql_words, &field.name)).then(|| KEYWORD_OF_SQL.to_owned())
}

/// Why the selection can have no field of this type, and a help; nothing while a choice may still state what is missing.
pub(super) fn type_fault(pack: &Pack, active: &[Active<'_>], field: &Field) -> Option<Fault> {
    let facts = selection::facts(pack, active);
    let needed = pack.types.get(&field.kind)?.when.iter();
    let (fact, value) = { needed }.find(|(fact, value)| facts.get(*fact) != Some(*value))?;
    let providers = pack.providers.iter();
    let stating = providers.filter(|(_, manifest)| manifest.facts.get(fact) == Some(value));
    let stating: Vec<&str> = stating.map(|(folder, _)| folder.as_str()).collect();
    let tier = |folder: &str| folder.split('/').next().map(str::to_owned);
    let is_decided = |folder: &&str| active.iter().any(|one| tier(one.folder) == tier(folder));
    if !stating.iter().all(is_decided) {
        return None;
    }
    let choices: Vec<String> = stating
        .iter()
        .map(|folder| format!("`{}`", folder.replacen('/', "=", 1)))
        .collect();
    let help = match &choices[..] {
        [] => "remove the field".to_owned(),
        choices => format!("choose {}, or remove the field", choices.join(" or ")),
    };
    Some((
        format!("`{}` needs a choice with `{fact} = {value}`", field.kind),
        help,
    ))
}

/// Whether a list has a name; `*` at the end of an entry means any name with this prefix.
fn is_listed(list: &[String], name: &str) -> bool {
    list.iter().any(|entry| match entry.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => entry == name,
    })
}

/// The names of modules, services and classes of the generated project, with the reason.
fn taken_names(pack: &Pack, active: &[Active<'_>]) -> BTreeMap<String, String> {
    let mut taken = BTreeMap::new();
    for name in &pack.catalog.taken_resources {
        taken.insert(
            name.clone(),
            "has a name that the generated code uses".to_owned(),
        );
    }
    let services = active.iter().flat_map(|a| &a.manifest.services);
    for service in services.chain(&pack.catalog.base.services) {
        taken.insert(
            service.name.clone(),
            "is the name of a service of the stack".to_owned(),
        );
    }
    for folder in std::iter::once(ALWAYS).chain(active.iter().map(|a| a.folder)) {
        for module in modules(pack, folder) {
            taken.insert(
                module.to_owned(),
                "is the name of a module of the package".to_owned(),
            );
        }
    }
    taken
}

/// The modules in a package's folders for domain code, which are those directly below it.
fn modules<'a>(pack: &'a Pack, folder: &str) -> BTreeSet<&'a str> {
    let prefix = format!("{folder}/src/{PACKAGE_SEGMENT}/");
    let inside = pack.files.range(prefix.clone()..).map(|(path, _)| path);
    inside
        .take_while(|path| path.starts_with(&prefix))
        .filter_map(|path| {
            let parts: Vec<&str> = path[prefix.len()..].split('/').collect();
            match parts[..] {
                [module] | [_, module] => module.split('.').next(),
                _ => None,
            }
        })
        .filter(|module| !module.contains("_resource"))
        .collect()
}
