//! The selections to test a pack with: all valid ones, or, if those are too many, a set in which every possible pair of
//! choices occurs.

mod choices;

use std::collections::BTreeSet;

use crate::core::error::Problem;
use crate::generate::resources;
use crate::generate::selection::{self, Selection};
use crate::pack::Pack;
use choices::{ChoiceSet, Choices};

/// The maximum number of selections.
const MAX_SELECTIONS: usize = 1024;
/// The maximum size of the manifests of all selections, in bytes: they are in memory at once.
const MOST_BYTES: usize = 256 * 1024 * 1024;
/// Tries before the number of all selections is considered too large.
const MAX_TRIES: usize = 20_000;
/// Limits of tries for one pair, and for all pairs.
const MAX_TRIES_PER_PAIR: usize = 20_000;
const MAX_TRIES_FOR_PAIRS: usize = 2_000_000;

/// How complete the tested selections are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All valid selections.
    All,
    /// Not all, but every possible pair of choices occurs in one.
    Pairs,
    /// Not all, and some pairs are missing.
    Some,
}

pub(super) struct Cover {
    pub(super) selections: Vec<Selection>,
    pub(super) extent: Extent,
}

pub(super) fn cover(pack: &Pack) -> Cover {
    let choices = Choices::of(pack);
    let most = (MOST_BYTES / pack.weight.max(1)).clamp(1, MAX_SELECTIONS);
    let (mut found, mut left) = (Vec::new(), MAX_TRIES);
    if all_selections(
        &choices,
        &mut Vec::new(),
        &choices.empty_set(),
        &mut found,
        most,
        &mut left,
    ) {
        return Cover {
            selections: found
                .iter()
                .map(|chosen| choices.selection(chosen))
                .collect(),
            extent: Extent::All,
        };
    }
    let presets = pack
        .catalog
        .presets
        .iter()
        .map(|preset| preset.tiers.clone());
    let mut selections: Vec<Selection> = presets.collect();
    let mut pairs = PairCover::new(&choices, &selections);
    let whole = pairs.cover(most);
    selections.extend(pairs.found.iter().map(|chosen| choices.selection(chosen)));
    Cover {
        selections,
        extent: if whole { Extent::Pairs } else { Extent::Some },
    }
}

/// Every valid selection, as a choice for each tier; false if there are too many.
fn all_selections(
    choices: &Choices<'_>,
    chosen: &mut Vec<usize>,
    forbidden: &ChoiceSet,
    found: &mut Vec<Vec<usize>>,
    most: usize,
    left: &mut usize,
) -> bool {
    let Some(tier) = choices.tiers.get(chosen.len()) else {
        found.push(chosen.clone());
        return found.len() <= most;
    };
    for choice in tier.clone() {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        if forbidden.has(choice) {
            continue;
        }
        chosen.push(choice);
        let forbidden = forbidden.with(choices.forbids(choice));
        let few = all_selections(choices, chosen, &forbidden, found, most, left);
        chosen.pop();
        if !few {
            return false;
        }
    }
    true
}

/// Adds selections until every pair of choices occurs in one.
struct PairCover<'c, 'a> {
    choices: &'c Choices<'a>,
    /// For every choice, the choices with which it occurs in a selection, or cannot.
    covered: Vec<ChoiceSet>,
    found: Vec<Vec<usize>>,
    left: usize,
}

impl<'c, 'a> PairCover<'c, 'a> {
    fn new(choices: &'c Choices<'a>, known: &[Selection]) -> Self {
        let mut covered: Vec<ChoiceSet> = (0..choices.len())
            .map(|choice| choices.forbids(choice).clone())
            .collect();
        for tier in &choices.tiers {
            for choice in tier.clone() {
                covered[choice].add_all(tier.clone());
            }
        }
        let mut pairs = Self {
            choices,
            covered,
            found: Vec::new(),
            left: MAX_TRIES_FOR_PAIRS,
        };
        for selection in known {
            pairs.mark_covered(&choices.numbers(selection));
        }
        pairs
    }

    /// Whether every possible pair occurs.
    fn cover(&mut self, most: usize) -> bool {
        for one in 0..self.choices.len() {
            while let Some(two) = self.covered[one].first_missing() {
                if self.found.len() >= most || self.left == 0 {
                    return false;
                }
                if let Some(chosen) = self.completed(&[one, two]) {
                    self.mark_covered(&chosen);
                    self.found.push(chosen);
                } else {
                    // the pair is not possible, or no selection was found within the limit
                    self.covered[one].add(two);
                    self.covered[two].add(one);
                }
            }
        }
        true
    }

