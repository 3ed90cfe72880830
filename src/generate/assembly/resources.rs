//! Resources as templates see them: names, fields, and the text that the types give for each field.

use serde_json::{Map, Value, json};
use tera::Context;

use crate::core::answers::RESOURCES;
use crate::core::error::Problem;
use crate::generate::render::TextRenderer;
use crate::generate::resources::{EVERY_RECORD, Field, OnDelete, Resource, in_order};
use crate::pack::Pack;
use crate::pack::field_type::FieldType;
use crate::pack::manifest::Python;

/// The value of `resources`, in the order in which tables can be created: a resource comes after those that it refers to.
#[must_use]
pub(super) fn of_resources(
    pack: &Pack,
    resources: &[Resource],
    context: &Context,
    texts: &TextRenderer,
    problems: &mut Vec<Problem>,
) -> Value {
    let ordered = in_order(resources);
    let has_cache = has_cache(pack, context);
    let all = ordered.iter().map(|resource| {
        let fields: Vec<Value> = resource
            .fields
            .iter()
            .map(|field| of_field(pack, &ordered, (resource, field), context, texts, problems))
            .collect();
        problems.extend(same_columns(resource, &fields));
        let is_owner = |value: &Value| {
            resource
                .owner()
                .is_some_and(|one| value["name"] == *one.name)
        };
        let (owner, fields): (Vec<Value>, Vec<Value>) = fields.into_iter().partition(is_owner);
        let those = |key: &str| -> Vec<Value> {
            let is = |field: &&Value| !matches!(field[key], Value::Null | Value::Bool(false));
            fields.iter().filter(is).cloned().collect()
        };
        let mut value = json!(resource.names);
        value["is_cached"] = json!(has_cache && !is_changed_by_others(resource));
        value["unique"] = json!(those("unique"));
        value["filters"] = json!(those("filters"));
        value["references"] = json!(those("target"));
        value["required"] = json!(those("required"));
        value["referrers"] = json!(referrers(resources, resource));
        value["imports"] = imports(&fields);
        value["sample"] = json!(sample(&fields));
        value["owner"] = json!(owner.first());
        value["fields"] = json!(fields);
        value
    });
    Value::Array(all.collect())
}

/// Whether the facts are those with which reads are cached.
fn has_cache(pack: &Pack, context: &Context) -> bool {
    let needed = &pack.catalog.cached_when;
    let facts = json!(context.get("facts"));
    !needed.is_empty() && needed.iter().all(|(fact, value)| facts[fact] == **value)
}

/// Whether the deletion of a record of another resource changes or deletes records of this one: a cache of this one does
/// not notice.
fn is_changed_by_others(resource: &Resource) -> bool {
    let rules = resource.fields.iter().filter_map(|field| field.on_delete);
    rules.into_iter().any(|rule| rule != OnDelete::Restrict)
}

/// Columns that two fields have, or a field and every record.
fn same_columns(resource: &Resource, fields: &[Value]) -> Option<Problem> {
    let mut taken: Vec<&Value> = Vec::new();
    for field in fields {
        let column = &field["column"];
        let is_of_every_record = EVERY_RECORD.iter().any(|name| column == name);
        if is_of_every_record || taken.contains(&column) {
            let (name, column) = (text(&field["name"]), text(column));
            return Some(
                Problem::new(format!(
                    "the resource `{}`: the field `{name}` is in the column `{column}`, which another one has",
                    resource.name()
                ))
                .at(format!("{RESOURCES}{}.{name}", resource.name()))
                .help("choose another name for one of them"),
            );
        }
        taken.push(column);
    }
    None
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What the used types need, each with the path of its type.
pub(super) fn python<'a>(
    pack: &'a Pack,
    resources: &'a [Resource],
) -> impl Iterator<Item = (&'a str, &'a Python)> {
    pack.types
        .iter()
        .filter(|(name, _)| {
            let mut fields = resources.iter().flat_map(|resource| &resource.fields);
            fields.any(|field| field.kind == **name)
        })
        .map(|(name, of_type)| (name.as_str(), &of_type.python))
}

