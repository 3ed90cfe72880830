//! Choices that bring a service which a rule of the capacity model names as its remedy.

use std::collections::{BTreeMap, BTreeSet};

use super::numbers;
use crate::core::answers::Answers;
use crate::core::role::Role;
use crate::generate::capacity;
use crate::generate::selection::{self, Active, Facts, Selection};
use crate::pack::Pack;

/// The first choice, as an argument, for each role that the stack has not; with it every rule holds.
pub(super) fn offers(
    pack: &Pack,
    answers: &Answers,
    selection: &Selection,
    stated: &Facts,
) -> BTreeMap<Role, String> {
    let active = selection::active_with(pack, selection, stated);
    let has = selection::roles(&active);
    let adds = pack.formulas.rules.iter().flat_map(|rule| &rule.adds);
    let wanted: BTreeSet<Role> = adds.filter(|role| !has.contains(role)).copied().collect();
    let mut offers = BTreeMap::new();
    for (argument, active) in choices(pack, selection, stated) {
        let stack = selection::stack_profile(&active);
        for role in wanted.intersection(&stack.roles) {
            if !offers.contains_key(role) {
                let inputs = numbers::inputs(pack, answers, false, &stack, &mut Vec::new());
                if capacity::solve(&pack.formulas, &inputs, &stack).is_ok() {
                    offers.insert(*role, argument.clone());
                }
            }
        }
    }
    offers
}

/// Every other provider that the selection allows, and every question that can be answered with yes.
fn choices<'a>(
    pack: &'a Pack,
    selection: &Selection,
    stated: &Facts,
) -> Vec<(String, Vec<Active<'a>>)> {
    let mut choices = Vec::new();
    for tier in selection.keys() {
        for provider in selection::allowed(pack, selection, tier) {
            let mut changed = selection.clone();
            changed.insert(tier.clone(), provider.to_owned());
            let active = selection::active_with(pack, &changed, stated);
            choices.push((format!("{tier}={provider}"), active));
        }
    }
    for question in &pack.catalog.questions {
        if !question.facts.is_empty() && selection::is_asked(pack, selection, question) {
            let mut stated = stated.clone();
            stated.extend(question.facts.clone());
            let active = selection::active_with(pack, selection, &stated);
            choices.push((format!("--set answers.{}=true", question.id), active));
        }
    }
    choices
}
