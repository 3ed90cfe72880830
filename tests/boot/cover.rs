//! Selections that together have every pair of choices which any legal selection has.

use std::collections::BTreeSet;

use tierup::answers::Answers;
use tierup::blueprint;
use tierup::pack::Pack;

use crate::every;

/// Two choices, as they are typed.
pub(crate) type Pair = (String, String);

/// The greedy cover, each selection one choice a tier as it is typed: the selection that adds most comes next, so its first few already have most pairs.
pub(crate) fn pairwise(pack: &Pack) -> Vec<Vec<String>> {
    let legal: Vec<Vec<String>> = every::every(pack)
        .iter()
        .filter(|answers| blueprint::decide(pack, answers).is_ok())
        .map(|answers: &Answers| every::typed(pack, answers))
        .collect();
    let mut missing: BTreeSet<Pair> = legal.iter().flat_map(|choices| pairs(choices)).collect();
    let mut cover = Vec::new();
    while !missing.is_empty() {
        let adds =
            |choices: &Vec<String>| pairs(choices).filter(|pair| missing.contains(pair)).count();
        // The first of those that add most: `max_by_key` would take the last.
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
