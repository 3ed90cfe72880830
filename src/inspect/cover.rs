//! The selections that a pack is tried with: all that it allows, or where those are too many, so many that every pair
//! of choices that goes together stands in one.

use std::collections::BTreeSet;

use crate::error::Problem;
use crate::pack::Pack;
use crate::pack::catalog::Tier;
use crate::selection::{self, Selection};

/// The most selections that are all tried.
const MANY: usize = 1024;
/// Choices that are tried before a pair is taken for impossible.
const PATIENCE: usize = 20_000;

pub(super) struct Cover {
    pub(super) selections: Vec<Selection>,
    pub(super) all: bool,
}

pub(super) fn cover(pack: &Pack) -> Cover {
    let mut selections = Vec::new();
    let mut left = PATIENCE;
    let all = every(pack, &mut Selection::new(), &mut selections, &mut left);
    if !all {
        selections = pairs(pack);
    }
    Cover { selections, all }
}

/// Every selection that no rule forbids; false where they are too many.
fn every(
    pack: &Pack,
    so_far: &mut Selection,
    found: &mut Vec<Selection>,
    left: &mut usize,
) -> bool {
    let Some(tier) = pack.catalog.tiers.get(so_far.len()) else {
        found.push(so_far.clone());
        return found.len() <= MANY;
    };
    for provider in &tier.providers {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        so_far.insert(tier.id.clone(), provider.clone());
        let fits = selection::clashes(pack, so_far).is_empty();
        let few = !fits || every(pack, so_far, found, left);
        so_far.shift_remove(&tier.id);
        if !few {
            return false;
        }
    }
    true
}

/// The presets, then for every pair of choices that none has yet a selection with both.
fn pairs(pack: &Pack) -> Vec<Selection> {
    let presets = pack.catalog.presets.iter();
    let mut found: Vec<Selection> = presets.map(|preset| preset.tiers.clone()).collect();
    let mut seen: BTreeSet<(String, String)> = found.iter().flat_map(pairs_of).collect();
    let tiers = &pack.catalog.tiers;
    for (at, tier) in tiers.iter().enumerate() {
        for other in tiers.iter().skip(at + 1) {
            for one in &tier.providers {
                for two in &other.providers {
                    if seen.contains(&pair((&tier.id, one), (&other.id, two))) {
                        continue;
                    }
                    let wanted = Selection::from_iter([
                        (tier.id.clone(), one.clone()),
                        (other.id.clone(), two.clone()),
                    ]);
                    let turn = found.len();
                    if let Some(whole) =
                        completed(pack, &wanted, tiers, turn, &mut PATIENCE.clone())
                    {
                        seen.extend(pairs_of(&whole));
                        found.push(whole);
                    }
                }
            }
        }
    }
    found
}

/// A whole selection with these choices; `turn` says which provider is tried first.
fn completed(
    pack: &Pack,
    chosen: &Selection,
    tiers: &[Tier],
    turn: usize,
    left: &mut usize,
) -> Option<Selection> {
    if !selection::clashes(pack, chosen).is_empty() || *left == 0 {
        return None;
    }
    *left -= 1;
    let Some(tier) = tiers.iter().find(|tier| !chosen.contains_key(&tier.id)) else {
        let ordered = tiers
            .iter()
            .filter_map(|tier| chosen.get_key_value(&tier.id));
        return Some(
            ordered
                .map(|(tier, provider)| (tier.clone(), provider.clone()))
                .collect(),
        );
    };
    let many = tier.providers.len();
    (0..many).find_map(|at| {
        let mut more = chosen.clone();
        more.insert(
            tier.id.clone(),
            tier.providers.get((at + turn) % many)?.clone(),
        );
        completed(pack, &more, tiers, turn, left)
    })
}

fn pairs_of(selection: &Selection) -> Vec<(String, String)> {
    let choices: Vec<_> = selection.iter().collect();
    let mut pairs = Vec::new();
    for (at, one) in choices.iter().enumerate() {
        pairs.extend(choices.iter().skip(at + 1).map(|two| pair(*one, *two)));
    }
    pairs
}

fn pair(one: (&String, &String), two: (&String, &String)) -> (String, String) {
    (
        format!("{}={}", one.0, one.1),
        format!("{}={}", two.0, two.1),
    )
}

/// Providers that no selection can have, and parts that none makes.
pub(super) fn never(pack: &Pack, cover: &Cover) -> Vec<Problem> {
    let mut problems = Vec::new();
    for tier in &pack.catalog.tiers {
        for provider in &tier.providers {
            let chosen = |selection: &Selection| selection.get(&tier.id) == Some(provider);
            if !cover.selections.iter().any(chosen) {
                problems.push(
                    Problem::new(format!(
                        "no selection can have `{}={provider}`: the rules rule it out",
                        tier.id
                    ))
                    .at(format!("{}/{provider}/provider.toml", tier.id))
                    .help("take one of the rules away, or the provider"),
                );
            }
        }
    }
    if !cover.all {
        // a part may wait for more choices than two
        return problems;
    }
    let made: BTreeSet<&str> = cover
        .selections
        .iter()
        .flat_map(|selection| selection::active(pack, selection))
        .map(|active| active.folder)
        .collect();
    for (folder, part) in &pack.parts {
        if !made.contains(folder.as_str()) {
            let when: Vec<String> = part
                .when
                .iter()
                .map(|(fact, value)| format!("{fact} = {value:?}"))
                .collect();
            problems.push(
                Problem::new(format!(
                    "no selection makes the part: none has {}",
                    when.join(" and ")
                ))
                .at(format!("{folder}/part.toml"))
                .help("wait for facts that one selection states together, or take the part away"),
            );
        }
    }
    problems
}
