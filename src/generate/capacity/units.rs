//! The units of formulas. A number's unit is the end of its name (`_mb`, `_kb`, `_ms`, `_s`, `_per_s`); one without
//! such an end is a count. Multiplied or divided by 1024, memory may become that of the next unit, and time by 1000.

use std::collections::BTreeSet;

use crate::pack::formulas::{Expression, Node};

/// The powers of memory and time in a unit, and of 1024 and 1000 by which they are larger than KiB and seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Unit {
    memory: i8,
    time: i8,
    thousands: i8,
    kibis: i8,
}

/// The units that a part of a formula may have; any, where it consists of plain numbers only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Units {
    Any,
    Some(BTreeSet<Unit>),
}

/// Two parts that have no unit in common, and where the second one begins.
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
    /// Those of a number, by its name.
    pub(super) fn of_name(name: &str) -> Self {
        let found = KNOWN.iter().find(|(end, _, _)| name.ends_with(end));
        Self::Some(BTreeSet::from([
            found.map_or_else(Unit::default, |(_, _, unit)| *unit)
        ]))
    }

    /// Those that both have.
    pub(super) fn common(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, units) | (units, Self::Any) => Some(units.clone()),
            (Self::Some(one), Self::Some(other)) => {
                let both: BTreeSet<Unit> = one.intersection(other).copied().collect();
                (!both.is_empty()).then_some(Self::Some(both))
            }
        }
    }

    /// As a person says it.
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

    /// What these become where they are multiplied by 1000 or 1024: the same, or the next smaller unit.
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
/// The first part that is added to, or compared with, something of another unit.
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

/// What two parts have in common; the second one begins at `at`.
pub(super) fn both(one: &Units, other: &Units, at: usize) -> Result<Units, UnitMismatch> {
    one.common(other).ok_or_else(|| UnitMismatch {
        at,
        one: one.words(),
        other: other.words(),
    })
}
