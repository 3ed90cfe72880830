//! Checks a model as a whole: names, circular dependencies, units, and invalid values.

use super::input_rules;
use super::known::{OF_LOAD, READ};
use super::numbers::{ROLES, show};
use super::range::{self, Range, RangeError, Ranges};
use super::units::{self, UnitMismatch, Units};
use crate::core::error::Problem;
use crate::core::suggest;
use crate::pack::formulas::{
    COST_PREFIX, Expression, Function, INPUT_PREFIX, LARGEST, Model, Number, PATH, ROLE_PREFIX,
    Rule, SourceSpan, is_name,
};

/// The maximum number of parts of all formulas; the built-in ones have about 800.
const PARTS: usize = 5_000;
/// The maximum number of reported problems.
const MAX_PROBLEMS: usize = 100;
/// The maximum cost that a service can state: see the units of a service's numbers.
const STATED_MOST: f64 = 3_600_000.0;

/// Every problem of a model.
#[must_use]
pub fn validate(model: &Model) -> Vec<Problem> {
    let mut validator = Validator {
        model,
        ranges: given_ranges(model),
        problems: model.problems.clone(),
    };
    let parts = model.size();
    if parts > PARTS {
        validator.problems.push(
            Problem::new(format!(
                "the formulas have {parts} parts together, at most {PARTS} are allowed"
            ))
            .at(PATH)
            .help("define repeated parts once, in [terms]"),
        );
        return validator.problems;
    }
    let inputs = model.inputs.values();
    let problems = inputs.filter_map(|input| input_rules::problem(model, input));
    validator.problems.extend(problems);
    validator.names();
    for circle in &model.circles {
        validator.circle(circle);
    }
    for at in &model.order {
        if let Some((name, number)) = model.numbers.get_index(*at) {
            validator.number(name, number);
        }
    }
    for rule in &model.rules {
        validator.rule(rule);
    }
    validator.problems.truncate(MAX_PROBLEMS);
    validator.problems
}

/// The ranges of the formulas' inputs.
fn given_ranges(model: &Model) -> Ranges {
    let inputs = model.inputs.values().map(|input| {
        (
            format!("{INPUT_PREFIX}{}", input.key),
            Range::new(input.min, input.max),
        )
    });
    let roles = ROLES.iter().flat_map(|(_, role)| {
        [
            (format!("{ROLE_PREFIX}{role}"), Range::new(0.0, 1.0)),
            (
                format!("{COST_PREFIX}{role}.cpu_ms"),
                Range::new(0.0, STATED_MOST),
            ),
            (
                format!("{COST_PREFIX}{role}.cpus"),
                Range::new(0.01, 4096.0),
            ),
        ]
    });
    inputs.chain(roles).collect()
}

struct Validator<'a> {
    model: &'a Model,
    ranges: Ranges,
    problems: Vec<Problem>,
}

