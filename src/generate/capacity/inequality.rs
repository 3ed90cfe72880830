//! Inequalities between numbers, as data: read from text, evaluated over numbers by name.

use serde::Serialize;

use super::numbers::{Numbers, SAID, show};

/// An inequality that every solution keeps.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What it says, as half a sentence.
    pub name: &'static str,
    /// What is the case where it is broken, as half a sentence.
    pub broken: &'static str,
    /// Two sums of products with `<` or `<=` between them. A product that begins with `?` is left out where one of
    /// its numbers is not there; without any other number the inequality is not there either.
    pub text: &'static str,
    /// Inputs that mend it, in the order in which they are tried.
    pub mend: &'static [Mend],
}

/// Which way an input has to go.
#[derive(Debug, Clone, Copy)]
pub enum Mend {
    Raise(&'static str),
    Lower(&'static str),
}

impl Mend {
    #[must_use]
    pub fn raises(self) -> bool {
        matches!(self, Mend::Raise(_))
    }

    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Mend::Raise(key) | Mend::Lower(key) => key,
        }
    }
}

/// A rule with its numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inequality {
    pub name: &'static str,
    pub left: f64,
    pub right: f64,
    /// Whether left may be as large as right.
    pub or_equal: bool,
    pub holds: bool,
    /// Both sides with their numbers.
    pub text: String,
    /// Inputs that decide it.
    pub inputs: Vec<&'static str>,
}

impl Rule {
    /// The inequality between these numbers; nothing where one of them is not there.
    #[must_use]
    pub fn of(&self, numbers: &Numbers) -> Option<Inequality> {
        let (left, sign, right) = self.sides();
        let or_equal = sign == "<=";
        let (left, left_text) = sum(left, numbers)?;
        let (right, right_text) = sum(right, numbers)?;
        let holds = if or_equal {
            left <= right
        } else {
            left < right
        };
        let sign = match (holds, or_equal) {
            (true, _) => sign,
            (false, true) => ">",
            (false, false) => ">=",
        };
        Some(Inequality {
            name: self.name,
            left,
            right,
            or_equal,
            holds,
            text: format!("{left_text} {sign} {right_text}"),
            inputs: self.mend.iter().map(|mend| mend.key()).collect(),
        })
    }

    /// Whether it is about this number.
    #[must_use]
    pub fn names(&self, number: &str) -> bool {
        self.keys().any(|key| key == number)
    }

    /// Every number that it is about.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.text
            .split([' ', '?'])
            .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
    }

    fn sides(&self) -> (&'static str, &'static str, &'static str) {
        let split = |sign| self.text.split_once(sign);
        match (split(" <= "), split(" < ")) {
            (Some((left, right)), _) => (left, "<=", right),
            (None, Some((left, right))) => (left, "<", right),
            (None, None) => (self.text, "<=", ""),
        }
    }
}

/// The value of a sum of products, and how it came about.
fn sum(text: &str, numbers: &Numbers) -> Option<(f64, String)> {
    let mut total = 0.0;
    let mut terms = Vec::new();
    let mut plain = true;
    for term in text.split(" + ") {
        match product(term.trim_start_matches('?'), numbers) {
            Some((value, text)) => {
                total += value;
                plain &= !text.contains(" x ");
                terms.push(text);
            }
            None if term.starts_with('?') => {}
            None => return None,
        }
    }
    let text = terms.join(" + ");
    Some(if terms.len() == 1 && plain {
        (total, text)
    } else {
        (total, format!("{text} = {}", show(total)))
    })
}

fn product(text: &str, numbers: &Numbers) -> Option<(f64, String)> {
    let mut value = 1.0;
    let mut factors = Vec::new();
    for factor in text.split(" * ") {
        if let Ok(number) = factor.parse::<f64>() {
            value *= number;
            factors.push(factor.to_owned());
        } else {
            let number = numbers.get(factor)?;
            value *= number;
            let name = factor
                .strip_prefix(SAID)
                .map_or_else(|| factor.to_owned(), |input| format!("capacity.{input}"));
            factors.push(format!("{} {name}", show(*number)));
        }
    }
    Some((value, factors.join(" x ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        name: "beds for all",
        broken: "too few beds",
        text: "rooms * 2 + ?tents * 3 <= beds",
        mend: &[Mend::Raise("beds"), Mend::Lower("rooms")],
    };

    fn numbers(pairs: &[(&str, f64)]) -> Numbers {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), *value))
            .collect()
    }

    #[test]
    fn a_rule_is_evaluated_with_its_numbers() {
        let held = RULE.of(&numbers(&[("rooms", 2.0), ("beds", 4.0)])).unwrap();
        assert!(held.holds);
        assert_eq!(held.text, "2 rooms x 2 = 4 <= 4 beds");
        let all = numbers(&[("rooms", 2.0), ("beds", 4.0), ("tents", 0.5)]);
        let broken = RULE.of(&all).unwrap();
        assert!(!broken.holds);
        assert_eq!(broken.text, "2 rooms x 2 + 0.5 tents x 3 = 5.5 > 4 beds");
        assert_eq!(broken.inputs, ["beds", "rooms"]);
        assert_eq!(RULE.of(&numbers(&[("rooms", 2.0)])), None);
    }

    #[test]
    fn a_rule_names_its_numbers() {
        assert_eq!(RULE.keys().collect::<Vec<_>>(), ["rooms", "tents", "beds"]);
        assert!(RULE.names("tents") && !RULE.names("bed"));
    }
}
