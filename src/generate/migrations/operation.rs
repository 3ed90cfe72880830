//! A step of a migration, its inverse, and both as templates see them.

use std::borrow::Cow;

use serde_json::{Value, json};

/// A step. Values are resources and fields as templates see them.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation<'a> {
    Tables {
        set: &'a TableTexts,
        way: Way,
    },
    /// The resource without the fields for which there are steps of their own.
    Resource {
        resource: Cow<'a, Value>,
        way: Way,
    },
    Part {
        resource: &'a Value,
        field: &'a Value,
        part: Part,
        way: Way,
    },
    Rename {
        resource: &'a Value,
        old: Value,
        new: Value,
    },
    Change {
        resource: &'a Value,
        old: Value,
        new: Value,
    },
}

/// The direction of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Add,
    Remove,
}

/// What a field is in a database: a column, and what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Field,
    Index,
    Unique,
    Reference,
}

/// A set of tables, as the text of steps that create and drop them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableTexts {
    pub name: String,
    pub create: String,
    pub drop: String,
}

impl Way {
    fn inverse(self) -> Self {
        match self {
            Self::Add => Self::Remove,
            Self::Remove => Self::Add,
        }
    }
}

impl<'a> Operation<'a> {
    /// The step that reverts this one.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let mut inverse = self.clone();
        match &mut inverse {
            Self::Tables { way, .. } | Self::Resource { way, .. } | Self::Part { way, .. } => {
                *way = way.inverse();
            }
            Self::Rename { old, new, .. } | Self::Change { old, new, .. } => {
                std::mem::swap(old, new);
            }
        }
        inverse
    }

    /// The resource whose fields it changes.
    #[must_use]
    pub fn changes(&self) -> Option<&'a Value> {
        match self {
            Self::Tables { .. } | Self::Resource { .. } => None,
            Self::Part { resource, .. }
            | Self::Rename { resource, .. }
            | Self::Change { resource, .. } => Some(resource),
        }
    }

    /// The kind, as templates compare it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Tables { way: Way::Add, .. } => "create_tables",
            Self::Tables { .. } => "drop_tables",
            Self::Resource { way: Way::Add, .. } => "create_resource",
            Self::Resource { .. } => "drop_resource",
            Self::Rename { .. } => "rename_field",
            Self::Change { .. } => "change_field",
            Self::Part { part, way, .. } => match (part, way) {
                (Part::Field, Way::Add) => "add_field",
                (Part::Field, Way::Remove) => "remove_field",
                (Part::Index, Way::Add) => "add_index",
                (Part::Index, Way::Remove) => "remove_index",
                (Part::Unique, Way::Add) => "add_unique",
                (Part::Unique, Way::Remove) => "remove_unique",
                (Part::Reference, Way::Add) => "add_reference",
                (Part::Reference, Way::Remove) => "remove_reference",
            },
        }
    }

    fn value(&self) -> Value {
        let kind = self.kind();
        match self {
            Self::Tables { set, way } => {
                let text = if *way == Way::Add {
                    &set.create
                } else {
                    &set.drop
                };
                json!({"kind": kind, "set": set.name, "text": text})
            }
            Self::Resource { resource, .. } => json!({"kind": kind, "resource": resource}),
            Self::Part {
                resource, field, ..
            } => json!({"kind": kind, "field": field, "owner": resource["owner"]}),
            Self::Rename { old, new, .. } | Self::Change { old, new, .. } => {
                json!({"kind": kind, "field": new, "old": old})
            }
        }
    }
}

/// The steps as templates see them: steps on the fields of one resource that follow each other are together in a
/// `change_resource`, with the added fields that have a default; a renamed field has one of its own.
#[must_use]
pub fn values(operations: &[Operation<'_>]) -> Value {
    let mut values: Vec<Value> = Vec::new();
    let mut open: Option<&Value> = None;
    let defaults = |operation: &Operation<'_>| match operation {
        Operation::Part {
            field,
            part: Part::Field,
            way: Way::Add,
            ..
        } if !field["default"].is_null() => Some((*field).clone()),
        _ => None,
    };
    for operation in operations {
        let Some(resource) = operation.changes() else {
            values.push(operation.value());
            open = None;
            continue;
        };
        let is_rename = matches!(operation, Operation::Rename { .. });
        let joins = open.is_some_and(|open| open["name"] == resource["name"]) && !is_rename;
        if !joins {
            values.push(json!({
                "kind": "change_resource", "resource": resource, "steps": [], "defaults": [],
            }));
        }
        if let Some(last) = values.last_mut() {
            let mut push = |list: &str, value: Value| {
                if let Some(list) = last[list].as_array_mut() {
                    list.push(value);
                }
            };
            push("steps", operation.value());
            if let Some(field) = defaults(operation) {
                push("defaults", field);
            }
        }
        open = (!is_rename).then_some(resource);
    }
    Value::Array(values)
}
