//! What a migration is called, and what a person must know of it.

use super::operation::{Operation, Part, Way};

/// The most characters of a name: a tool keeps ids of at most 32, and the number comes before it.
const MOST_CHARACTERS: usize = 27;

/// The name of the first migration.
pub(super) const FIRST: &str = "first_tables";

/// `add_invoices`, `add_due_on_to_invoices`, `change_tables`.
pub(super) fn name(operations: &[Operation<'_>]) -> String {
    let operations = main(operations);
    let resources: Vec<&str> = operations.iter().map(|step| plural(step)).collect();
    let one = resources
        .first()
        .filter(|first| resources.iter().all(|other| other == *first));
    let mut names = Vec::new();
    if let Some(plural) = one.filter(|plural| !plural.is_empty()) {
        names.extend(exact(&operations, plural));
        names.push(format!("change_{plural}"));
    } else if let [Operation::Tables { set, way }] = operations[..] {
        names.push(format!("{}_{}", verb(*way), set.name.replace('-', "_")));
    }
    let whole = |step: &Operation<'_>| match step {
        Operation::Tables { way, .. } | Operation::Resource { way, .. } => Some(*way),
        _ => None,
    };
    let first = operations.first().copied().and_then(whole);
    let ways = first.filter(|way| operations.iter().all(|step| whole(step) == Some(*way)));
    names.push(format!("{}_tables", ways.map_or("change", verb)));
    let fits = |name: &String| name.len() <= MOST_CHARACTERS;
    names.into_iter().find(fits).unwrap_or_default()
}

/// The steps without those on fields of a table that other steps create or drop.
fn main<'a, 'b>(operations: &'b [Operation<'a>]) -> Vec<&'b Operation<'a>> {
    let is_of_whole_table = |step: &Operation<'_>| {
        let mut whole = operations.iter();
        matches!(step, Operation::Part { .. })
            && whole
                .any(|one| matches!(one, Operation::Resource { .. }) && plural(one) == plural(step))
    };
    let steps = operations.iter();
    steps.filter(|step| !is_of_whole_table(step)).collect()
}

/// The table of a step on a resource.
fn plural<'b>(step: &'b Operation<'_>) -> &'b str {
    let resource = match step {
        Operation::Tables { .. } => return "",
        Operation::Resource { resource, .. } => resource,
        other => {
            return other
                .changes()
                .map_or("", |one| one["plural"].as_str().unwrap_or_default());
        }
    };
    resource["plural"].as_str().unwrap_or_default()
}

fn verb(way: Way) -> &'static str {
    match way {
        Way::Add => "add",
        Way::Remove => "remove",
    }
}

