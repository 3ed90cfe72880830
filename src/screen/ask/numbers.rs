//! Numbers on the last page: a summary, and a prompt to change one.

use super::{Ask, Choice, Reply, questions};
use crate::core::answers::{Answers, CAPACITY, Value};
use crate::core::error::Result;
use crate::generate::blueprint;
use crate::generate::capacity::Bound;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::formulas::Input;

/// The inputs that the chosen providers use.
pub(super) fn inputs<'a>(pack: &'a Pack, answers: &Answers) -> Vec<&'a Input> {
    let selection = blueprint::named_selection(pack, answers);
    let stack = selection::stack_profile(&selection::active(pack, &selection));
    let used = |input: &&Input| stack.needs(input);
    pack.formulas.inputs.values().filter(used).collect()
}

/// The numbers that were set, as a line; the others are defaults.
pub(super) fn summary(answers: &Answers) -> String {
    let inputs = answers.0.iter().filter_map(|assignment| {
        let key = assignment.key.strip_prefix(CAPACITY)?;
        Some(format!("{key}={}", shown(answers, &assignment.key)))
    });
    let inputs: Vec<String> = inputs.collect();
    if inputs.is_empty() {
        "replicas, memory, connections, time limits".to_owned()
    } else {
        inputs.join(", ")
    }
}

/// Asks which number to change, and for its value.
pub(super) fn ask(asker: &mut dyn Ask, pack: &Pack, answers: &mut Answers) -> Result<()> {
    let inputs = inputs(pack, answers);
    let option = |input: &&Input| {
        let value = value(pack, answers, input);
        Choice::new(format!("{} = {value}", input.key), &input.about)
    };
    let options: Vec<Choice> = inputs.iter().map(option).collect();
    let mut at = 0;
    while let Reply::Given(chosen) = asker.select("Which number?", &options, at)? {
        let Some(input) = inputs.get(chosen) else {
            return Ok(());
        };
        let current = value(pack, answers, input);
        let check = |text: &str| rejection(pack, answers, input, text);
        if let Reply::Given(value) = asker.line(&input.key, &current, &check)? {
            if value != current {
                answers.set(format!("{CAPACITY}{}", input.key), value, questions::PLACE);
            }
            return Ok(());
        }
        at = chosen;
    }
    Ok(())
}

/// The bounds that the chosen providers put on a number.
fn bound(pack: &Pack, answers: &Answers, input: &Input) -> Bound {
    let active = blueprint::named_selection(pack, answers);
    let mut bounds = selection::bounds(&selection::active(pack, &active));
    bounds.remove(&input.key).unwrap_or_default()
}

/// The current value of a number: as set, or its default.
fn value(pack: &Pack, answers: &Answers, input: &Input) -> String {
    let current = shown(answers, &format!("{CAPACITY}{}", input.key));
    if current.is_empty() {
        input.show(bound(pack, answers, input).nearest(blueprint::default_of(pack, input)))
    } else {
        current
    }
}

/// Why a number is not allowed, if it is not.
fn rejection(pack: &Pack, answers: &Answers, input: &Input, text: &str) -> Option<String> {
    let value = text.parse().ok().filter(|value| input.fits(*value));
    let Some(value) = value else {
        return Some(format!("enter {}", input.requirement()));
    };
    let bound = bound(pack, answers, input);
    let broken = bound.violation(value)?;
    Some(format!(
        "at {} {}: {}",
        broken.side,
        input.show(broken.end),
        broken.reason
    ))
}

/// The value of a key, as it would be typed.
fn shown(answers: &Answers, key: &str) -> String {
    match answers.get(key).map(|assignment| &assignment.value) {
        Some(Value::Typed(text) | Value::Text(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
