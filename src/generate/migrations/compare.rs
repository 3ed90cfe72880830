//! From the tables that a project has to those that it will have: the steps of a migration, or why there can be none.

use serde_json::Value;

use super::operation::{Operation, Part, TableTexts, Way};
use super::widening;
use crate::core::answers::RESOURCES;
use crate::core::error::Problem;
use crate::generate::resources::{Field, Resource};
use crate::pack::Pack;

/// The tables of a project.
#[derive(Debug, Clone, Default)]
pub struct Tables<'a> {
    pub sets: &'a [TableTexts],
    /// Each with its value for templates, after those that it refers to.
    pub resources: Vec<(&'a Resource, &'a Value)>,
}

/// A field of a resource that gets another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRename {
    pub resource: String,
    pub old: String,
    pub new: String,
}

/// The steps from `old` to `new`; `column` is the text of field types that describes a column.
///
/// # Errors
/// Every change for which records that exist are in the way, with what to do.
pub fn operations<'a>(
    pack: &Pack,
    column: &[String],
    (old, new): (&Tables<'a>, &Tables<'a>),
    renames: &[FieldRename],
) -> Result<Vec<Operation<'a>>, Vec<Problem>> {
    let mut problems = Vec::new();
    let (mut removed, mut changed, mut created) = (Vec::new(), Vec::new(), Vec::new());
    for (resource, value) in &new.resources {
        let Some((before, before_value)) = find(old, resource.name()) else {
            created.push(Operation::Resource {
                resource: value,
                way: Way::Add,
            });
            continue;
        };
        if before.names.plural != resource.names.plural {
            problems.push(
                Problem::new(format!(
                    "the resource `{}` cannot get another plural: it is the name of a table with records",
                    resource.name()
                ))
                .at(format!("{RESOURCES}{}", resource.name()))
                .help(format!("write `plural = \"{}\"`", before.names.plural)),
            );
        }
        let mut fields = Fields {
            pack,
            column,
            old: (before, before_value),
            new: (resource, value),
            problems: &mut problems,
        };
        let pairs = fields.pairs(renames);
        removed.extend(fields.removed(&pairs));
        changed.extend(fields.changed(&pairs));
    }
    let dropped = old.resources.iter().rev();
    let dropped = dropped.filter(|(resource, _)| find(new, resource.name()).is_none());
    removed.extend(dropped.map(|(_, value)| Operation::Resource {
        resource: value,
        way: Way::Remove,
    }));
    let missing = |sets: &'a [TableTexts], others: &'a [TableTexts]| {
        let is_there = move |set: &TableTexts| others.iter().any(|one| one.name == set.name);
        sets.iter().filter(move |set| !is_there(set))
    };
    let gone: Vec<_> = missing(old.sets, new.sets).collect();
    let gone = gone.into_iter().rev();
    removed.extend(gone.map(|set| Operation::Tables {
        set,
        way: Way::Remove,
    }));
    let sets = missing(new.sets, old.sets);
    removed.extend(sets.map(|set| Operation::Tables { set, way: Way::Add }));
    if problems.is_empty() {
        Ok([removed, created, changed].concat())
    } else {
        Err(problems)
    }
}

fn find<'a>(tables: &Tables<'a>, name: &str) -> Option<(&'a Resource, &'a Value)> {
    let mut resources = tables.resources.iter();
    resources.find(|(one, _)| one.name() == name).copied()
}

/// The fields of a resource before and after.
struct Fields<'a, 'b> {
    pack: &'b Pack,
    column: &'b [String],
    old: (&'a Resource, &'a Value),
    new: (&'a Resource, &'a Value),
    problems: &'b mut Vec<Problem>,
}

/// A field, before and after.
type Pair<'a> = (&'a Field, &'a Field);

