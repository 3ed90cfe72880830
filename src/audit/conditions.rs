//! Conditions on tiers and facts, which questions and changes have. Sees values only.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::audit::check::stating;
use crate::core::error::Problem;
use crate::core::suggest;
use crate::pack::Pack;

/// The parts of a condition that never hold.
pub(super) fn problems(pack: &Pack, when: &IndexMap<String, String>) -> Vec<Problem> {
    let parts = when.iter();
    parts
        .filter_map(|(name, value)| problem(pack, name, value))
        .collect()
}

fn problem(pack: &Pack, name: &str, value: &str) -> Option<Problem> {
    if let Some(tier) = pack.catalog.tier(name) {
        let known = || tier.providers.iter().map(String::as_str);
        return (!known().any(|provider| provider == value)).then(|| {
            Problem::new(format!("`{name}` has no provider `{value}`"))
                .help(suggest::help(value, known()))
        });
    }
    let stated = stating(pack).filter_map(|facts| facts.get(name));
    let values: BTreeSet<&str> = stated.map(String::as_str).collect();
    if values.is_empty() {
        let facts = stating(pack).flat_map(IndexMap::keys);
        let tiers = pack.catalog.tiers.iter().map(|tier| &tier.id);
        let known: BTreeSet<&str> = facts.chain(tiers).map(String::as_str).collect();
        let problem = Problem::new(format!("there is no tier and no fact `{name}`"));
        return Some(problem.help(suggest::help(name, known)));
    }
    (!values.contains(value)).then(|| {
        Problem::new(format!("no provider states `{name} = \"{value}\"`"))
            .help(suggest::help(value, values))
    })
}