/// The name of a migration that changes one thing of a table.
fn exact(operations: &[&Operation<'_>], plural: &str) -> Option<String> {
    let main: Vec<&Operation<'_>> = operations
        .iter()
        .copied()
        .filter(|step| !matches!(step, Operation::Part { part, .. } if *part != Part::Field))
        .collect();
    let word = |value: &serde_json::Value| value["name"].as_str().unwrap_or_default().to_owned();
    match main[..] {
        [Operation::Resource { way, .. }] => Some(format!("{}_{plural}", verb(*way))),
        [
            Operation::Part {
                field,
                way: Way::Add,
                ..
            },
        ] => Some(format!("add_{}_to_{plural}", word(field))),
        [Operation::Part { field, .. }] => Some(format!("remove_{}_from_{plural}", word(field))),
        [Operation::Rename { old, new, .. }] => {
            Some(format!("rename_{}_to_{}", word(old), word(new)))
        }
        _ => None,
    }
}

/// The data that a migration removes.
pub(super) fn losses(operations: &[Operation<'_>], id: &str) -> Vec<String> {
    let end = format!("removed from the database by the migration `{id}`");
    let lost = main(operations).into_iter().filter_map(|step| match step {
        Operation::Tables {
            set,
            way: Way::Remove,
        } => Some(format!(
            "the tables of `{}` and their rows are {end}",
            set.name
        )),
        Operation::Resource {
            way: Way::Remove, ..
        } => Some(format!(
            "the table `{}` and its records are {end}",
            plural(step)
        )),
        Operation::Part {
            field,
            part: Part::Field,
            way: Way::Remove,
            ..
        } => Some(format!(
            "the column `{}` of the table `{}` and its values are {end}",
            field["column"].as_str().unwrap_or_default(),
            plural(step)
        )),
        _ => None,
    });
    lost.collect()
}

/// Whether what is unique among the records of the old owner, or among all, is unique among those of the new one.
fn narrows(operations: &[Operation<'_>], old: &serde_json::Value, new: &serde_json::Value) -> bool {
    let renamed = || {
        operations.iter().any(|step| {
            matches!(step, Operation::Rename { old: before, new: after, .. }
                if before["name"] == old["name"] && after["name"] == new["name"])
        })
    };
    !new.is_null() && (old.is_null() || renamed())
}

/// Whether a resource that loses an owner gets another one.
fn is_owned(operations: &[Operation<'_>], resource: &serde_json::Value) -> bool {
    operations.iter().any(|step| {
        matches!(step, Operation::Part { resource: of, field, part: Part::Field, way: Way::Add }
            if of["name"] == resource["name"] && of["owner"]["name"] == field["name"])
    })
}

/// What a person must know of a migration: whose records are from now on, and what may stop it.
pub(super) fn notes(operations: &[Operation<'_>], id: &str) -> Vec<String> {
    let owned = operations.iter().filter_map(|step| match step {
        Operation::Part {
            resource,
            field,
            part: Part::Field,
            way: Way::Add,
        } if resource["owner"]["name"] == field["name"] => Some(format!(
            "the records that exist in the table `{}` belong to `{}` after the migration `{id}`",
            plural(step),
            field["default"].as_str().unwrap_or_default()
        )),
        _ => None,
    });
    let open = operations.iter().filter_map(|step| match step {
        Operation::Part {
            resource,
            field,
            part: Part::Field,
            way: Way::Remove,
        } if resource["owner"]["name"] == field["name"] && !is_owned(operations, resource) => {
            Some(format!(
                "the records of the table `{}` belong to all callers after the migration `{id}`",
                plural(step)
            ))
        }
        _ => None,
    });
    let mut notes: Vec<String> = owned.chain(open).collect();
    let is_new = |name: &serde_json::Value| {
        operations.iter().any(|step| {
            matches!(step, Operation::Part { field, part: Part::Field, way: Way::Add, .. } if field["name"] == *name)
        })
    };
    let is_renamed = |name: &serde_json::Value| {
        operations.iter().any(|step| {
            matches!(step, Operation::Rename { old, new, .. } if new["name"] == *name && old["unique"] == true)
        })
    };
    // a value that was unique among all records, or among those of the same owner, is unique among those of an owner
    let was_unique = |resource: &serde_json::Value, name: &serde_json::Value| {
        operations.iter().any(|step| {
            matches!(step, Operation::Part { resource: of, field, part: Part::Unique, way: Way::Remove }
                if of["name"] == resource["name"] && field["name"] == *name
                    && narrows(operations, &of["owner"], &resource["owner"]))
        })
    };
    let unique = operations.iter().filter_map(|step| match step {
        Operation::Part { resource, field, part: Part::Unique, way: Way::Add }
            if !is_new(&field["name"])
                && !is_renamed(&field["name"])
                && !was_unique(resource, &field["name"]) =>
        {
            Some(format!(
                "the column `{}` of the table `{}` becomes unique: the migration `{id}` fails if values repeat",
                field["column"].as_str().unwrap_or_default(),
                plural(step)
            ))
        }
        _ => None,
    });
    notes.extend(unique);
    notes
}
