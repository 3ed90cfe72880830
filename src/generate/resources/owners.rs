//! Whose records are: one owner at most, and no way from records without one to those that have one. Knows no callers.

use super::Resource;
use super::field::Fault;
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
    if first.is_some() {
        return faults;
    }
    for field in &resource.fields {
        let target = field.target.as_deref();
        let mut others = all.iter();
        let target = others.find(|(other, _)| Some(other.name()) == target);
        if let Some(owner) = target.and_then(|(other, _)| other.owner()) {
            let target = field.target.as_deref().unwrap_or_default();
            faults.push((
                format!("refers to `{target}`, whose records have owners, and has none itself"),
                format!("give it one: `{} = \"{}\"`", owner.name, owner.kind),
            ));
        }
    }
    faults
}
