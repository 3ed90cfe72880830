//! References in a circle.

use std::collections::BTreeSet;

use super::Resource;
use crate::core::answers::{Answers, RESOURCES};
use crate::core::error::Problem;
use crate::core::place::Place;

/// References from which no first record could be made, or whose tables no order could create.
pub(super) fn problems(resources: &[(Resource, &Place)], answers: &Answers) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = done.len();
        for (resource, _) in resources {
            let is_ready = resource.fields.iter().all(|field| match &field.target {
                Some(target) if target == resource.name() => field.optional,
                Some(target) => done.contains(target.as_str()),
                None => true,
            });
            if is_ready {
                done.insert(resource.name());
            }
        }
        if done.len() == before {
            break;
        }
    }
    for (resource, _) in resources
        .iter()
        .filter(|(one, _)| !done.contains(one.name()))
    {
        let blocking = resource.fields.iter().find(|field| {
            field
                .target
                .as_ref()
                .is_some_and(|target| !done.contains(target.as_str()))
        });
        let Some(field) = blocking else { continue };
        let of_itself = field.target.as_deref() == Some(resource.name());
        let (message, help) = if of_itself {
            (
                format!(
                    "the field `{}` refers to the resource itself, so that no first record can be made",
                    field.name
                ),
                format!("let it be empty: `{} = \"{}?\"`", field.name, field.text),
            )
        } else {
            (
                format!("the field `{}` closes a circle of references", field.name),
                "leave out one reference of the circle, or put it into a resource of its own"
                    .to_owned(),
            )
        };
        let key = format!("{RESOURCES}{}.{}", resource.name(), field.name);
        let problem = Problem::new(format!("the resource `{}`: {message}", resource.name()));
        let place = answers.get(&key).map(|assignment| assignment.place.clone());
        problems.push(problem.at(place.unwrap_or_else(|| key.into())).help(help));
    }
    problems
}
