//! Computes every number from its formula, then checks every inequality. For a broken one, reports its numbers and
//! inputs that would satisfy it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::inequality::{Inequality, holds, inequality};
use super::numbers::{Numbers, given_numbers};
use super::repair::repair;
use super::solution::Solution;
use super::{Inputs, StackProfile, evaluate, load};
use crate::core::answers::CAPACITY;
use crate::core::error::Problem;
use crate::core::role::Role;
use crate::pack::formulas::{Model, Number, Rule};

/// Solves the model.
///
/// # Errors
/// Every broken inequality, with its numbers and inputs that would satisfy it.
pub fn solve(
    model: &Arc<Model>,
    inputs: &Inputs,
    stack: &StackProfile,
) -> Result<Solution, Vec<Problem>> {
    let mut numbers = numbers(model, inputs, stack);
    let broken = broken(model, &numbers, stack);
    if broken.is_empty() {
        let load = load::estimate(&mut numbers, stack);
        let model = Arc::clone(model);
        return Ok(Solution {
            model,
            numbers,
            load,
        });
    }
    let help = help(model, inputs, stack, &broken);
    let problems = broken.into_iter().filter_map(|rule| {
        let place = rule
            .remedies
            .first()
            .map_or("capacity".to_owned(), |remedy| {
                format!("{CAPACITY}{}", remedy.key)
            });
        let text = inequality(rule, &numbers)?.text;
        Some(
            Problem::new(format!("{}: {text}", rule.broken))
                .at(place)
                .help(help.clone()),
        )
    });
    Err(problems.collect())
}

/// Every inequality between the numbers of a solution.
#[must_use]
pub fn inequalities(solution: &Solution) -> Vec<Inequality> {
    let rules = solution.model.rules.iter();
    rules
        .filter_map(|rule| inequality(rule, &solution.numbers))
        .collect()
}

/// The numbers of the formulas, without checking the rules.
pub(super) fn numbers(model: &Model, inputs: &Inputs, stack: &StackProfile) -> Numbers {
    let mut numbers = given_numbers(model, inputs, stack);
    let in_order = model
        .order
        .iter()
        .filter_map(|at| model.numbers.get_index(*at));
    for (name, number) in in_order {
        let there = model
            .role_of(name)
            .is_none_or(|role| stack.roles.contains(&role));
        let value = there.then(|| evaluate::value(&number.formula, &numbers));
        if let Some(value) = value.flatten() {
            numbers.insert(
                name.clone(),
                rounded_and_limited(name, number, value, stack),
            );
        }
    }
    numbers
}

/// A value rounded to a whole number, if required, and limited by the providers.
fn rounded_and_limited(name: &str, number: &Number, value: f64, stack: &StackProfile) -> f64 {
    let value = if number.exact { value } else { value.floor() };
    let bound = stack.bounds.get(name).filter(|_| number.limited);
    match bound.and_then(super::Bound::most_value) {
        Some(most) => value.min(most),
        None => value,
    }
}

/// Every rule that the numbers break. Without a service for requests there is nothing to size.
pub(super) fn broken<'a>(
    model: &'a Model,
    numbers: &Numbers,
    stack: &StackProfile,
) -> Vec<&'a Rule> {
    if !stack.roles.contains(&Role::RequestWorkers) {
        return Vec::new();
    }
    let rules = model.rules.iter();
    rules.filter(|rule| !holds(rule, numbers)).collect()
}

/// Inputs that satisfy all rules, ready to be pasted.
fn help(model: &Model, inputs: &Inputs, stack: &StackProfile, broken: &[&Rule]) -> String {
    let mut ways = changes(model, inputs, stack, broken);
    let adds = broken.iter().flat_map(|rule| &rule.adds);
    let offers: BTreeSet<&String> = adds.filter_map(|role| stack.offers.get(role)).collect();
    ways.extend(offers.iter().map(|offer| format!("use `{offer}`")));
    if ways.is_empty() {
        return "ask less of it".to_owned();
    }
    ways.join(", or ")
}

/// Inputs to set, and others that could be changed.
fn changes(model: &Model, inputs: &Inputs, stack: &StackProfile, broken: &[&Rule]) -> Vec<String> {
    let Some(changes) = repair(model, inputs, stack).filter(|changes| !changes.is_empty()) else {
        return Vec::new();
    };
    let sets: Vec<String> = changes
        .iter()
        .map(|(input, value)| format!("--set {CAPACITY}{}={}", input.key, input.show(*value)))
        .collect();
    let remedies = broken.iter().flat_map(|rule| &rule.remedies);
    let others: BTreeSet<&str> = remedies
        .map(|remedy| remedy.key.as_str())
        .filter(|key| inputs.0.contains_key(*key))
        .filter(|key| !changes.iter().any(|(input, _)| input.key == *key))
        .collect();
    let others: Vec<String> = others
        .iter()
        .map(|key| format!("{CAPACITY}{key}"))
        .collect();
    let mut ways = vec![format!("use `{}`", sets.join(" "))];
    if !others.is_empty() {
        ways.push(format!("change {}", others.join(", ")));
    }
    ways
}
