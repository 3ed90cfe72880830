//! Resources that use every type of a pack, to inspect what its templates make of them.

use std::collections::BTreeSet;

use super::Field;
use super::field_text::FieldText;
use crate::core::answers::{Answers, RESOURCES};
use crate::generate::selection::Facts;
use crate::pack::Pack;
use crate::pack::field_type::{ArgumentKind, FieldType, Modifier};

/// The names of the resources: the second one refers to the first one, which may refer back.
const NAMES: [&str; 2] = ["sample", "other_sample"];
const PLACE: &str = "a sample";
/// Values that fit most types.
const VALUES: [&str; 6] = [
    "1",
    "true",
    "a",
    "1.5",
    "2024-01-01",
    "2024-01-01T00:00:00Z",
];

/// Resources with a required and an optional field of every type that goes with these facts; the optional one has a
/// modifier or a default, as far as the type allows it. They have one owner at most.
#[must_use]
pub fn samples(pack: &Pack, facts: &Facts) -> Answers {
    let mut answers = Answers::default();
    let types = pack.types.iter().enumerate();
    let mut types: Vec<_> = types.filter(|(_, (_, one))| one.goes_with(facts)).collect();
    let owner = types.iter().find(|(_, (_, one))| one.owner);
    let owner = owner.map(|(number, _)| *number);
    types.retain(|(number, (_, one))| !one.owner || Some(*number) == owner);
    for (at, name) in NAMES.iter().enumerate() {
        for &(number, (id, of_type)) in &types {
            let refers = of_type
                .arguments
                .iter()
                .any(|one| one.kind == ArgumentKind::Resource);
            let may_be_required = !refers || at > 0; // not all in a circle
            let form = form(id, of_type, NAMES[NAMES.len() - 1 - at]);
            let mut set = |suffix: &str, text: String| {
                let key = format!("{RESOURCES}{name}.field_{number}{suffix}");
                answers.set(key, text, PLACE);
            };
            let fits = |text: &String| is_valid(pack, text);
            if let Some(text) = optional(of_type, &form).into_iter().find(fits) {
                set("_optional", text);
            }
            if may_be_required {
                set("", form.clone());
                if of_type.owner {
                    continue;
                }
                let texts = with_default(of_type, &form);
                if let Some(text) = texts.into_iter().find(fits) {
                    set("_default", text);
                }
            }
        }
    }
    answers
}

/// A type with its arguments.
fn form(id: &str, of_type: &FieldType, other: &str) -> String {
    let arguments: Vec<String> = of_type
        .arguments
        .iter()
        .map(|argument| match argument.kind {
            ArgumentKind::Whole => {
                let least = 9.max(argument.min).min(argument.max);
                argument.default.unwrap_or(least).to_string()
            }
            ArgumentKind::Words => "one, two".to_owned(),
            ArgumentKind::Resource => other.to_owned(),
        })
        .collect();
    if arguments.is_empty() {
        return id.to_owned();
    }
    format!("{id}({})", arguments.join(", "))
}

fn optional(of_type: &FieldType, form: &str) -> Vec<String> {
    let has = |modifier| of_type.modifiers.contains(&modifier);
    let mut texts = Vec::new();
    if has(Modifier::OnDelete) {
        texts.push(format!("{form}? on_delete=set_null"));
    }
    if has(Modifier::Unique) {
        texts.push(format!("{form}? unique"));
    }
    texts.push(format!("{form}?"));
    texts
}

fn with_default(of_type: &FieldType, form: &str) -> Vec<String> {
    let has = |modifier| of_type.modifiers.contains(&modifier);
    let bounds = if has(Modifier::Max) {
        " min=1 max=5"
    } else if has(Modifier::Min) {
        " min=1"
    } else {
        ""
    };
    let index = if has(Modifier::Index) { " index" } else { "" };
    let values = VALUES.iter().chain(&["one"]);
    values
        .map(|value| format!("{form} = {value}{bounds}{index}"))
        .collect()
}

fn is_valid(pack: &Pack, text: &str) -> bool {
    let known = BTreeSet::from(NAMES);
    let parts = FieldText::parse(text).ok();
    parts.is_some_and(|parts| Field::of("field", text, &parts, (&pack.types, &known)).is_ok())
}
