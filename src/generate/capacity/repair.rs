//! Searches for inputs that satisfy broken rules, with the same solver, so that the result is reliable.

use std::collections::BTreeMap;

use super::solve::{broken, numbers};
use super::{Bound, Inputs, StackProfile};
use crate::pack::formulas::{Input, Model, Remedy, Rule};

/// The maximum number of steps of a repair.
const ROUNDS: usize = 64;
/// The maximum number of formula parts to evaluate in the search: a hundred times more than any needs.
const PARTS: usize = 5_000_000;

/// Changes of the inputs that satisfy all rules; `None` if none are found.
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
    // first by raising capacities; if the maximum is not enough, by lowering the requirements
    search
        .attempt(inputs, false)
        .or_else(|| search.attempt(inputs, true))
}

/// The search space, and how often the model may still be solved.
struct Search<'a> {
    model: &'a Model,
    stack: &'a StackProfile,
    left: usize,
}

impl<'a> Search<'a> {
    fn attempt(&mut self, inputs: &Inputs, modest: bool) -> Option<Vec<(&'a Input, f64)>> {
        let mut changed = inputs.clone();
        // an input changes in one direction only, or two rules could change it back and forth for ever
        let mut directions: BTreeMap<&str, bool> = BTreeMap::new();
        for _ in 0..ROUNDS {
            let Some(rule) = self.broken(&changed)?.first().copied() else {
                return Some(changes(self.model, inputs, &changed));
            };
            let may = |remedy: &&Remedy| {
                directions
                    .get(remedy.key.as_str())
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
            // if none is enough alone, the last one is changed to its limit
            let (remedy, value) = enough.or_else(|| {
                let mut far = remedies.iter().rev();
                far.find_map(|remedy| Some((*remedy, self.end(&changed, remedy)?)))
            })?;
            directions.insert(&remedy.key, remedy.raises);
            changed.0.insert(remedy.key.clone(), value);
        }
        None
    }

    /// The rules that some inputs break; `None` if the search has exceeded its limit.
    fn broken(&mut self, inputs: &Inputs) -> Option<Vec<&'a Rule>> {
        self.left = self.left.checked_sub(1)?;
        let numbers = numbers(self.model, inputs, self.stack);
        Some(broken(self.model, &numbers, self.stack))
    }

    /// The value of an input nearest to its current one that satisfies a rule.
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
        // bisection, down to the smallest difference between two values
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

    /// The limit of an input in the remedy's direction, if it is not reached yet.
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