    fn mark_covered(&mut self, chosen: &[usize]) {
        let mut all = self.choices.empty_set();
        for choice in chosen {
            all.add(*choice);
        }
        for choice in chosen {
            self.covered[*choice] = self.covered[*choice].with(&all);
        }
    }

    /// A complete selection with the wanted choices, covering as many new pairs as possible.
    fn completed(&mut self, wanted: &[usize]) -> Option<Vec<usize>> {
        let mut forbidden = self.choices.empty_set();
        for choice in wanted {
            forbidden = forbidden.with(self.choices.forbids(*choice));
        }
        if wanted.iter().any(|choice| forbidden.has(*choice)) {
            return None;
        }
        let mut left = MAX_TRIES_PER_PAIR.min(self.left);
        let before = left;
        let mut chosen: Vec<usize> = Vec::new();
        let mut selected = self.choices.empty_set();
        for choice in wanted {
            selected.add(*choice);
        }
        let found = self.step(wanted, &mut chosen, &selected, &forbidden, &mut left);
        self.left -= before - left;
        found.then_some(chosen)
    }

    /// The choice of a tier that is tried first. Two tiers differ in some digit of their numbers, so their choices
    /// differ in some of the first selections.
    fn first_choice(&self, tier: usize) -> usize {
        let digits = usize::BITS - self.choices.tiers.len().leading_zeros();
        let turn = self.found.len();
        (tier >> (turn % digits.max(1) as usize)) + turn / digits.max(1) as usize
    }

    /// Chooses for the next tier and continues; backtracks if there is no solution.
    fn step(
        &self,
        wanted: &[usize],
        chosen: &mut Vec<usize>,
        selected: &ChoiceSet,
        forbidden: &ChoiceSet,
        left: &mut usize,
    ) -> bool {
        let Some(tier) = self.choices.tiers.get(chosen.len()) else {
            return true;
        };
        let mut some: Vec<usize> = match wanted.iter().find(|choice| tier.contains(choice)) {
            Some(choice) => vec![*choice],
            None => tier
                .clone()
                .filter(|choice| !forbidden.has(*choice))
                .collect(),
        };
        // of those that cover equally many pairs, another one each time
        let many = some.len().max(1);
        some.rotate_left(self.first_choice(chosen.len()) % many);
        some.sort_by_key(|choice| std::cmp::Reverse(selected.without(&self.covered[*choice])));
        for choice in some {
            if *left == 0 {
                return false;
            }
            *left -= 1;
            let mut selected = selected.clone();
            selected.add(choice);
            chosen.push(choice);
            let forbidden = forbidden.with(self.choices.forbids(choice));
            let fits = !wanted.iter().any(|choice| forbidden.has(*choice));
            if fits && self.step(wanted, chosen, &selected, &forbidden, left) {
                return true;
            }
            chosen.pop();
        }
        false
    }
}

/// Providers and parts that no selection can contain.
pub(super) fn unreachable_choices(pack: &Pack, cover: &Cover) -> Vec<Problem> {
    let mut problems = Vec::new();
    if cover.extent == Extent::Some {
        return problems;
    }
    let chosen: BTreeSet<(&String, &String)> = cover.selections.iter().flatten().collect();
    for tier in &pack.catalog.tiers {
        for provider in &tier.providers {
            if !chosen.contains(&(&tier.id, provider)) {
                problems.push(
                    Problem::new(format!(
                        "no selection can contain `{}={provider}`: the rules exclude it",
                        tier.id
                    ))
                    .at(format!("{}/{provider}/provider.toml", tier.id))
                    .help("remove one of the rules, or the provider"),
                );
            }
        }
    }
    if cover.extent != Extent::All {
        // a part may depend on more than two choices
        return problems;
    }
    // some parts are for projects with resources or an answer, some for those without
    let made: BTreeSet<&str> = cover
        .selections
        .iter()
        .flat_map(|selection| {
            let mut active = selection::active(pack, selection);
            let accepting = selection::accepting_answers(pack, selection);
            let types = resources::usable_types(pack, &selection::facts(pack, &active));
            for types in [&types[..], &[]] {
                let stated = selection::stated_facts(pack, types, &accepting);
                active.extend(selection::active_with(pack, selection, &stated));
            }
            active
        })
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
                    "no selection activates the part: none has {}",
                    when.join(" and ")
                ))
                .at(format!("{folder}/part.toml"))
                .help("require facts that occur together, or remove the part"),
            );
        }
    }
    problems
}
