//! A `model.toml` as entries, each with its place. Unreadable entries are left out and reported.

use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::value::{Error as ValueError, StrDeserializer};
use toml::Spanned;

use super::entry::{FormulaText, InputEntry, ModelToml, RuleEntry};
use super::expression::Node;
use super::parse::{self, FormulaError};
use super::{Expression, Input, ModelSource, Number, Remedy, Rule, SourceSpan};
use crate::core::error::Problem;
use crate::core::role::Role;
use crate::core::suggest;
use crate::pack::toml_file;

/// The maximum number of entries of each kind.
const ENTRIES: usize = 500;
/// How a remedy begins that names a service.
const ADD: &str = "add ";
/// The maximum number of inputs that a rule may name as remedies.
const REMEDIES: usize = 10;

/// The entries of one file.
#[derive(Debug, Default)]
pub struct ModelLayer {
    pub(super) inputs: IndexMap<String, Input>,
    pub(super) groups: IndexMap<String, (Role, SourceSpan)>,
    pub(super) numbers: IndexMap<String, Number>,
    pub(super) rules: Vec<Rule>,
    pub(super) without: Vec<(String, SourceSpan)>,
    pub(super) problems: Vec<Problem>,
}

/// The entries of the file `name`, and its problems as TOML.
#[must_use]
pub fn read(name: &str, bytes: &[u8]) -> (ModelLayer, Vec<Problem>) {
    let (file, problems) = toml_file::read::<ModelToml>(name, bytes);
    let mut reader = ModelReader {
        source: Arc::new(ModelSource {
            name: name.to_owned(),
            text: String::from_utf8_lossy(bytes).into_owned(),
        }),
        layer: ModelLayer::default(),
    };
    // the places in a file that was repaired for reading are not reliable
    if let Some(file) = file.filter(|_| problems.is_empty()) {
        reader.file(file);
    }
    (reader.layer, problems)
}

struct ModelReader {
    source: Arc<ModelSource>,
    layer: ModelLayer,
}

impl ModelReader {
    fn file(&mut self, file: ModelToml) {
        let counts = [
            ("inputs", file.inputs.len()),
            ("groups", file.groups.len()),
            ("terms", file.terms.len()),
            ("numbers", file.numbers.len()),
            ("rules", file.rules.len()),
            ("exact", file.exact.len()),
            ("limited", file.limited.len()),
            ("without", file.without.len()),
        ];
        for (what, many) in counts.into_iter().filter(|(_, many)| *many > ENTRIES) {
            self.layer.problems.push(
                Problem::new(format!(
                    "`{what}` has {many} entries, at most {ENTRIES} are allowed"
                ))
                .at(&self.source.name)
                .help("remove unused entries"),
            );
        }
        if !self.layer.problems.is_empty() {
            return;
        }
        for (key, entry) in file.inputs {
            self.input(key, entry);
        }
        for (name, role) in file.groups {
            let place = self.place(name.span());
            self.layer.groups.insert(name.into_inner(), (role, place));
        }
        for (table, shown) in [(file.terms, false), (file.numbers, true)] {
            for (name, text) in table {
                self.number(&name, text, shown);
            }
        }
        for (list, mark) in [
            (file.exact, exact as fn(&mut Number)),
            (file.limited, limited),
        ] {
            for name in list {
                self.mark(&name, mark);
            }
        }
        for rule in file.rules {
            self.rule(rule);
        }
        for name in file.without {
            let place = self.place(name.span());
            self.layer.without.push((name.into_inner(), place));
        }
    }

    fn input(&mut self, key: Spanned<String>, entry: InputEntry) {
        let place = self.place(key.span());
        let key = key.into_inner();
        let input = Input {
            key: key.clone(),
            default: entry.default,
            min: entry.min,
            max: entry.max,
            whole: !entry.exact,
            role: entry.role,
            scaled: entry.scaled,
            unknown: entry.unknown,
            about: entry.about,
            place,
        };
        self.layer.inputs.insert(key, input);
    }

    fn number(&mut self, name: &Spanned<String>, text: Spanned<FormulaText>, shown: bool) {
        let key = name.get_ref();
        if self.layer.numbers.contains_key(key) {
            let problem = Problem::new(format!("`{key}` is a term and a number"));
            let place = self.place(name.span()).at(0);
            self.layer
                .problems
                .push(problem.at(place).help("remove or rename one of them"));
            return;
        }
        let place = self.place(text.span());
        let formula = match text.into_inner() {
            FormulaText::Formula(text) => parse::formula(&text),
            FormulaText::Number(value) => literal(value),
        };
        if let Some(formula) = self.parsed(formula, &place) {
            let number = Number {
                formula,
                place,
                shown,
                exact: false,
                limited: false,
            };
            self.layer.numbers.insert(key.clone(), number);
        }
    }

