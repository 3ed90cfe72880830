//! Whose records are: one owner at most, and no reference by which a caller learns of records of others, or changes them.
//! Knows no callers.

use super::field::Fault;
use super::{OnDelete, Resource};
use crate::core::place::Place;

/// What is wrong with the owners of a resource's records, with a help.
pub(super) fn faults(resource: &Resource, all: &[(Resource, &Place)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut owners = resource.fields.iter().filter(|field| field.owns);
    let (first, second) = (owners.next(), owners.next());
    if let (Some(first), Some(second)) = (first, second) {
        faults.push((
            format!("has two owners: `{}` and `{}`", first.name, second.name),
            "remove one of the fields".to_owned(),
        ));
    }
    for field in &resource.fields {
        let named = field.target.as_deref().unwrap_or_default();
        let mut others = all.iter();
        let Some((target, _)) = others.find(|(other, _)| other.name() == named) else {
            continue;
        };
        match (first, target.owner()) {
            (None, Some(owner)) => faults.push((
                format!("refers to `{named}`, whose records have owners, and has none itself"),
                format!(
                    "give it one: `{} = \"{}\"`; where resources refer to each other, give all of them one in tierup.toml",
                    owner.name, owner.kind
                ),
            )),
            (Some(_), None) if field.on_delete != Some(OnDelete::Restrict) => faults.push((
                format!(
                    "has owners: by `{}`, a caller who deletes a record of `{named}`, which has none, would change records of others",
                    field.name
                ),
                format!("write `on_delete=restrict`, or give `{named}` an owner too"),
            )),
            _ => {}
        }
    }
    faults
}