impl<'a> Fields<'a, '_> {
    /// The fields that stay, perhaps with another name.
    fn pairs(&self, renames: &[FieldRename]) -> Vec<Pair<'a>> {
        let new_name = |old: &str| {
            let mut renames = renames.iter();
            let found = renames.find(|one| one.resource == self.new.0.name() && one.old == old);
            found.map(|one| one.new.as_str())
        };
        let taken: Vec<&str> = self
            .old
            .0
            .fields
            .iter()
            .filter_map(|field| new_name(&field.name))
            .collect();
        let fields = self.old.0.fields.iter();
        fields
            .filter_map(|old| {
                let to = new_name(&old.name);
                let name = to.unwrap_or(&old.name);
                let is_free = to.is_some() || !taken.contains(&name);
                let new = self.new.0.field(name).filter(|_| is_free)?;
                Some((old, new))
            })
            .collect()
    }

    /// The steps that remove fields.
    fn removed(&self, pairs: &[Pair<'a>]) -> Vec<Operation<'a>> {
        let fields = self.old.0.fields.iter();
        let gone = fields.filter(|field| !pairs.iter().any(|(old, _)| old.name == field.name));
        gone.flat_map(|field| {
            let mut steps = self.parts(Way::Remove, field);
            steps.extend(self.part(Way::Remove, Part::Field, field));
            steps
        })
        .collect()
    }

    /// The steps that rename, change and add fields.
    fn changed(&mut self, pairs: &[Pair<'a>]) -> Vec<Operation<'a>> {
        let mut steps = Vec::new();
        let (mut renamed, same): (Vec<Pair<'a>>, Vec<Pair<'a>>) =
            pairs.iter().partition(|(old, new)| old.name != new.name);
        while !renamed.is_empty() {
            let is_free =
                |(_, new): &Pair<'_>| !renamed.iter().any(|(old, _)| old.name == new.name);
            let Some(next) = renamed.iter().position(is_free) else {
                let (old, new) = renamed.remove(0);
                self.refuse(
                    new,
                    &format!("cannot swap its name with others at once: `{}`", old.name),
                    "rename them one after the other, by a name that none of them has",
                );
                continue;
            };
            let pair = renamed.remove(next);
            steps.extend(self.pair(pair));
        }
        steps.extend(same.into_iter().flat_map(|pair| self.pair(pair)));
        for field in &self.new.0.fields {
            if pairs.iter().any(|(_, new)| new.name == field.name) {
                continue;
            }
            if !field.optional && field.default.is_none() {
                let help = format!(
                    "give it a default, or let it be empty: `{}`",
                    optional(field)
                );
                self.refuse(
                    field,
                    "is required, and records that exist have no value for it",
                    &help,
                );
            }
            steps.extend(self.part(Way::Add, Part::Field, field));
            steps.extend(self.parts(Way::Add, field));
        }
        steps
    }

    /// The steps for a field that stays.
    fn pair(&mut self, (old, new): Pair<'a>) -> Vec<Operation<'a>> {
        if let Some(why) = widening::refusal(self.pack, old, new) {
            let help = format!(
                "keep `{}`; or add another field, move the values there, and remove this one later",
                old.text
            );
            self.refuse(new, &why, &help);
            return Vec::new();
        }
        let mut steps = Vec::new();
        let renamed = old.name != new.name;
        let stays = |part| {
            !renamed
                && has(old, part) == has(new, part)
                && (part != Part::Reference || old.on_delete == new.on_delete)
        };
        let of = |parts: Vec<Operation<'a>>| {
            let changes = |step: &Operation<'a>| !matches!(step, Operation::Part { part, .. } if stays(*part));
            parts.into_iter().filter(changes).collect::<Vec<_>>()
        };
        steps.extend(of(self.parts(Way::Remove, old)));
        let (Some(old_value), Some(new_value)) =
            (value(self.old.1, &old.name), value(self.new.1, &new.name))
        else {
            return steps;
        };
        let resource = self.new.1;
        let differs = |text: &String| old_value["text"][text] != new_value["text"][text];
        if self.column.iter().any(differs)
            || old.optional != new.optional
            || old.on_delete != new.on_delete
        {
            let new = with_name_of(old_value, new_value);
            let old = old_value.clone();
            steps.push(Operation::Change { resource, old, new });
        }
        if renamed {
            let old = with_name_of(old_value, new_value);
            let new = new_value.clone();
            steps.push(Operation::Rename { resource, old, new });
        }
        steps.extend(of(self.parts(Way::Add, new)));
        steps
    }

    /// The steps for what belongs to the column of a field.
    fn parts(&self, way: Way, field: &Field) -> Vec<Operation<'a>> {
        [Part::Index, Part::Unique, Part::Reference]
            .into_iter()
            .filter(|part| has(field, *part))
            .filter_map(|part| self.part(way, part, field))
            .collect()
    }

    fn part(&self, way: Way, part: Part, field: &Field) -> Option<Operation<'a>> {
        let resource = if way == Way::Add {
            self.new.1
        } else {
            self.old.1
        };
        let field = value(resource, &field.name)?;
        Some(Operation::Part {
            resource,
            field,
            part,
            way,
        })
    }

    fn refuse(&mut self, field: &Field, why: &str, help: &str) {
        let resource = self.new.0.name();
        self.problems.push(
            Problem::new(format!("the field `{}` of `{resource}` {why}", field.name))
                .at(format!("{RESOURCES}{resource}.{}", field.name))
                .help(help),
        );
    }
}

/// Whether a field has an index, a constraint or a reference of its own.
fn has(field: &Field, part: Part) -> bool {
    let refers = field.target.is_some();
    match part {
        Part::Field => true,
        Part::Index => (field.index || refers) && !field.unique,
        Part::Unique => field.unique,
        Part::Reference => refers,
    }
}

/// A field as templates see it.
fn value<'a>(resource: &'a Value, name: &str) -> Option<&'a Value> {
    let mut fields = resource["fields"].as_array()?.iter();
    fields.find(|field| field["name"] == name)
}

/// The new field, with the name that it still has.
fn with_name_of(old: &Value, new: &Value) -> Value {
    let mut value = new.clone();
    for key in ["name", "column"] {
        value[key] = old[key].clone();
    }
    value
}

/// The text of a field that may be empty.
fn optional(field: &Field) -> String {
    let end = field.text.find(')').map_or_else(
        || field.text.find([' ', '=']).unwrap_or(field.text.len()),
        |at| at + 1,
    );
    let (kind, rest) = field.text.split_at(end);
    format!("{kind}?{rest}")
}