    fn mark(&mut self, name: &Spanned<String>, mark: fn(&mut Number)) {
        if let Some(number) = self.layer.numbers.get_mut(name.get_ref()) {
            mark(number);
            return;
        }
        let known = self.layer.numbers.keys().map(String::as_str);
        let help = suggest::help(name.get_ref(), known);
        let place = self.place(name.span()).at(0);
        self.layer.problems.push(
            Problem::new(format!("this file has no number `{}`", name.get_ref()))
                .at(place)
                .help(help),
        );
    }

    fn rule(&mut self, entry: RuleEntry) {
        let place = self.place(entry.holds.span());
        let (adds, inputs): (Vec<_>, Vec<_>) = entry
            .remedies
            .iter()
            .take(REMEDIES + 1)
            .partition(|text| text.get_ref().starts_with(ADD));
        let remedies = self.remedies(&inputs);
        let adds = self.adds(&adds);
        let sides = parse::rule(entry.holds.get_ref());
        if let Some((left, or_equal, right)) = self.parsed(sides, &place) {
            self.layer.rules.push(Rule {
                name: entry.name,
                broken: entry.broken,
                left,
                or_equal,
                right,
                place,
                remedies,
                adds,
            });
        }
    }

    /// The roles of `add ROLE`.
    fn adds(&mut self, texts: &[&Spanned<String>]) -> Vec<Role> {
        let mut adds = Vec::new();
        for text in texts {
            let role = text.get_ref().strip_prefix(ADD).unwrap_or_default();
            match Role::deserialize(StrDeserializer::<ValueError>::new(role)) {
                Ok(role) => adds.push(role),
                Err(error) => {
                    let place = self.place(text.span()).at(0);
                    self.layer.problems.push(
                        Problem::new(format!("`{}` is not a remedy: {error}", text.get_ref()))
                            .at(place)
                            .help("`add ROLE` names a role of services"),
                    );
                }
            }
        }
        adds
    }

    fn remedies(&mut self, texts: &[&Spanned<String>]) -> Vec<Remedy> {
        let mut remedies = Vec::new();
        for text in texts {
            let place = self.place(text.span());
            let (direction, key) = text.get_ref().split_once(' ').unwrap_or_default();
            if !["raise", "lower"].contains(&direction) || remedies.len() == REMEDIES {
                let help = format!(
                    "`raise INPUT`, `lower INPUT` or `add ROLE`, at most {REMEDIES} of them"
                );
                self.layer.problems.push(
                    Problem::new(format!("`{}` is not a remedy", text.get_ref()))
                        .at(place.at(0))
                        .help(help),
                );
                continue;
            }
            remedies.push(Remedy {
                key: key.to_owned(),
                raises: direction == "raise",
                place,
            });
        }
        remedies
    }

    fn parsed<T>(&mut self, parsed: Result<T, FormulaError>, place: &SourceSpan) -> Option<T> {
        let problem = |wrong: FormulaError| {
            Problem::new(wrong.message)
                .at(place.at(wrong.at))
                .help(wrong.help)
        };
        parsed
            .map_err(|wrong| self.layer.problems.push(problem(wrong)))
            .ok()
    }

    /// Where the text of a value begins, after its quotation marks.
    fn place(&self, span: Range<usize>) -> SourceSpan {
        let written = self.source.text.get(span.clone()).unwrap_or_default();
        let marks = match written.as_bytes() {
            // a line break directly after the opening quotation marks is not part of the text
            [b'"', b'"', b'"', b'\n', ..] => 4,
            [b'"', b'"', b'"', ..] => 3,
            [b'"' | b'\'', ..] => 1,
            _ => 0,
        };
        SourceSpan {
            file: Arc::clone(&self.source),
            span: span.start + marks..span.end.saturating_sub(marks.min(3)),
        }
    }
}

fn exact(number: &mut Number) {
    number.exact = true;
}

fn limited(number: &mut Number) {
    number.limited = true;
}

fn literal(value: f64) -> Result<Expression, FormulaError> {
    if (0.0..=parse::LARGEST).contains(&value) {
        let node = Node::Literal(value);
        return Ok(Expression { at: 0, node });
    }
    Err(FormulaError {
        at: 0,
        message: format!("{value} is not a number from 0 to {}", parse::LARGEST),
        help: "write digits, with a point where it has a fraction".to_owned(),
    })
}
