//! The inputs that would satisfy what is broken: found by the same solver, so that they can be trusted.

use std::collections::BTreeMap;

use super::solve::{broken, numbers};
use super::{Bound, Inputs, StackProfile};
use crate::pack::formulas::{Input, Model, Remedy, Rule};

/// No repair needs as many steps.
const ROUNDS: usize = 64;
/// How many parts of formulas may be worked out in the search: a hundred times more than any needs.
const PARTS: usize = 5_000_000;

/// Changes of the inputs after which everything holds; nothing where none is found.
pub(super) fn repair<'a>(
    model: &'a Model,
    inputs: &Inputs,
    stack: &'a StackProfile,
) -> Option<Vec<(&'a Input, f64)>> {
    let mut search = Search {
        model,
        stack,
        left: PARTS / model.size().max(1),
    };
    // more of everything first; less of what is asked for where even the most is not enough
    search
        .attempt(inputs, false)
        .or_else(|| search.attempt(inputs, true))
}

/// What is searched in, and how many more times the model may be solved.
struct Search<'a> {
    model: &'a Model,
    stack: &'a StackProfile,
    left: usize,
}

impl<'a> Search<'a> {
    fn attempt(&mut self, inputs: &Inputs, modest: bool) -> Option<Vec<(&'a Input, f64)>> {
        let mut changed = inputs.clone();
        // an input goes one way only, or two rules could pull it to and fro for ever
        let mut ways: BTreeMap<&str, bool> = BTreeMap::new();
        for _ in 0..ROUNDS {
            let Some(rule) = self.broken(&changed)?.first().copied() else {
                return Some(changes(self.model, inputs, &changed));
            };
            let may = |remedy: &&Remedy| {
                ways.get(remedy.key.as_str())
                    .is_none_or(|direction| *direction == remedy.raises)
            };
            let mut remedies: Vec<&Remedy> = rule.remedies.iter().filter(may).collect();
            if modest {
                remedies.reverse();
            }
            let mut enough = None;
            for remedy in &remedies {
                if let Some(value) = self.nearest(&changed, rule, remedy) {
                    enough = Some((*remedy, value));
                    break;
                }
            }
            // where none is enough by itself, the last one goes as far as it can
            let (remedy, value) = enough.or_else(|| {
                let mut far = remedies.iter().rev();
                far.find_map(|remedy| Some((*remedy, self.end(&changed, remedy)?)))
            })?;
            ways.insert(&remedy.key, remedy.raises);
            changed.0.insert(remedy.key.clone(), value);
        }
        None
    }

    /// The rules that some inputs break; nothing where the search has taken too long.
    fn broken(&mut self, inputs: &Inputs) -> Option<Vec<&'a Rule>> {
        self.left = self.left.checked_sub(1)?;
        let numbers = numbers(self.model, inputs, self.stack);
        Some(broken(self.model, &numbers, self.stack))
    }

    /// The value of an input, nearest to what it is, with which a rule holds.
    fn nearest(&mut self, inputs: &Inputs, rule: &Rule, remedy: &Remedy) -> Option<f64> {
        let input = self.model.inputs.get(&remedy.key)?;
        let current = *inputs.0.get(&remedy.key)?;
        let end = self.end(inputs, remedy)?;
        let mut tried = inputs.clone();
        let mut holds = |value: f64| {
            tried.0.insert(remedy.key.clone(), value);
            let broken = self.broken(&tried)?;
            Some(!broken.iter().any(|other| other.name == rule.name))
        };
        if !holds(end)? {
            return None;
        }
        let (mut bad, mut good) = (current, end);
        // halves the distance until it is smaller than a value can be told apart
        let step = if input.whole { 1.0 } else { 0.01 };
        while (good - bad).abs() > step {
            let middle = input.round(f64::midpoint(bad, good), good > bad);
            let same = |other: f64| (middle - other).abs() < step / 2.0;
            if same(good) || same(bad) {
                break;
            }
            if holds(middle)? {
                good = middle;
            } else {
                bad = middle;
            }
        }
        Some(good)
    }

    /// How far an input may go, where it may go at all.
    fn end(&self, inputs: &Inputs, remedy: &Remedy) -> Option<f64> {
        let input = self.model.inputs.get(&remedy.key)?;
        let current = *inputs.0.get(&remedy.key)?;
        let bound = self.stack.bounds.get(&remedy.key);
        let end = if remedy.raises {
            bound
                .and_then(Bound::most_value)
                .map_or(input.max, |most| most.min(input.max))
        } else {
            bound
                .and_then(Bound::least_value)
                .map_or(input.min, |least| least.max(input.min))
        };
        ((end - current).abs() > 1e-9).then_some(end)
    }
}

/// The inputs that differ.
fn changes<'a>(model: &'a Model, before: &Inputs, after: &Inputs) -> Vec<(&'a Input, f64)> {
    let differs = |input: &&Input| after.0.get(&input.key) != before.0.get(&input.key);
    let changed = model.inputs.values().filter(differs);
    changed
        .filter_map(|input| Some((input, *after.0.get(&input.key)?)))
        .collect()
}
