//! The order in which the tables of resources can be created, also where resources refer to each other in a circle.

use std::collections::BTreeSet;

use super::{Field, Resource};

/// A resource behind those that it refers to; otherwise as they were written. In a circle, the references of the first
/// resource may be empty: they are added when all tables exist.
#[must_use]
pub fn in_order(resources: &[Resource]) -> Vec<&Resource> {
    let mut ordered: Vec<&Resource> = Vec::with_capacity(resources.len());
    while ordered.len() < resources.len() {
        let is_there = |name: &str| ordered.iter().any(|one| one.name() == name);
        let left: Vec<&Resource> = resources
            .iter()
            .filter(|resource| !is_there(resource.name()))
            .collect();
        let has = |resource: &Resource, counts: fn(&Field) -> bool| {
            let mut targets = others(resource, counts);
            targets.all(&is_there)
        };
        let next = left.iter().find(|resource| has(resource, |_| true));
        let next = next.or_else(|| {
            let in_circle = circle(&left);
            let mut circle = left.iter().filter(|one| in_circle.contains(one.name()));
            circle.find(|resource| has(resource, |field| !field.optional))
        });
        match next {
            Some(next) => ordered.push(next),
            None => break, // a circle of required references, which is refused before
        }
    }
    ordered
}

/// The resources that `from` refers to, directly or through others, by fields that count.
#[must_use]
pub(super) fn reached<'a>(
    resources: &[&'a Resource],
    from: &'a Resource,
    counts: fn(&Field) -> bool,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&str> = others(from, counts).collect();
    while let Some(name) = waiting.pop() {
        let resource = resources.iter().find(|one| one.name() == name);
        if let Some(resource) = resource.filter(|_| found.insert(name)) {
            waiting.extend(others(resource, counts));
        }
    }
    found
}

/// Resources that refer to each other in circles, and to no others of those that are left.
fn circle<'a>(left: &[&'a Resource]) -> BTreeSet<&'a str> {
    let reach = |from| reached(left, from, |_| true);
    let back = |from: &Resource, names: &BTreeSet<&str>| {
        let mut others = left.iter().filter(|one| names.contains(one.name()));
        others.all(|other| reach(other).contains(from.name()))
    };
    let mut all = left.iter().map(|resource| (resource, reach(resource)));
    all.find(|(resource, names)| back(resource, names))
        .map_or_else(BTreeSet::new, |(_, names)| names)
}

/// The other resources that a resource refers to by fields that count.
fn others(resource: &Resource, counts: fn(&Field) -> bool) -> impl Iterator<Item = &str> {
    let fields = resource.fields.iter().filter(move |field| counts(field));
    let targets = fields.filter_map(|field| field.target.as_deref());
    targets.filter(|target| *target != resource.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::resources::Names;

    /// `a: b? c`: a resource and those that it refers to.
    fn resource(text: &str) -> Resource {
        let (name, targets) = text.split_once(':').unwrap();
        let fields = targets.split_whitespace().map(|target| Field {
            optional: target.ends_with('?'),
            target: Some(target.trim_end_matches('?').to_owned()),
            ..Field::default()
        });
        Resource {
            names: Names::of(name, None),
            has_own_plural: false,
            fields: fields.collect(),
            has_faults: false,
        }
    }

    #[test]
    fn a_table_comes_after_those_that_it_needs() {
        for (resources, expected) in [
            (&["a:", "b: a", "c: a b"][..], "a b c"),
            (&["c: a b", "b: a", "a: a?"], "a b c"),
            (&["a: b?", "b: a"], "a b"),
            (&["b: a", "a: b?"], "a b"),
            (&["a: b?", "b: a?"], "a b"),
            (&["a: b", "b: c", "c: a?"], "c b a"),
            // `x` is in no circle, so its reference waits for no later migration step
            (&["x: b?", "a: b", "b: a?"], "b x a"),
            (
                &["x: a? x?", "a: b? y?", "b: a?", "y: z?", "z: y?"],
                "y z a x b",
            ),
            (&["a: b", "b: a", "c:"], "c"),
        ] {
            let resources: Vec<Resource> = resources.iter().map(|text| resource(text)).collect();
            let names: Vec<&str> = in_order(&resources).iter().map(|one| one.name()).collect();
            assert_eq!(names.join(" "), expected);
        }
    }
}