fn of_field(
    pack: &Pack,
    ordered: &[&Resource],
    (resource, field): (&Resource, &Field),
    context: &Context,
    texts: &TextRenderer,
    problems: &mut Vec<Problem>,
) -> Value {
    let mut value = json!(field);
    value["class"] = json!(field.class(resource.name()));
    value["title"] = json!(field.name.replace('_', " "));
    value["filters"] = json!(field.filters());
    value["required"] = json!(!field.optional && field.default.is_none());
    value["column"] = json!(field.name);
    value["closes_circle"] = json!(false);
    if let Some(target) = &field.target {
        let position = |name: &str| ordered.iter().position(|one| one.name() == name);
        let at = position(target);
        value["target"] = json!(at.map(|at| &ordered[at].names));
        let owner = at.and_then(|at| ordered[at].owner());
        value["target"]["owner"] = json!(owner.map(|owner| &owner.name));
        value["closes_circle"] = json!(at > position(resource.name()));
    }
    let Some(of_type) = pack.types.get(&field.kind) else {
        return value;
    };
    let mut scope = context.clone();
    scope.insert("resource", &resource.names);
    let mut rendered = |value: &Value, part: &str, text: &str| -> Value {
        scope.insert("field", value);
        let place = format!("types/{}.toml: {part}", field.kind);
        match texts.render(&place, text, &scope) {
            Ok(text) => json!(text),
            Err(problem) => {
                problems.push(problem);
                Value::Null
            }
        }
    };
    if let Some(column) = &of_type.column {
        value["column"] = rendered(&value, "column", column);
    }
    let FieldType {
        text,
        right,
        wrong,
        imports,
        ..
    } = of_type;
    let text: Map<String, Value> = text
        .iter()
        .map(|(name, text)| (name.clone(), rendered(&value, name, text)))
        .collect();
    let mut all = |list: &[String], part: &str| -> Vec<Value> {
        let list = list.iter().map(|text| rendered(&value, part, text));
        list.filter(|text| text.as_str().is_none_or(|text| !text.is_empty()))
            .collect()
    };
    let (right, wrong) = (all(right, "right"), all(wrong, "wrong"));
    let imports = json!({
        "standard": all(&imports.standard, "imports"),
        "libraries": all(&imports.libraries, "imports"),
        "package": all(&imports.package, "imports"),
        "migrations": all(&imports.migrations, "imports"),
    });
    value["imports"] = imports;
    value["text"] = Value::Object(text);
    value["right"] = json!(right);
    value["wrong"] = json!(wrong);
    value
}

/// The body of a request that creates a record; empty if a required field has no sample.
fn sample(fields: &[Value]) -> String {
    let required = fields.iter().filter(|field| field["required"] == true);
    let members: Option<Vec<String>> = required
        .map(|field| {
            let text = field["text"]["sample"].as_str()?;
            let name = field["name"].as_str()?;
            (!text.is_empty()).then(|| format!("\"{name}\": {text}"))
        })
        .collect();
    members.map_or_else(String::new, |members| format!("{{{}}}", members.join(", ")))
}

/// The imports of all fields, each once.
fn imports(fields: &[Value]) -> Value {
    let of = |block: &str| -> Vec<&Value> {
        let mut lines: Vec<&Value> = Vec::new();
        for line in fields
            .iter()
            .filter_map(|field| field["imports"][block].as_array())
            .flatten()
        {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    };
    json!({"standard": of("standard"), "libraries": of("libraries"), "package": of("package")})
}

/// The fields of resources that refer to this one.
fn referrers(resources: &[Resource], target: &Resource) -> Vec<Value> {
    let mut found = Vec::new();
    for resource in resources {
        for field in &resource.fields {
            if field.target.as_deref() == Some(target.name()) {
                let mut value = json!(resource.names);
                value["field"] = json!(field.name);
                value["on_delete"] = json!(field.on_delete);
                found.push(value);
            }
        }
    }
    found
}
