//! Changes that apply to no selection.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::core::error::Problem;
use crate::generate::selection::{self, Selection};
use crate::pack::Pack;

/// The pack's own changes whose conditions hold under none of the selections, which are all.
pub(super) fn problems(pack: &Pack, selections: &[Selection]) -> Vec<Problem> {
    let Some(own) = pack.changes.first() else {
        return Vec::new();
    };
    // a project can have resources with fields of any types and any answers, so their facts are met
    let types = pack.types.values().map(|of_type| &of_type.facts);
    let questions = pack
        .catalog
        .questions
        .iter()
        .map(|question| &question.facts);
    let of_projects: BTreeSet<&String> = types
        .chain(questions)
        .chain([&pack.catalog.resource_facts])
        .flat_map(IndexMap::keys)
        .collect();
    let conditions: Vec<IndexMap<String, String>> = own
        .changes
        .iter()
        .map(|change| {
            let mut when = change.when.clone();
            when.retain(|name, _| !of_projects.contains(name));
            when
        })
        .collect();
    let mut unmet: BTreeSet<usize> = (0..conditions.len()).collect();
    for selection in selections.iter().filter(|_| !conditions.is_empty()) {
        let facts = selection::facts(pack, &selection::active(pack, selection));
        unmet.retain(|number| {
            !selection::condition_holds(pack, selection, &facts, &conditions[*number])
        });
    }
    let problem = |number: usize| {
        Problem::new("no selection meets the condition of this change")
            .at(own.place(number))
            .help("change its `when`, or remove the change")
    };
    unmet.into_iter().map(problem).collect()
}
