//! Checks the types of fields: names, arguments, patterns, bounds, and whether their texts can be parsed.

use std::collections::BTreeSet;

use super::rules;
use crate::core::error::Problem;
use crate::core::suggest;
use crate::generate::render::TracedTemplate;
use crate::generate::resources::name_fault;
use crate::pack::Pack;
use crate::pack::field_type::{Argument, ArgumentKind, FOLDER, FieldType, Modifier};
use crate::pack::question;

/// What templates know of every field; an argument cannot have these names.
const OF_EVERY_FIELD: [&str; 18] = [
    "class",
    "column",
    "default",
    "filters",
    "imports",
    "index",
    "max",
    "min",
    "name",
    "on_delete",
    "optional",
    "required",
    "right",
    "target",
    "text",
    "title",
    "type",
    "unique",
];

/// Every problem of a type.
pub(super) fn problems(
    pack: &Pack,
    (name, of_type): (&str, &FieldType),
    problems: &mut Vec<Problem>,
) {
    let file = format!("{FOLDER}{name}.toml");
    let mut refuse = |key: &str, message: String, help: &str| {
        let place = if key.is_empty() {
            file.clone()
        } else {
            format!("{file}: {key}")
        };
        problems.push(Problem::new(message).at(place).help(help));
    };
    if let Some(fault) = name_fault(name) {
        refuse("", format!("the type `{name}` {fault}"), "rename the file");
    }
    if of_type.about.is_empty() {
        refuse(
            "about",
            format!("the type `{name}` has no description"),
            "write one line",
        );
    }
    arguments(of_type, &mut refuse);
    let modifiers = &of_type.modifiers;
    let different: BTreeSet<&str> = modifiers.iter().map(|one| one.word()).collect();
    if different.len() < modifiers.len() {
        refuse(
            "modifiers",
            "a modifier is listed twice".to_owned(),
            "keep one of them",
        );
    }
    let has = |kind| {
        of_type
            .arguments
            .iter()
            .any(|argument| argument.kind == kind)
    };
    if modifiers.contains(&Modifier::OnDelete) && !has(ArgumentKind::Resource) {
        refuse(
            "modifiers",
            "`on-delete` needs an argument of the kind `resource`".to_owned(),
            "leave it out",
        );
    }
    if of_type.owner && modifiers.iter().any(|one| *one != Modifier::Default) {
        refuse(
            "modifiers",
            "a field that says whose a record is takes `default` alone".to_owned(),
            "leave out the others",
        );
    }
    match &of_type.value {
        None if modifiers.contains(&Modifier::Default) && !has(ArgumentKind::Words) => refuse(
            "modifiers",
            "`default` needs a pattern of the values".to_owned(),
            "write one, e.g. `value = \"[0-9]+\"`, or leave `default` out",
        ),
        None => {}
        Some(pattern) => {
            if let Err(why) = question::compiled(pattern) {
                refuse("value", format!("`value` {why}"), "fix the pattern");
            }
        }
    }
    if of_type.range.is_some_and(|(least, most)| least > most) {
        refuse(
            "range",
            "the smallest value is larger than the largest one".to_owned(),
            "write `[SMALLEST, LARGEST]`",
        );
    }
    for other in of_type
        .widens
        .iter()
        .filter(|other| !pack.types.contains_key(*other))
    {
        let known = pack.types.keys().map(String::as_str);
        let help = suggest::help(other, known);
        refuse("widens", format!("there is no type `{other}`"), &help);
    }
    for (fact, value) in &of_type.when {
        rules::condition(pack, fact, value, &format!("{file}: when"), problems);
    }
    for (part, text) in texts(of_type) {
        if let Err(found) = TracedTemplate::new(&format!("{file}: {part}"), text) {
            problems.extend(found);
        }
    }
}

fn arguments(of_type: &FieldType, refuse: &mut dyn FnMut(&str, String, &str)) {
    let mut known = BTreeSet::new();
    let last = of_type.arguments.len().saturating_sub(1);
    for (at, argument) in of_type.arguments.iter().enumerate() {
        let Argument {
            name,
            kind,
            default,
            min,
            max,
            part_of,
        } = argument;
        let is_whole = |whole: &&String| {
            let mut others = of_type.arguments.iter();
            others.any(|other| other.name == **whole && other.name != *name)
        };
        if let Some(whole) = part_of.iter().find(|whole| !is_whole(whole)) {
            refuse(
                "arguments",
                format!("the argument `{name}` is a part of `{whole}`, which is no other argument"),
                "name another argument of the type",
            );
        }
        if let Some(fault) = name_fault(name) {
            refuse(
                "arguments",
                format!("the argument `{name}` {fault}"),
                "choose another name",
            );
        }
        if OF_EVERY_FIELD.contains(&name.as_str()) {
            refuse(
                "arguments",
                format!("the argument `{name}` has the name of a property of every field"),
                "choose another name",
            );
        }
        if !known.insert(name) {
            refuse(
                "arguments",
                format!("there are two arguments `{name}`"),
                "rename one of them",
            );
        }
        if *kind != ArgumentKind::Whole && default.is_some() {
            refuse(
                "arguments",
                format!("the argument `{name}` is no number, so it has no default"),
                "leave out its `default`",
            );
        }
        if *kind == ArgumentKind::Words && at < last {
            refuse(
                "arguments",
                format!("the argument `{name}` takes all the rest, so none can follow"),
                "make it the last one",
            );
        }
        if min > max {
            refuse(
                "arguments",
                format!("the argument `{name}` has a minimum above its maximum"),
                "change one of them",
            );
        } else if default.is_some_and(|default| !(min..=max).contains(&&default)) {
            refuse(
                "arguments",
                format!("the default of the argument `{name}` must be from {min} to {max}"),
                "change the default",
            );
        }
    }
    let resources = of_type
        .arguments
        .iter()
        .filter(|one| one.kind == ArgumentKind::Resource);
    if resources.count() > 1 {
        refuse(
            "arguments",
            "two arguments of the kind `resource`: a field refers to one resource".to_owned(),
            "keep one of them",
        );
    }
}

/// Every text that is a template, with its key.
fn texts(of_type: &FieldType) -> Vec<(String, &str)> {
    let FieldType {
        column,
        imports,
        text,
        right,
        wrong,
        ..
    } = of_type;
    let mut texts: Vec<(String, &str)> = Vec::new();
    texts.extend(
        column
            .iter()
            .map(|column| ("column".to_owned(), column.as_str())),
    );
    texts.extend(
        text.iter()
            .map(|(name, text)| (name.clone(), text.as_str())),
    );
    for (key, list) in [
        ("standard", &imports.standard),
        ("libraries", &imports.libraries),
        ("package", &imports.package),
        ("migrations", &imports.migrations),
        ("right", right),
        ("wrong", wrong),
    ] {
        texts.extend(list.iter().map(|text| (key.to_owned(), text.as_str())));
    }
    texts
}
