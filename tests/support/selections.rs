//! Every combination of a pack's choices, valid or not; and a small set of valid ones that together contain every valid
//! pair of choices.

use std::collections::BTreeSet;

use tierup::core::answers::Answers;
use tierup::generate::blueprint;
use tierup::pack::Pack;

/// In the order of the catalog: the last tier varies fastest.
pub(crate) fn every(pack: &Pack) -> Vec<Answers> {
    let mut all = vec![Answers::default()];
    for tier in &pack.catalog.tiers {
        all = all
            .iter()
            .flat_map(|answers| {
                tier.providers.iter().map(|provider| {
                    let mut answers = answers.clone();
                    answers.set(format!("tiers.{}", tier.id), provider, "a test");
                    answers
                })
            })
            .collect();
    }
    for answers in &mut all {
        answers.set("project.name", "shop", "a test");
    }
    all
}

/// As arguments: `lb=nginx web=flask`.
pub(crate) fn typed(pack: &Pack, answers: &Answers) -> Vec<String> {
    let choices = pack.catalog.tiers.iter().filter_map(|tier| {
        let provider = answers.tier(&tier.id)?;
        Some(format!("{}={provider}", tier.id))
    });
    choices.collect()
}

/// Two choices, as arguments.
pub(crate) type Pair = (String, String);

/// A greedy pairwise cover: the selection with the most new pairs comes next, so the first few already contain most
/// pairs.
pub(crate) fn pairwise(pack: &Pack) -> Vec<Vec<String>> {
    let legal: Vec<Vec<String>> = every(pack)
        .iter()
        .filter(|answers| blueprint::decide(pack, answers).is_ok())
        .map(|answers| typed(pack, answers))
        .collect();
    let mut missing: BTreeSet<Pair> = legal.iter().flat_map(|choices| pairs(choices)).collect();
    let mut cover = Vec::new();
    while !missing.is_empty() {
        let adds =
            |choices: &Vec<String>| pairs(choices).filter(|pair| missing.contains(pair)).count();
        // The first of those with the most new pairs: `max_by_key` would return the last.
        let Some(best) = legal.iter().rev().max_by_key(|choices| adds(choices)) else {
            break;
        };
        for pair in pairs(best) {
            missing.remove(&pair);
        }
        cover.push(best.clone());
    }
    cover
}

pub(crate) fn pairs(choices: &[String]) -> impl Iterator<Item = Pair> {
    choices.iter().enumerate().flat_map(|(at, first)| {
        choices[at + 1..]
            .iter()
            .map(move |second| (first.clone(), second.clone()))
    })
}
