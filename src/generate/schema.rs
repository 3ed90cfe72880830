//! JSON Schemas (2020-12): of `tierup.toml` for a pack, from the tables that check it, and of a pack's manifests, from
//! their types.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use crate::generate::blueprint;
use crate::generate::resources::PLURAL;
use crate::pack::Pack;
use crate::pack::catalog::Catalog;
use crate::pack::changes::ChangesToml;
use crate::pack::field_type::FieldType;
use crate::pack::formulas::{Input, ModelToml};
use crate::pack::manifest::Manifest;
use crate::pack::question::{Question, QuestionKind};

/// The schema of `catalog.toml`.
#[must_use]
pub fn catalog() -> Value {
    of::<Catalog>(
        "catalog.toml",
        "The catalog of a pack: tiers, providers, presets and slots.",
    )
}

/// The schema of `provider.toml` and `part.toml`.
#[must_use]
pub fn provider() -> Value {
    let about = "The manifest of a provider or part: services, settings, dependencies, rules.";
    of::<Manifest>("provider.toml and part.toml", about)
}

/// The schema of `model.toml`.
#[must_use]
pub fn model() -> Value {
    of::<ModelToml>(
        "model.toml",
        "The capacity model of a pack: inputs, formulas, and the rules between their numbers.",
    )
}

/// The schema of `changes.toml`.
#[must_use]
pub fn changes() -> Value {
    of::<ChangesToml>(
        "changes.toml",
        "The changes of a pack by version: what an update brings to those who run a project.",
    )
}

/// The schema of `types/NAME.toml`.
#[must_use]
pub fn field_type() -> Value {
    of::<FieldType>(
        "types/NAME.toml",
        "A type of the fields of resources: its arguments and modifiers, and its text in the templates.",
    )
}

fn of<T: JsonSchema>(title: &str, about: &str) -> Value {
    let mut document = schemars::schema_for!(T).to_value();
    document["title"] = json!(title);
    document["description"] = json!(about);
    document
}

/// The schema of `tierup.toml`.
#[must_use]
pub fn schema(pack: &Pack) -> Value {
    let mut sections = Map::new();
    for (key, about) in blueprint::plain_keys() {
        if let Some((section, name)) = key.split_once('.') {
            property(
                &mut sections,
                section,
                name,
                json!({"type": "string", "minLength": 1, "description": about}),
            );
        }
    }
    let tiers: Map<String, Value> = pack
        .catalog
        .tiers
        .iter()
        .map(|tier| {
            (
                tier.id.clone(),
                json!({"description": tier.label, "enum": tier.providers}),
            )
        })
        .collect();
    sections.insert("tiers".to_owned(), object(tiers));
    let questions = &pack.catalog.questions;
    if !questions.is_empty() {
        let answers = questions
            .iter()
            .map(|question| (question.id.clone(), answer(pack, question)))
            .collect();
        sections.insert("answers".to_owned(), object(answers));
    }
    let mut capacity = Map::new();
    for input in pack.formulas.inputs.values() {
        match input.key.split_once('.') {
            Some((section, name)) => property(&mut capacity, section, name, number(pack, input)),
            None => {
                capacity.insert(input.key.clone(), number(pack, input));
            }
        }
    }
    sections.insert("capacity".to_owned(), object(capacity));
    if !pack.types.is_empty() {
        sections.insert("resources".to_owned(), resources(pack));
    }
    let mut document = object(sections);
    document["properties"][blueprint::FORMAT_KEY] = json!({
        "type": "integer",
        "minimum": 1,
        "maximum": blueprint::FORMAT,
        "description": "The version of this file's format.",
    });
    document["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    document["title"] = json!("tierup.toml");
    document["description"] =
        json!("The blueprint of a project: every decision that it was generated from.");
    document
}

/// Tables by the names of resources, with a text for each field.
fn resources(pack: &Pack) -> Value {
    let types: Vec<&str> = pack.types.keys().map(String::as_str).collect();
    let abouts = pack.types.iter();
    let abouts: Vec<String> = abouts
        .map(|(name, of_type)| format!("{name}: {}", of_type.about))
        .collect();
    let name = "^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$";
    let field = json!({
        "type": "string",
        "pattern": format!("^(?:{})(?![a-z0-9_-])", types.join("|")),
        "description": format!("A type and what follows: `?`, `= DEFAULT`, `unique`, `index`, `min=`, `max=`.\n{}", abouts.join("\n")),
    });
    json!({
        "type": "object",
        "description": "The kinds of records that the service keeps, each with its fields.",
        "additionalProperties": false,
        "patternProperties": {
            name: {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": false,
                "properties": {
                    PLURAL: {
                        "type": "string",
                        "pattern": name,
                        "description": "The plural of the resource, if it is not the usual one.",
                    },
                },
                "patternProperties": {format!("^(?!{PLURAL}$){}", &name[1..]): field},
            },
        },
    })
}

fn answer(pack: &Pack, question: &Question) -> Value {
    let kind = match question.kind {
        QuestionKind::Text | QuestionKind::Choice => "string",
        QuestionKind::Number if question.whole => "integer",
        QuestionKind::Number => "number",
        QuestionKind::YesNo => "boolean",
    };
    let mut schema = json!({
        "type": kind,
        "description": question.question,
        "default": pack.default_answer(question),
    });
    if question.kind == QuestionKind::Choice {
        schema["enum"] = json!(question.choices);
    }
    if let Some(pattern) = &question.pattern {
        schema["pattern"] = json!(format!("^(?:{pattern})$"));
    }
    for (key, limit) in [("minimum", question.min), ("maximum", question.max)] {
        if let Some(limit) = limit {
            schema[key] = json!(limit);
        }
    }
    schema
}

fn number(pack: &Pack, input: &Input) -> Value {
    let limit =
        |value: f64| -> Value { serde_json::from_str(&input.show(value)).unwrap_or(Value::Null) };
    json!({
        "type": if input.whole { "integer" } else { "number" },
        "minimum": limit(input.min),
        "maximum": limit(input.max),
        "default": limit(blueprint::default_of(pack, input)),
        "description": input.about,
    })
}

fn property(sections: &mut Map<String, Value>, section: &str, name: &str, value: Value) {
    let section = sections
        .entry(section.to_owned())
        .or_insert_with(|| object(Map::new()));
    section["properties"][name] = value;
}

fn object(properties: Map<String, Value>) -> Value {
    let properties = Value::Object(properties);
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}
