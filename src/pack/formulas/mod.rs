//! The capacity model of a pack, `model.toml`: formulas of numbers and the rules between them, each with its place in a
//! file. A model can extend another, entry by entry. Knows no number by name; `generate::capacity` checks the model as
//! a whole.

mod entry;
mod expression;
mod file;
mod input;
mod order;
mod parse;

use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::core::error::Problem;
use crate::core::place::Place;
use crate::core::role::Role;
use crate::core::suggest;

pub use entry::ModelToml;
pub use expression::{Expression, Factor, Function, Node, Term};
pub use file::{ModelLayer, read};
pub use input::Input;
pub use parse::{LARGEST, is_name};

/// Its path inside a pack.
pub const PATH: &str = "model.toml";
/// Prefix of an input that the user gave: `said.db.max_connections`.
pub const INPUT_PREFIX: &str = "said.";
/// Prefix of a value from the manifest of the service with a role: `stated.request_workers.cpu_ms`.
pub const COST_PREFIX: &str = "stated.";
/// Prefix of a role: 1 if a service has it, else 0.
pub const ROLE_PREFIX: &str = "has.";

/// A model, its formulas parsed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// Inputs by key, in the order of `tierup.toml`.
    pub inputs: IndexMap<String, Input>,
    /// Groups of numbers that exist only if a service has a role.
    pub groups: IndexMap<String, (Role, SourceSpan)>,
    pub numbers: IndexMap<String, Number>,
    /// In the order in which they are reported.
    pub rules: Vec<Rule>,
    /// Indexes of numbers in dependency order.
    pub order: Vec<usize>,
    /// Circular dependencies, a list for each circle.
    pub circles: Vec<Vec<String>>,
    /// Unreadable entries, and entries that name no entry of the model below.
    pub problems: Vec<Problem>,
}

/// A number and its formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub formula: Expression,
    /// Where its formula begins.
    pub place: SourceSpan,
    /// Whether templates can use it; other numbers are used only in formulas.
    pub shown: bool,
    /// Whether it may have a fraction; other numbers are rounded down.
    pub exact: bool,
    /// Whether a provider may limit it.
    pub limited: bool,
}

/// An inequality that every solution satisfies.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The rule as half a sentence.
    pub name: String,
    /// The message when it is broken, as half a sentence.
    pub broken: String,
    pub left: Expression,
    /// Whether both sides may be equal.
    pub or_equal: bool,
    pub right: Expression,
    pub place: SourceSpan,
    /// Inputs to change when it is broken, in the order in which they are tried.
    pub remedies: Vec<Remedy>,
    /// Roles of services that help.
    pub adds: Vec<Role>,
}

/// An input and the direction of its change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub key: String,
    pub raises: bool,
    pub place: SourceSpan,
}

impl Rule {
    /// Whether it names this number.
    #[must_use]
    pub fn names(&self, number: &str) -> bool {
        let mut names = self.left.names().into_iter().chain(self.right.names());
        names.any(|(name, _)| name == number)
    }
}

impl Model {
    /// This model with `over` on top: entries of the same name are replaced, in their place.
    #[must_use]
    pub fn with_layer(mut self, over: ModelLayer) -> Self {
        self.problems.extend(over.problems);
        for (name, place) in over.without {
            let known = self.numbers.shift_remove(&name).is_some();
            let rules = self.rules.len();
            self.rules.retain(|rule| rule.name != name);
            if !known && self.rules.len() == rules {
                let names = self.numbers.keys().map(String::as_str);
                let names = names.chain(self.rules.iter().map(|rule| rule.name.as_str()));
                self.problems.push(
                    Problem::new(format!("the extended model has no `{name}` to remove"))
                        .at(place.at(0))
                        .help(suggest::help(&name, names)),
                );
            }
        }
        for (key, input) in over.inputs {
            self.input(key, input);
        }
        self.groups.extend(over.groups);
        self.numbers.extend(over.numbers);
        for rule in over.rules {
            match self.rules.iter_mut().find(|known| known.name == rule.name) {
                Some(known) => *known = rule,
                None => self.rules.push(rule),
            }
        }
        self
    }

    /// Replaces an input, or adds it to the others of its group.
    fn input(&mut self, key: String, input: Input) {
        let group = |key: &str| key.split_once('.').map(|(group, _)| group.to_owned());
        let known = self.inputs.contains_key(&key);
        let last = self
            .inputs
            .keys()
            .rposition(|other| group(other) == group(&key));
        match last.filter(|_| !known) {
            Some(last) => self.inputs.shift_insert(last + 1, key, input),
            None => self.inputs.insert(key, input),
        };
    }

    /// The model with its numbers in order.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        (self.order, self.circles) = order::order(&self.numbers);
        self
    }

    /// The role that a service must have for a number to exist.
    #[must_use]
    pub fn role_of(&self, number: &str) -> Option<Role> {
        let group = number.split_once('.')?.0;
        self.groups.get(group).map(|(role, _)| *role)
    }

    /// The number of parts of all formulas.
    #[must_use]
    pub fn size(&self) -> usize {
        let numbers = self.numbers.values().map(|number| number.formula.size());
        let rules = self.rules.iter();
        let rules = rules.map(|rule| rule.left.size() + rule.right.size());
        numbers.chain(rules).sum()
    }
}

/// A position in the file of a model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceSpan {
    file: Arc<ModelSource>,
    span: Range<usize>,
}

/// The text of a file and its name.
#[derive(Debug, Default, PartialEq, Eq)]
struct ModelSource {
    name: String,
    text: String,
}

impl SourceSpan {
    /// The place of the whole, or of an offset in it.
    #[must_use]
    pub fn at(&self, behind: usize) -> Place {
        let start = self.span.start + behind;
        let end = if behind == 0 { self.span.end } else { start };
        Place::in_text(&self.file.name, &self.file.text, start..end)
    }
}
