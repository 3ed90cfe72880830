//! The inputs that would satisfy what is broken: found by the same solver, so that they can be trusted.

use std::collections::BTreeMap;

use super::inequality::{Mend, Rule};
use super::solve::broken;
use super::{Bound, Input, Inputs, Stack};

/// No repair needs as many steps.
const ROUNDS: usize = 64;

/// Changes of the inputs after which everything holds; nothing where none is found.
pub(super) fn repair(inputs: &Inputs, stack: &Stack) -> Option<Vec<(&'static Input, f64)>> {
    // more of everything first; less of what is asked for where even the most is not enough
    attempt(inputs, stack, false).or_else(|| attempt(inputs, stack, true))
}

fn attempt(inputs: &Inputs, stack: &Stack, modest: bool) -> Option<Vec<(&'static Input, f64)>> {
    let mut mended = inputs.clone();
    // an input goes one way only, or two rules could pull it to and fro for ever
    let mut ways: BTreeMap<&'static str, bool> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let Some(rule) = broken(&mended, stack).first().map(|(rule, _)| *rule) else {
            let differs = |input: &&Input| mended.0.get(input.key) != inputs.0.get(input.key);
            let changes = super::INPUTS.iter().filter(differs);
            return Some(
                changes
                    .filter_map(|input| Some((input, *mended.0.get(input.key)?)))
                    .collect(),
            );
        };
        let mends = || {
            let may = |mend: &Mend| ways.get(mend.key()).is_none_or(|way| *way == mend.raises());
            let mut mends: Vec<Mend> = rule.mend.iter().copied().filter(may).collect();
            if modest {
                mends.reverse();
            }
            mends.into_iter()
        };
        let enough = mends().find_map(|mend| Some((mend, nearest(&mended, stack, rule, mend)?)));
        // where none is enough by itself, the last one goes as far as it can
        let (mend, value) = enough.or_else(|| {
            let mut far = mends().rev().map(|mend| (mend, end(&mended, stack, mend)));
            far.find_map(|(mend, end)| Some((mend, end?)))
        })?;
        ways.insert(mend.key(), mend.raises());
        mended.0.insert(mend.key(), value);
    }
    None
}

/// The value of an input, nearest to what it is, with which a rule holds.
fn nearest(inputs: &Inputs, stack: &Stack, rule: &Rule, mend: Mend) -> Option<f64> {
    let key = mend.key();
    let input = Input::find(key)?;
    let current = *inputs.0.get(key)?;
    let end = end(inputs, stack, mend)?;
    let holds = |value: f64| {
        let mut tried = inputs.clone();
        tried.0.insert(input.key, value);
        !broken(&tried, stack)
            .iter()
            .any(|(other, _)| other.name == rule.name)
    };
    if !holds(end) {
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
        if holds(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}

/// How far an input may go, where it may go at all.
fn end(inputs: &Inputs, stack: &Stack, mend: Mend) -> Option<f64> {
    let input = Input::find(mend.key())?;
    let current = *inputs.0.get(input.key)?;
    let bound = stack.bounds.get(input.key);
    let end = match mend {
        Mend::Raise(_) => bound
            .and_then(Bound::most_value)
            .map_or(input.max, |most| most.min(input.max)),
        Mend::Lower(_) => bound
            .and_then(Bound::least_value)
            .map_or(input.min, |least| least.max(input.min)),
    };
    ((end - current).abs() > 1e-9).then_some(end)
}
