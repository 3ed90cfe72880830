//! Resources: kinds of records that a service keeps, as their fields. Knows fields as values, and nothing of ORMs,
//! frameworks or languages.

mod arguments;
mod check;
mod circles;
mod field;
pub mod field_text;
mod field_values;
mod field_words;
mod names;
mod order;
mod owners;
mod samples;
mod written;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::core::answers::{Answers, EMPTY_TABLE, RESOURCES, Value};
use crate::core::error::Problem;
use crate::core::place::Place;
use crate::generate::selection::{Active, Facts};
use crate::pack::Pack;
use field_text::FieldText;

pub use arguments::from_arguments;
pub use check::{EVERY_RECORD, name_fault};
pub use field::{Field, OnDelete};
pub use names::Names;
pub use order::in_order;
pub use samples::samples;
pub use written::{WrittenResource, written};

/// The key of a resource's plural, beside its fields.
pub const PLURAL: &str = "plural";

/// A kind of record.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    pub names: Names,
    /// Whether the plural was given.
    pub has_own_plural: bool,
    pub fields: Vec<Field>,
    /// Whether some of its fields are left out because they cannot be read.
    pub has_faults: bool,
}

impl Resource {
    /// `customer`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.names.name
    }

    /// The field that says whose a record is.
    #[must_use]
    pub fn owner(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.owns)
    }

    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The types that the resources use, by name.
#[must_use]
pub fn field_types(resources: &[Resource]) -> Vec<&str> {
    let fields = resources.iter().flat_map(|resource| &resource.fields);
    let types: BTreeSet<&str> = fields.map(|field| field.kind.as_str()).collect();
    types.into_iter().collect()
}

/// The types that fields can have in a project whose choices state these facts.
#[must_use]
pub fn usable_types<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a str> {
    let types = pack.types.iter().filter(|(_, one)| one.goes_with(facts));
    types.map(|(name, _)| name.as_str()).collect()
}

/// The lines of a resource: its fields and its plural, each with the place of its text.
type Lines<'a> = IndexMap<&'a str, (&'a Value, &'a Place)>;

/// The resources of the answers, in their order.
#[must_use]
pub fn resources(
    pack: &Pack,
    active: &[Active<'_>],
    answers: &Answers,
    problems: &mut Vec<Problem>,
) -> Vec<Resource> {
    let mut tables: IndexMap<&str, (Lines<'_>, &Place)> = IndexMap::new();
    for assignment in &answers.0 {
        let Some(key) = assignment.key.strip_prefix(RESOURCES) else {
            continue;
        };
        let (name, field) = key.split_once('.').unwrap_or((key, ""));
        if field.contains('.') {
            continue; // an unknown key
        }
        let (lines, _) = tables
            .entry(name)
            .or_insert_with(|| (Lines::new(), &assignment.place));
        if assignment.value != Value::Other(EMPTY_TABLE) || !field.is_empty() {
            lines.insert(field, (&assignment.value, &assignment.place));
        }
    }
    let known: BTreeSet<&str> = tables.keys().copied().collect();
    let mut resources = Vec::new();
    for (name, (lines, place)) in &tables {
        let given = text(lines.get(PLURAL), problems, PLURAL);
        let names = Names::of(name, given.as_deref());
        let before = problems.len();
        let fields = fields((pack, active), &known, lines, problems);
        resources.push((
            Resource {
                names,
                has_own_plural: given.is_some(),
                fields,
                has_faults: problems.len() > before,
            },
            *place,
        ));
    }
    problems.extend(check::problems(pack, active, &resources, answers));
    resources
        .into_iter()
        .map(|(resource, _)| resource)
        .collect()
}

/// Why a resource cannot be added with this name.
#[must_use]
pub fn new_name_fault(
    pack: &Pack,
    active: &[Active<'_>],
    known: &[Resource],
    name: &str,
) -> Option<String> {
    check::new_name_fault(pack, active, known, name)
}

fn fields(
    (pack, active): (&Pack, &[Active<'_>]),
    known: &BTreeSet<&str>,
    lines: &Lines<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Field> {
    let mut fields = Vec::new();
    for (name, line) in lines.iter().filter(|(name, _)| **name != PLURAL) {
        let Some(text) = text(Some(line), problems, name) else {
            continue;
        };
        if let Some(fault) = check::field_name_fault(pack, name) {
            problems.push(field_name_problem(name, &fault, line.1));
            continue;
        }
        let field = FieldText::parse(&text)
            .map_err(|why| (format!("`{text}` {why}"), field::EXAMPLE.to_owned()))
            .and_then(|parts| Field::of(name, &text, &parts, (&pack.types, known)))
            .and_then(|field| match check::type_fault(pack, active, &field) {
                Some(fault) => Err(fault),
                None => Ok(field),
            });
        let fault = |field: &Field| check::column_fault(pack, field);
        if let Some(fault) = field.as_ref().ok().and_then(fault) {
            problems.push(field_name_problem(name, &fault, line.1));
            continue;
        }
        match field {
            Ok(field) => fields.push(field),
            Err((message, help)) => problems.push(
                Problem::new(format!("the field `{name}`: {message}"))
                    .at(line.1.clone())
                    .help(help),
            ),
        }
    }
    fields
}

fn field_name_problem(name: &str, fault: &str, place: &Place) -> Problem {
    Problem::new(format!("the field `{name}` {fault}"))
        .at(place.clone())
        .help("choose another name")
}

fn text(
    line: Option<&(&Value, &Place)>,
    problems: &mut Vec<Problem>,
    name: &str,
) -> Option<String> {
    let (value, place) = line?;
    match value {
        Value::Typed(text) | Value::Text(text) => Some(text.clone()),
        _ => {
            problems.push(
                Problem::new(format!("the field `{name}` must be text"))
                    .at((*place).clone())
                    .help(field::EXAMPLE),
            );
            None
        }
    }
}
