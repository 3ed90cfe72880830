//! Every combination of a pack's choices, valid or not; and small sets of valid ones that together contain every valid
//! pair or triple of choices.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

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

/// Every valid combination.
pub(crate) fn legal(pack: &Pack) -> Vec<Answers> {
    let mut all = every(pack);
    all.retain(|answers| blueprint::decide(pack, answers).is_ok());
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

pub(crate) fn pairs(choices: &[String]) -> impl Iterator<Item = Pair> {
    choices.iter().enumerate().flat_map(|(at, first)| {
        choices[at + 1..]
            .iter()
            .map(move |second| (first.clone(), second.clone()))
    })
}

/// Valid selections that together contain every valid pair of choices; the first few already contain most of them.
pub(crate) fn pairwise(pack: &Pack) -> Vec<Vec<String>> {
    let cover = covers(pack, 2);
    cover.iter().map(|answers| typed(pack, answers)).collect()
}

/// Valid selections that together contain every valid triple of choices.
pub(crate) fn triplewise(pack: &Pack) -> Vec<Answers> {
    covers(pack, 3)
}

/// Those of the packs of this process, which many tests need.
static COVERS: Mutex<BTreeMap<(String, usize), Vec<Answers>>> = Mutex::new(BTreeMap::new());

fn covers(pack: &Pack, size: usize) -> Vec<Answers> {
    let mut known = COVERS.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (pack.catalog.name.clone(), size);
    let made = known.entry(key).or_insert_with(|| {
        let legal = legal(pack);
        let cover = cover(pack, &legal, size).into_iter();
        cover.map(|at| legal[at].clone()).collect()
    });
    made.clone()
}

/// The places in `all` of those that together have every combination of `size` choices.
pub(crate) fn cover(pack: &Pack, all: &[Answers], size: usize) -> Vec<usize> {
    let mut known = HashMap::new();
    let sets = all.iter().map(|answers| {
        let combinations = combinations(&typed(pack, answers), size).into_iter();
        combinations
            .map(|combination| {
                let next = known.len();
                *known.entry(combination).or_insert(next)
            })
            .collect()
    });
    let sets: Vec<Vec<usize>> = sets.collect();
    covering(&sets)
}

/// The places in `sets` of a greedy cover of all their members: the set with the most new ones comes next.
pub(crate) fn covering(sets: &[Vec<usize>]) -> Vec<usize> {
    let members = sets.iter().flatten().max().map_or(0, |last| last + 1);
    let mut missing = vec![false; members];
    for member in sets.iter().flatten() {
        missing[*member] = true;
    }
    let mut cover = Vec::new();
    // What a set adds only shrinks, so that a set is counted again only when it may be the best.
    let mut adds: Vec<usize> = sets.iter().map(Vec::len).collect();
    loop {
        let mut best = (0, 0);
        for (at, set) in sets.iter().enumerate() {
            if adds[at] > best.0 {
                adds[at] = set.iter().filter(|member| missing[**member]).count();
                if adds[at] > best.0 {
                    best = (adds[at], at);
                }
            }
        }
        let (new, at) = best;
        if new == 0 {
            return cover;
        }
        for member in &sets[at] {
            missing[*member] = false;
        }
        cover.push(at);
    }
}

fn combinations(choices: &[String], size: usize) -> Vec<String> {
    if size == 0 {
        return vec![String::new()];
    }
    let mut all = Vec::new();
    for (at, first) in choices.iter().enumerate() {
        let rest = combinations(&choices[at + 1..], size - 1);
        all.extend(rest.into_iter().map(|others| format!("{first} {others}")));
    }
    all
}

#[test]
fn a_cover_has_every_member_and_no_set_without_a_new_one() {
    let sets = [vec![0, 1], vec![1, 2, 3], vec![3], vec![0, 3]];
    assert_eq!(covering(&sets), [1, 0]);
    assert_eq!(covering(&[]), [0; 0]);
    let choices = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(combinations(&choices, 2), ["a b ", "a c ", "b c "]);
}
