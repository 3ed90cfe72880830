//! The capacity model of a pack, `model.toml`: formulas of numbers and the rules between them, each with its place in a
//! file. One model lies over another, entry by entry. Knows no number by name; what is wrong with the whole is for
//! `generate::capacity` to judge.

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
/// Before the name of an input, as a person gave it: `said.db.max_connections`.
pub const INPUT_PREFIX: &str = "said.";
/// Before what a manifest states of the service with a role: `stated.request_workers.cpu_ms`.
pub const COST_PREFIX: &str = "stated.";
/// Before a role: 1 where a service has it, else 0.
pub const ROLE_PREFIX: &str = "has.";

/// A model, its formulas parsed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// What a person may know, in the order of `tierup.toml`, by key.
    pub inputs: IndexMap<String, Input>,
    /// Groups of numbers that exist only where a service has a role.
    pub groups: IndexMap<String, (Role, SourceSpan)>,
    pub numbers: IndexMap<String, Number>,
    /// In the order in which they are told.
    pub rules: Vec<Rule>,
    /// Numbers in an order in which each comes after those that it names.
    pub order: Vec<usize>,
    /// Numbers that need themselves, a list for each circle.
    pub circles: Vec<Vec<String>>,
    /// Entries that could not be read, and those that name no entry of the model below.
    pub problems: Vec<Problem>,
}

/// A number and how it follows from others.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub formula: Expression,
    /// Where its formula begins.
    pub place: SourceSpan,
    /// Whether templates see it; the others are for formulas only.
    pub shown: bool,
    /// Whether it may have a fraction; the others are rounded down.
    pub exact: bool,
    /// Whether a provider may limit it.
    pub limited: bool,
}

/// An inequality that every solution keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it says, as half a sentence.
    pub name: String,
    /// What is the case where it is broken, as half a sentence.
    pub broken: String,
    pub left: Expression,
    /// Whether left may be as large as right.
    pub or_equal: bool,
    pub right: Expression,
    pub place: SourceSpan,
    /// Inputs to change if it does not hold, in the order in which they are tried.
    pub remedies: Vec<Remedy>,
}

/// An input and which way it has to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub key: String,
    pub raises: bool,
    pub place: SourceSpan,
}

impl Rule {
    /// Whether it is about this number.
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

    /// The role that must be there for a number to exist.
    #[must_use]
    pub fn role_of(&self, number: &str) -> Option<Role> {
        let group = number.split_once('.')?.0;
        self.groups.get(group).map(|(role, _)| *role)
    }

    /// Of how many parts all its formulas consist.
    #[must_use]
    pub fn size(&self) -> usize {
        let numbers = self.numbers.values().map(|number| number.formula.size());
        let rules = self.rules.iter();
        let rules = rules.map(|rule| rule.left.size() + rule.right.size());
        numbers.chain(rules).sum()
    }
}

/// Where something stands in a model's file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceSpan {
    file: Arc<ModelSource>,
    span: Range<usize>,
}

/// The text of a file, and what it is called.
#[derive(Debug, Default, PartialEq, Eq)]
struct ModelSource {
    name: String,
    text: String,
}

impl SourceSpan {
    /// The whole of it, or the place so many bytes behind its start.
    #[must_use]
    pub fn at(&self, behind: usize) -> Place {
        let start = self.span.start + behind;
        let end = if behind == 0 { self.span.end } else { start };
        Place::in_text(&self.file.name, &self.file.text, start..end)
    }
}
