//! Evaluates formulas and describes the evaluation.

use super::numbers::{Numbers, show};
use crate::pack::formulas::{Expression, Function, INPUT_PREFIX, Node};

/// The value; `None` if a number that it needs does not exist.
pub(super) fn value(expression: &Expression, numbers: &Numbers) -> Option<f64> {
    match &expression.node {
        Node::Literal(value) => Some(*value),
        Node::Name(name) => numbers.get(name).copied(),
        Node::Sum(terms) => {
            terms
                .iter()
                .try_fold(0.0, |sum, term| match value(&term.value, numbers) {
                    Some(value) if term.minus => Some(sum - value),
                    Some(value) => Some(sum + value),
                    None if term.optional => Some(sum),
                    None => None,
                })
        }
        Node::Product(factors) => factors.iter().try_fold(1.0, |product, factor| {
            let value = value(&factor.value, numbers)?;
            Some(if factor.divides {
                product / value
            } else {
                product * value
            })
        }),
        Node::Call(function, arguments) => call(*function, arguments, numbers),
    }
}

fn call(function: Function, arguments: &[Expression], numbers: &Numbers) -> Option<f64> {
    let mut all: Option<f64> = None;
    for argument in arguments {
        if argument.is_optional() && is_missing(argument, numbers) {
            continue;
        }
        let value = value(argument, numbers)?;
        all = Some(match (all, function) {
            (None, _) => value,
            (Some(known), Function::Min) => known.min(value),
            (Some(known), Function::Max) => known.max(value),
            (Some(known), _) => known,
        });
    }
    all.map(|value| match function {
        Function::Floor => value.floor(),
        Function::Ceil => value.ceil(),
        Function::Round => value.round(),
        Function::Min | Function::Max | Function::First => value,
    })
}

/// Whether all parts of an optional argument are missing.
fn is_missing(argument: &Expression, numbers: &Numbers) -> bool {
    match &argument.node {
        Node::Sum(terms) => terms
            .iter()
            .all(|term| value(&term.value, numbers).is_none()),
        _ => false,
    }
}

/// A side of a rule with its numbers, and its value unless it is a single number.
pub(super) fn describe(expression: &Expression, numbers: &Numbers) -> Option<(f64, String)> {
    let value = value(expression, numbers)?;
    let (text, parts) = text(expression, numbers);
    Some(if parts == 1 {
        (value, text)
    } else {
        (value, format!("{text} = {}", show(value)))
    })
}

/// The text, and its number of parts.
fn text(expression: &Expression, numbers: &Numbers) -> (String, usize) {
    match &expression.node {
        Node::Literal(value) => (format!("{value}"), 1),
        Node::Name(name) => {
            let value = numbers.get(name).copied().unwrap_or_default();
            let name = name
                .strip_prefix(INPUT_PREFIX)
                .map_or_else(|| name.clone(), |input| format!("capacity.{input}"));
            (format!("{} {name}", show(value)), 1)
        }
        Node::Sum(terms) => {
            let mut sum = String::new();
            let mut parts = 0;
            for term in terms {
                if term.optional && value(&term.value, numbers).is_none() {
                    continue;
                }
                match (sum.is_empty(), term.minus) {
                    (true, false) => {}
                    (true, true) => sum.push('-'),
                    (false, false) => sum.push_str(" + "),
                    (false, true) => sum.push_str(" - "),
                }
                let (text, inner) = text(&term.value, numbers);
                sum.push_str(&text);
                parts += inner;
            }
            (sum, parts)
        }
        Node::Product(factors) => {
            let mut product = String::new();
            for factor in factors {
                if !product.is_empty() {
                    product.push_str(if factor.divides { " / " } else { " x " });
                }
                let (text, _) = text(&factor.value, numbers);
                let is_sum = matches!(factor.value.node, Node::Sum(_));
                let (open, close) = if is_sum { ("(", ")") } else { ("", "") };
                product.extend([open, &text, close]);
            }
            (product, factors.len())
        }
        Node::Call(Function::First, arguments) => arguments
            .iter()
            .find(|argument| !is_missing(argument, numbers) && value(argument, numbers).is_some())
            .map_or_else(Default::default, |argument| text(argument, numbers)),
        Node::Call(function, arguments) => {
            let texts = arguments.iter().map(|argument| text(argument, numbers).0);
            let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
            (format!("{}({})", function.name(), texts.join(", ")), 2)
        }
    }
}
