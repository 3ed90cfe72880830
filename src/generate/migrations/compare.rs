//! From the tables that a project has to those that it will have: the steps of a migration, or why there can be none.

mod fields;

use std::borrow::Cow;

use serde_json::Value;

use super::operation::{Operation, Part, TableTexts, Way};
use crate::core::answers::RESOURCES;
use crate::core::error::Problem;
use crate::generate::resources::Resource;
use crate::pack::Pack;
use fields::Fields;

/// The tables of a project.
#[derive(Debug, Clone, Default)]
pub struct Tables<'a> {
    pub sets: &'a [TableTexts],
    /// Each with its value for templates, after those that it refers to.
    pub resources: Vec<Table<'a>>,
}

/// The table of a resource, with its value for templates.
pub type Table<'a> = (&'a Resource, &'a Value);

/// A field of a resource that gets another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRename {
    pub resource: String,
    pub old: String,
    pub new: String,
}

/// The steps from `old` to `new`; `column` is the text of field types that describes a column.
///
/// # Errors
/// Every change for which records that exist are in the way, with what to do.
pub fn operations<'a>(
    pack: &Pack,
    column: &[String],
    (old, new): (&Tables<'a>, &Tables<'a>),
    renames: &[FieldRename],
) -> Result<Vec<Operation<'a>>, Vec<Problem>> {
    let mut problems = Vec::new();
    let (mut removed, mut changed, mut created) = (Vec::new(), Vec::new(), Vec::new());
    for (resource, value) in &new.resources {
        let Some((before, before_value)) = find(old, resource.name()) else {
            created.push((*resource, *value));
            continue;
        };
        if before.names.plural != resource.names.plural {
            problems.push(
                Problem::new(format!(
                    "the resource `{}` cannot get another plural: it is the name of a table with records",
                    resource.name()
                ))
                .at(format!("{RESOURCES}{}", resource.name()))
                .help(format!("write `plural = \"{}\"`", before.names.plural)),
            );
        }
        let mut fields = Fields {
            pack,
            column,
            old: (before, before_value),
            new: (resource, value),
            problems: &mut problems,
        };
        let pairs = fields.pairs(renames);
        removed.extend(fields.removed(&pairs));
        changed.extend(fields.changed(&pairs));
    }
    let is_dropped = |(resource, _): &Table<'_>| find(new, resource.name()).is_none();
    let dropped: Vec<Table<'a>> = old.resources.iter().copied().filter(is_dropped).collect();
    let dropped = creation(&dropped).into_iter().rev();
    removed.extend(dropped.map(|step| step.inverse()));
    let missing = |sets: &'a [TableTexts], others: &'a [TableTexts]| {
        let is_there = move |set: &TableTexts| others.iter().any(|one| one.name == set.name);
        sets.iter().filter(move |set| !is_there(set))
    };
    let gone: Vec<_> = missing(old.sets, new.sets).collect();
    let gone = gone.into_iter().rev();
    removed.extend(gone.map(|set| Operation::Tables {
        set,
        way: Way::Remove,
    }));
    let sets = missing(new.sets, old.sets);
    removed.extend(sets.map(|set| Operation::Tables { set, way: Way::Add }));
    if problems.is_empty() {
        Ok([removed, creation(&created), changed].concat())
    } else {
        Err(problems)
    }
}

fn find<'a>(tables: &Tables<'a>, name: &str) -> Option<Table<'a>> {
    let mut resources = tables.resources.iter();
    resources.find(|(one, _)| one.name() == name).copied()
}

/// The steps that create tables, in the order of these. A reference that closes a circle is added with its field when all
/// tables exist.
fn creation<'a>(tables: &[Table<'a>]) -> Vec<Operation<'a>> {
    let (mut whole, mut added) = (Vec::new(), Vec::new());
    for (resource, value) in tables {
        let is_created = |name: &str| tables.iter().any(|(one, _)| one.name() == name);
        let late = resource.fields.iter().filter(|field| {
            let is_late = || fields::value(value, &field.name)?["closes_circle"].as_bool();
            field.target.as_deref().is_some_and(is_created) && is_late() == Some(true)
        });
        let late: Vec<_> = late.collect();
        let names: Vec<&str> = late.iter().map(|field| field.name.as_str()).collect();
        whole.push(Operation::Resource {
            resource: without(value, &names),
            way: Way::Add,
        });
        for field in late {
            added.extend(fields::part(value, Way::Add, Part::Field, field));
            added.extend(fields::parts(value, Way::Add, field));
        }
    }
    [whole, added].concat()
}

/// The value of a resource without some of its fields.
fn without<'a>(resource: &'a Value, names: &[&str]) -> Cow<'a, Value> {
    if names.is_empty() {
        return Cow::Borrowed(resource);
    }
    let mut resource = resource.clone();
    for list in ["fields", "references", "unique", "filters"] {
        if let Some(fields) = resource[list].as_array_mut() {
            fields.retain(|field| names.iter().all(|name| field["name"] != *name));
        }
    }
    Cow::Owned(resource)
}
