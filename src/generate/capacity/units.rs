//! The units of formulas. The suffix of a number's name is its unit (`_mb`, `_kb`, `_ms`, `_s`, `_per_s`); without a
//! suffix it is a count. Multiplying or dividing by 1024 converts a unit of memory to the next one, by 1000 a unit of
//! time.

use std::collections::BTreeSet;

use crate::pack::formulas::{Expression, Node};

/// The exponents of memory and time in a unit, and those of 1024 and 1000 relative to KiB and seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Unit {
    memory: i8,
    time: i8,
    thousands: i8,
    kibis: i8,
}

/// The possible units of a part of a formula; any, if it consists of plain numbers only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Units {
    Any,
    Some(BTreeSet<Unit>),
}

/// Two parts without a common unit, and where the second one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnitMismatch {
    pub(super) at: usize,
    pub(super) one: String,
    pub(super) other: String,
}

const KNOWN: [(&str, &str, Unit); 6] = [
    ("_per_s", "a rate per second", unit(0, -1, 0, 0)),
    ("_gb", "GiB", unit(1, 0, 0, 2)),
    ("_mb", "MiB", unit(1, 0, 0, 1)),
    ("_kb", "KiB", unit(1, 0, 0, 0)),
    ("_ms", "milliseconds", unit(0, 1, -1, 0)),
    ("_s", "seconds", unit(0, 1, 0, 0)),
];

const fn unit(memory: i8, time: i8, thousands: i8, kibis: i8) -> Unit {
    Unit {
        memory,
        time,
        thousands,
        kibis,
    }
}

impl Units {
    /// The units of a number, by its name.
    pub(super) fn of_name(name: &str) -> Self {
        let found = KNOWN.iter().find(|(end, _, _)| name.ends_with(end));
        Self::Some(BTreeSet::from([
            found.map_or_else(Unit::default, |(_, _, unit)| *unit)
        ]))
    }

    /// The units that both have.
    pub(super) fn common(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, units) | (units, Self::Any) => Some(units.clone()),
            (Self::Some(one), Self::Some(other)) => {
                let both: BTreeSet<Unit> = one.intersection(other).copied().collect();
                (!both.is_empty()).then_some(Self::Some(both))
            }
        }
    }

    /// The units in words.
    pub(super) fn words(&self) -> String {
        let Self::Some(units) = self else {
            return "a plain number".to_owned();
        };
        let name = |unit: &Unit| {
            if *unit == Unit::default() {
                return Some("a count");
            }
            let found = KNOWN.iter().find(|(_, _, known)| known == unit);
            found.map(|(_, name, _)| *name)
        };
        let names: Vec<&str> = units.iter().filter_map(name).collect();
        if names.is_empty() {
            "another unit".to_owned()
        } else {
            names.join(" or ")
        }
    }

    fn times(&self, other: &Self, divides: bool) -> Self {
        let one = |units: &Self| match units {
            Self::Any => BTreeSet::from([Unit::default()]),
            Self::Some(units) => units.clone(),
        };
        if matches!((self, other), (Self::Any, Self::Any)) {
            return Self::Any;
        }
        let sign = if divides { -1 } else { 1 };
        let mut products = BTreeSet::new();
        for a in one(self) {
            for b in one(other) {
                let add = |x: i8, y: i8| x.saturating_add(y.saturating_mul(sign)).clamp(-9, 9);
                products.insert(unit(
                    add(a.memory, b.memory),
                    add(a.time, b.time),
                    add(a.thousands, b.thousands),
                    add(a.kibis, b.kibis),
                ));
            }
        }
        Self::Some(products)
    }

    /// The units after multiplying by 1000 or 1024: unchanged, or the next smaller unit.
    fn converted(&self, by: f64, divides: bool) -> Self {
        let Self::Some(units) = self else {
            return self.clone();
        };
        let step = if divides { 1 } else { -1 };
        let is = |number: f64| (by - number).abs() < 1e-9;
        let mut all = units.clone();
        for old in units {
            let add = |power: i8| power.saturating_add(step).clamp(-9, 9);
            if is(1000.0) {
                let thousands = add(old.thousands);
                all.insert(Unit { thousands, ..*old });
            }
            if is(1024.0) {
                let kibis = add(old.kibis);
                all.insert(Unit { kibis, ..*old });
            }
        }
        Self::Some(all)
    }
}

/// The units of a formula.
///
/// # Errors
/// The first part that is added to, or compared with, a value of another unit.
pub(super) fn of(expression: &Expression) -> Result<Units, UnitMismatch> {
    match &expression.node {
        Node::Literal(_) => Ok(Units::Any),
        Node::Name(name) => Ok(Units::of_name(name)),
        Node::Sum(terms) => same(terms.iter().map(|term| &term.value)),
        Node::Call(_, arguments) => same(arguments.iter()),
        Node::Product(factors) => {
            let mut units = Units::Any;
            for factor in factors {
                units = units.times(&of(&factor.value)?, factor.divides);
            }
            for factor in factors {
                if let Node::Literal(value) = factor.value.node {
                    units = units.converted(value, factor.divides);
                }
            }
            Ok(units)
        }
    }
}

fn same<'a>(parts: impl Iterator<Item = &'a Expression>) -> Result<Units, UnitMismatch> {
    let mut units = Units::Any;
    for part in parts {
        let other = of(part)?;
        units = both(&units, &other, part.at)?;
    }
    Ok(units)
}

/// The common units of two parts; the second one begins at `at`.
pub(super) fn both(one: &Units, other: &Units, at: usize) -> Result<Units, UnitMismatch> {
    one.common(other).ok_or_else(|| UnitMismatch {
        at,
        one: one.words(),
        other: other.words(),
    })
}
