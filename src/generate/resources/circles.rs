//! References in a circle from which no first record can be made.

use super::order::reached;
use super::{Field, Resource};
use crate::core::answers::{Answers, RESOURCES};
use crate::core::error::Problem;
use crate::core::place::Place;

/// A problem for each required reference that is part of a circle of required references.
pub(super) fn problems(resources: &[(Resource, &Place)], answers: &Answers) -> Vec<Problem> {
    let all: Vec<&Resource> = resources.iter().map(|(resource, _)| resource).collect();
    let fields = all
        .iter()
        .flat_map(|resource| resource.fields.iter().map(move |field| (*resource, field)));
    let blocking = fields.filter(|(resource, field)| is_blocking(&all, resource, field));
    blocking
        .map(|(resource, field)| problem(resource, field, answers))
        .collect()
}

fn is_blocking(all: &[&Resource], resource: &Resource, field: &Field) -> bool {
    let Some(target) = field.target.as_deref().filter(|_| !field.optional) else {
        return false;
    };
    let target_refers_back = || {
        let mut targets = all.iter().filter(|one| one.name() == target);
        targets
            .any(|target| reached(all, target, |field| !field.optional).contains(resource.name()))
    };
    target == resource.name() || target_refers_back()
}

fn problem(resource: &Resource, field: &Field, answers: &Answers) -> Problem {
    let what = if field.target.as_deref() == Some(resource.name()) {
        "refers to the resource itself"
    } else {
        "closes a circle of required references"
    };
    let message = format!(
        "the resource `{}`: the field `{}` {what}, so that no first record can be made",
        resource.name(),
        field.name
    );
    let help = format!(
        "let it be empty: `{} = \"{}\"`",
        field.name,
        field.optional_text()
    );
    let key = format!("{RESOURCES}{}.{}", resource.name(), field.name);
    let place = answers.get(&key).map(|assignment| assignment.place.clone());
    Problem::new(message)
        .at(place.unwrap_or_else(|| key.into()))
        .help(help)
}
