//! What is wrong with resources as a whole: names that cannot work, references in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::{PLURAL, Resource};
use crate::core::error::Problem;
use crate::core::place::Place;
use crate::generate::names::{is_python_builtin, is_python_keyword};
use crate::generate::selection::Active;
use crate::pack::Pack;
use crate::pack::layout::{ALWAYS, PACKAGE_SEGMENT};

/// Databases cut identifiers at 63 bytes, and an index has the names of a table and a column.
const MOST_CHARACTERS: usize = 29;
const MOST_RESOURCES: usize = 200;
const MOST_FIELDS: usize = 100;

/// Fields that every record has.
const EVERY_RECORD: [&str; 3] = ["id", "created_at", "updated_at"];

/// Every problem of the resources, each at the place of its first line.
pub(super) fn problems(
    pack: &Pack,
    active: &[Active<'_>],
    resources: &[(Resource, &Place)],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let taken = taken_names(pack, active);
    let mut plurals: BTreeMap<&str, &str> = BTreeMap::new();
    for (resource, place) in resources {
        let names = &resource.names;
        let mut refuse = |message: String, help: &str| {
            problems.push(
                Problem::new(format!("the resource `{}` {message}", names.name))
                    .at((*place).clone())
                    .help(help),
            );
        };
        for name in [&names.name, &names.plural] {
            let builtin =
                || is_python_builtin(name).then(|| "is a name that Python has built in".to_owned());
            if let Some(why) = form(name)
                .or_else(builtin)
                .or_else(|| taken.get(name.as_str()).cloned())
            {
                let what = if name == &names.name {
                    ""
                } else {
                    "has the plural `"
                };
                let shown = if what.is_empty() {
                    String::new()
                } else {
                    format!("{what}{name}`, which ")
                };
                refuse(
                    format!("{shown}{why}"),
                    "choose another name, or another plural: `plural = \"...\"`",
                );
                break;
            }
        }
        if names.name == names.plural {
            refuse(
                "has no plural of its own".to_owned(),
                "write one beside its fields: `plural = \"...\"`",
            );
        }
        if let Some(other) = plurals.insert(&names.plural, &names.name) {
            refuse(
                format!("has the plural of `{other}`"),
                "write another beside its fields: `plural = \"...\"`",
            );
        }
        if resource.fields.is_empty() {
            refuse(
                "has no fields".to_owned(),
                "write at least one, e.g. `name = \"string(120)\"`",
            );
        }
        if resource.fields.len() > MOST_FIELDS {
            refuse(
                format!("has more than {MOST_FIELDS} fields"),
                "make two resources of it",
            );
        }
        for field in &resource.fields {
            if let Some(why) = of_field(pack, &field.name) {
                refuse(
                    format!("cannot have the field `{}`: it {why}", field.name),
                    "choose another name",
                );
            }
        }
    }
    if resources.len() > MOST_RESOURCES {
        problems.push(
            Problem::new(format!("there are more than {MOST_RESOURCES} resources")).at("resources"),
        );
    }
    problems.extend(circles(resources));
    problems
}

/// Why a name cannot be one.
fn form(name: &str) -> Option<String> {
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

fn of_field(pack: &Pack, name: &str) -> Option<String> {
    if EVERY_RECORD.contains(&name) {
        return Some("is a field that every record has".to_owned());
    }
    if name == PLURAL {
        return Some("is the key of the resource's plural".to_owned());
    }
    let listed = |words: &[String]| words.iter().any(|word| word == name);
    form(name)
        .or_else(|| listed(&pack.catalog.sql_words).then(|| "is a keyword of SQL".to_owned()))
        .or_else(|| {
            listed(&pack.catalog.taken_fields)
                .then(|| "has the name of something in the classes that hold it".to_owned())
        })
}

/// The names of modules, services and classes of the generated project, with the reason.
fn taken_names(pack: &Pack, active: &[Active<'_>]) -> BTreeMap<String, String> {
    let mut taken = BTreeMap::new();
    for word in &pack.catalog.sql_words {
        taken.insert(word.clone(), "is a keyword of SQL".to_owned());
    }
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

/// References from which no first record could be made, or whose tables no order could create.
fn circles(resources: &[(Resource, &Place)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = done.len();
        for (resource, _) in resources {
            let is_ready = resource.fields.iter().all(|field| match &field.target {
                Some(target) if target == resource.name() => field.optional,
                Some(target) => done.contains(target.as_str()),
                None => true,
            });
            if is_ready {
                done.insert(resource.name());
            }
        }
        if done.len() == before {
            break;
        }
    }
    for (resource, place) in resources
        .iter()
        .filter(|(one, _)| !done.contains(one.name()))
    {
        let blocking = resource.fields.iter().find(|field| {
            field
                .target
                .as_ref()
                .is_some_and(|target| !done.contains(target.as_str()))
        });
        let Some(field) = blocking else { continue };
        let of_itself = field.target.as_deref() == Some(resource.name());
        let (message, help) = if of_itself {
            (
                format!(
                    "the field `{}` refers to the resource itself, so that no first record can be made",
                    field.name
                ),
                format!("let it be empty: `{} = \"{}?\"`", field.name, field.text),
            )
        } else {
            (
                format!("the field `{}` closes a circle of references", field.name),
                "leave out one reference of the circle, or put it into a resource of its own"
                    .to_owned(),
            )
        };
        problems.push(
            Problem::new(format!("the resource `{}`: {message}", resource.name()))
                .at((*place).clone())
                .help(help),
        );
    }
    problems
}
