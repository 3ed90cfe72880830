//! The choices of a pack as numbers, and which exclude each other: the search for selections must be fast.

use std::ops::Range;

use indexmap::IndexMap;

use crate::generate::selection::Selection;
use crate::pack::Pack;

/// A set of choices as bits.
#[derive(Debug, Clone)]
pub(super) struct ChoiceSet {
    words: Vec<u64>,
    many: usize,
}

impl ChoiceSet {
    fn new(many: usize) -> Self {
        Self {
            words: vec![0; many.div_ceil(64)],
            many,
        }
    }

    pub(super) fn has(&self, choice: usize) -> bool {
        let word = self.words.get(choice / 64);
        word.is_some_and(|word| word >> (choice % 64) & 1 == 1)
    }

    pub(super) fn add(&mut self, choice: usize) {
        if let Some(word) = self.words.get_mut(choice / 64) {
            *word |= 1 << (choice % 64);
        }
    }

    pub(super) fn add_all(&mut self, choices: Range<usize>) {
        choices.for_each(|choice| self.add(choice));
    }

    /// The union.
    pub(super) fn with(&self, other: &Self) -> Self {
        let both = self.words.iter().zip(&other.words);
        Self {
            words: both.map(|(one, two)| one | two).collect(),
            many: self.many,
        }
    }

    /// The number of choices that `other` does not contain.
    pub(super) fn without(&self, other: &Self) -> u32 {
        let both = self.words.iter().zip(&other.words);
        both.map(|(one, two)| (one & !two).count_ones()).sum()
    }

    pub(super) fn first_missing(&self) -> Option<usize> {
        let at = self.words.iter().position(|word| *word != u64::MAX)?;
        let choice = at * 64 + self.words.get(at)?.trailing_ones() as usize;
        (choice < self.many).then_some(choice)
    }
}

/// Choices by number.
pub(super) struct Choices<'a> {
    names: Vec<(&'a String, &'a String)>,
    numbers: IndexMap<(&'a str, &'a str), usize>,
    /// The numbers of a tier's choices, in the catalog's order.
    pub(super) tiers: Vec<Range<usize>>,
    forbids: Vec<ChoiceSet>,
}

impl<'a> Choices<'a> {
    pub(super) fn of(pack: &'a Pack) -> Self {
        let mut names = Vec::new();
        let mut tiers = Vec::new();
        let mut by_tier: IndexMap<&str, Range<usize>> = IndexMap::new();
        for tier in &pack.catalog.tiers {
            let from = names.len();
            names.extend(tier.providers.iter().map(|provider| (&tier.id, provider)));
            tiers.push(from..names.len());
            by_tier.insert(&tier.id, from..names.len());
        }
        let numbers: IndexMap<(&str, &str), usize> = names
            .iter()
            .enumerate()
            .map(|(number, (tier, provider))| ((tier.as_str(), provider.as_str()), number))
            .collect();
        let mut forbids = vec![ChoiceSet::new(names.len()); names.len()];
        for (one, (tier, provider)) in names.iter().enumerate() {
            let Some(manifest) = pack.provider(tier, provider) else {
                continue;
            };
            let known = |tier: &'a str, provider: &'a str| numbers.get(&(tier, provider)).copied();
            let conflicts = manifest.conflicts.iter();
            let mut others: Vec<usize> = conflicts
                .filter_map(|rule| known(&rule.tier, &rule.provider))
                .collect();
            for rule in &manifest.requires {
                let needed = known(&rule.tier, &rule.provider);
                let all = by_tier.get(rule.tier.as_str()).cloned().unwrap_or(0..0);
                others.extend(all.filter(|other| Some(*other) != needed));
            }
            for two in others {
                forbids[one].add(two);
                forbids[two].add(one);
            }
        }
        Self {
            names,
            numbers,
            tiers,
            forbids,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn empty_set(&self) -> ChoiceSet {
        ChoiceSet::new(self.len())
    }

    /// The choices that exclude `choice`.
    pub(super) fn forbids(&self, choice: usize) -> &ChoiceSet {
        &self.forbids[choice]
    }

    pub(super) fn numbers(&self, selection: &Selection) -> Vec<usize> {
        let number = |(tier, provider): (&String, &String)| {
            self.numbers
                .get(&(tier.as_str(), provider.as_str()))
                .copied()
        };
        selection.iter().filter_map(number).collect()
    }

    pub(super) fn selection(&self, chosen: &[usize]) -> Selection {
        let names = chosen.iter().filter_map(|choice| self.names.get(*choice));
        names
            .map(|(tier, provider)| ((*tier).clone(), (*provider).clone()))
            .collect()
    }
}
