//! Interval arithmetic: the range of a formula over the ranges of its numbers, for every selection and input, so that
//! an accepted model never divides by zero or overflows.

use std::collections::BTreeMap;

use crate::pack::formulas::{Expression, Function, LARGEST, Node};

/// From the smallest to the largest value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) least: f64,
    pub(super) most: f64,
}

/// Why a formula may have no value, and where the part without one begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum RangeError {
    DividesByZero(usize),
    TooLarge(usize),
}

pub(super) type Ranges = BTreeMap<String, Range>;

impl Range {
    pub(super) const fn new(least: f64, most: f64) -> Self {
        Self { least, most }
    }

    const fn only(value: f64) -> Self {
        Self::new(value, value)
    }

    /// The union of both.
    pub(super) fn or(self, other: Self) -> Self {
        Self::new(self.least.min(other.least), self.most.max(other.most))
    }

    /// The range after a monotonically increasing function.
    pub(super) fn map(self, rising: fn(f64) -> f64) -> Self {
        Self::new(rising(self.least), rising(self.most))
    }

    fn both(self, other: Self, rising: fn(f64, f64) -> f64) -> Self {
        Self::new(
            rising(self.least, other.least),
            rising(self.most, other.most),
        )
    }

    fn plus(self, other: Self) -> Self {
        self.both(other, |one, other| one + other)
    }

    fn negative(self) -> Self {
        Self::new(-self.most, -self.least)
    }

    fn times(self, other: Self) -> Self {
        let products = [
            self.least * other.least,
            self.least * other.most,
            self.most * other.least,
            self.most * other.most,
        ];
        let least = products.into_iter().fold(f64::INFINITY, f64::min);
        let most = products.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Self::new(least, most)
    }

    fn inverse(self) -> Option<Self> {
        let has_zero = self.least <= 0.0 && self.most >= 0.0;
        (!has_zero).then(|| Self::new(1.0 / self.most, 1.0 / self.least))
    }

    fn fits(self) -> bool {
        self.least >= -LARGEST && self.most <= LARGEST
    }
}

/// The range of a formula. A number without a range is assumed to be a small count.
pub(super) fn of(expression: &Expression, ranges: &Ranges) -> Result<Range, RangeError> {
    let at = expression.at;
    let range = match &expression.node {
        Node::Literal(value) => Range::only(*value),
        Node::Name(name) => ranges.get(name).copied().unwrap_or(Range::only(1.0)),
        Node::Sum(terms) => {
            let mut sum = Range::only(0.0);
            for term in terms {
                let value = of(&term.value, ranges)?;
                let value = if term.minus { value.negative() } else { value };
                let both = sum.plus(value);
                sum = if term.optional { sum.or(both) } else { both };
            }
            sum
        }
        Node::Product(factors) => {
            let mut product = Range::only(1.0);
            for factor in factors {
                let value = of(&factor.value, ranges)?;
                let value = if factor.divides {
                    value
                        .inverse()
                        .ok_or(RangeError::DividesByZero(factor.value.at))?
                } else {
                    value
                };
                product = product.times(value);
            }
            product
        }
        Node::Call(function, arguments) => call(*function, arguments, ranges)?,
    };
    range
        .fits()
        .then_some(range)
        .ok_or(RangeError::TooLarge(at))
}

fn call(
    function: Function,
    arguments: &[Expression],
    ranges: &Ranges,
) -> Result<Range, RangeError> {
    let mut all: Option<Range> = None;
    // the required ones first, so that the optional ones widen the range
    let (optional, needed): (Vec<&Expression>, Vec<&Expression>) = arguments
        .iter()
        .partition(|argument| argument.is_optional());
    for argument in needed.into_iter().chain(optional) {
        let range = of(argument, ranges)?;
        all = Some(match all {
            None => range,
            Some(known) => {
                let both = match function {
                    Function::Min => known.both(range, f64::min),
                    Function::Max => known.both(range, f64::max),
                    _ => known.or(range),
                };
                if argument.is_optional() {
                    known.or(both)
                } else {
                    both
                }
            }
        });
    }
    let range = all.unwrap_or(Range::only(0.0));
    Ok(match function {
        Function::Floor => range.map(f64::floor),
        Function::Ceil => range.map(f64::ceil),
        Function::Round => range.map(f64::round),
        Function::Min | Function::Max | Function::First => range,
    })
}