impl Validator<'_> {
    fn names(&mut self) {
        for (name, number) in &self.model.numbers {
            let group = format!("{name}.");
            let given = [INPUT_PREFIX, COST_PREFIX, ROLE_PREFIX]
                .iter()
                .any(|taken| name.starts_with(taken));
            let why = if !is_name(name) {
                "is not a valid name: use lower-case letters, digits and `_`, with dots between groups"
            } else if given || OF_LOAD.contains(&name.as_str()) {
                "is the name of a number that the program gives"
            } else if Function::from_name(name).is_some() {
                "is the name of a function"
            } else if self
                .model
                .numbers
                .keys()
                .any(|other| other.starts_with(&group))
            {
                "is the name of a group of numbers"
            } else {
                continue;
            };
            let problem = Problem::new(format!("`{name}` {why}")).at(number.place.at(0));
            self.problems.push(problem.help("rename the number"));
        }
        for name in READ {
            if !self.model.numbers.contains_key(name) {
                self.problems.push(
                    Problem::new(format!(
                        "there is no number `{name}`, which `tierup size` shows"
                    ))
                    .at(PATH)
                    .help(format!(
                        "define it: `[numbers]`, `\"{name}\" = \"FORMULA\"`"
                    )),
                );
            }
        }
    }

    fn circle(&mut self, circle: &[String]) {
        let Some((first, number)) = circle
            .first()
            .and_then(|first| self.model.numbers.get_key_value(first))
        else {
            return;
        };
        let path: Vec<String> = circle
            .iter()
            .skip(1)
            .chain([first])
            .map(|name| format!("`{name}`"))
            .collect();
        self.problems.push(
            Problem::new(format!(
                "`{first}` depends on itself: it depends on {}",
                path.join(", which depends on ")
            ))
            .at(number.place.at(0))
            .help("define one of them from inputs or from other numbers"),
        );
    }

    fn number(&mut self, name: &str, number: &Number) {
        self.known(&number.formula, &number.place);
        let unit = Units::of_name(name);
        match units::of(&number.formula) {
            Err(mismatch) => self.mismatch(&mismatch, &number.place),
            Ok(units) if units.common(&unit).is_none() => self.problems.push(
                Problem::new(format!(
                    "`{name}` is {} by its name, but its formula gives {}",
                    unit.words(),
                    units.words()
                ))
                .at(number.place.at(0))
                .help(CONVERT),
            ),
            Ok(_) => {}
        }
        let Some(mut range) = self.range(&number.formula, &number.place) else {
            return;
        };
        if !number.exact {
            range = range.map(f64::floor);
        }
        if range.least < 0.0 {
            self.problems.push(
                Problem::new(format!("`{name}` can fall to {}", show(range.least)))
                    .at(number.place.at(0))
                    .help("no number may be below 0: write `max(…, 0)` around it"),
            );
            range.least = 0.0;
        }
        if number.limited {
            range = range.or(Range::new(1.0, 1.0));
        }
        self.ranges.insert(name.to_owned(), range);
    }

    fn rule(&mut self, rule: &Rule) {
        self.known(&rule.left, &rule.place);
        self.known(&rule.right, &rule.place);
        let sides = units::of(&rule.left).and_then(|left| {
            let right = units::of(&rule.right)?;
            units::both(&left, &right, rule.right.at)
        });
        if let Err(mismatch) = sides {
            self.mismatch(&mismatch, &rule.place);
        }
        self.range(&rule.left, &rule.place);
        self.range(&rule.right, &rule.place);
        for remedy in rule
            .remedies
            .iter()
            .filter(|remedy| !self.model.inputs.contains_key(&remedy.key))
        {
            let inputs = self.model.inputs.keys().map(String::as_str);
            self.problems.push(
                Problem::new(format!("there is no input `{}`", remedy.key))
                    .at(remedy.place.at(0))
                    .help(suggest::help(&remedy.key, inputs)),
            );
        }
    }

    /// Checks that every named number exists.
    fn known(&mut self, formula: &Expression, place: &SourceSpan) {
        for (name, at) in formula.names() {
            if self.problems.len() >= MAX_PROBLEMS {
                return;
            }
            let numbers = &self.model.numbers;
            // inputs are in `ranges` from the start
            if numbers.contains_key(name) || self.ranges.contains_key(name) {
                continue;
            }
            let given = given_ranges(self.model);
            let names = numbers.keys().chain(given.keys()).map(String::as_str);
            self.problems.push(
                Problem::new(format!("there is no number `{name}`"))
                    .at(place.at(at))
                    .help(suggest::help(name, names)),
            );
        }
    }

    fn mismatch(&mut self, mismatch: &UnitMismatch, place: &SourceSpan) {
        let UnitMismatch { at, one, other } = mismatch;
        self.problems.push(
            Problem::new(format!("this is {other}, but the part before it is {one}"))
                .at(place.at(*at))
                .help(CONVERT),
        );
    }

    fn range(&mut self, formula: &Expression, place: &SourceSpan) -> Option<Range> {
        let (at, message, help) = match range::of(formula, &self.ranges) {
            Ok(range) => return Some(range),
            Err(RangeError::DividesByZero(at)) => (
                at,
                "the divisor can be 0".to_owned(),
                "write `max(…, 1)` around it",
            ),
            Err(RangeError::TooLarge(at)) => (
                at,
                format!("this can be larger than {LARGEST}, the largest exact number"),
                "write `min(…, MOST)` around a part of it",
            ),
        };
        self.problems
            .push(Problem::new(message).at(place.at(at)).help(help));
        None
    }
}

/// Help for unit conversions.
const CONVERT: &str = "the unit of a number is the end of its name, as `_mb`, `_kb`, `_s`, `_ms`, `_per_s`; multiply or divide by 1024 or 1000 to convert it";
