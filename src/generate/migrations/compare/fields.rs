//! From the fields that a resource has to those that it will have: the steps of a migration, or why there can be none.

use serde_json::Value;

use super::{FieldRename, Table};
use crate::core::answers::RESOURCES;
use crate::core::error::Problem;
use crate::generate::migrations::operation::{Operation, Part, Way};
use crate::generate::migrations::widening;
use crate::generate::resources::Field;
use crate::pack::Pack;

/// The fields of a resource before and after.
pub(super) struct Fields<'a, 'b> {
    pub pack: &'b Pack,
    pub column: &'b [String],
    pub old: Table<'a>,
    pub new: Table<'a>,
    pub problems: &'b mut Vec<Problem>,
}

/// A field, before and after.
type Pair<'a> = (&'a Field, &'a Field);

impl<'a> Fields<'a, '_> {
    /// The fields that stay, perhaps with another name.
    pub(super) fn pairs(&self, renames: &[FieldRename]) -> Vec<Pair<'a>> {
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

    /// Whether a value must be unique among other records than before, because they get, lose or change the owner's column.
    fn is_unique_among_others(&self, (old, new): &Pair<'a>) -> bool {
        let name = |table: Table<'a>| table.0.owner().map(|owner| owner.name.as_str());
        name(self.old) != name(self.new) && (old.unique || new.unique)
    }

    /// The steps that remove fields, and before them the constraints that are with the owner's column or will be.
    pub(super) fn removed(&self, pairs: &[Pair<'a>]) -> Vec<Operation<'a>> {
        let unique = pairs
            .iter()
            .filter(|pair| self.is_unique_among_others(pair));
        let constraints = unique.flat_map(|(old, _)| constraints(self.old.1, Way::Remove, old));
        let mut steps: Vec<Operation<'a>> = constraints.collect();
        let fields = self.old.0.fields.iter();
        let gone = fields.filter(|field| !pairs.iter().any(|(old, _)| old.name == field.name));
        steps.extend(gone.flat_map(|field| {
            let mut steps = parts(self.old.1, Way::Remove, field);
            steps.extend(part(self.old.1, Way::Remove, Part::Field, field));
            steps
        }));
        steps
    }

    /// The steps that rename, change and add fields.
    pub(super) fn changed(&mut self, pairs: &[Pair<'a>]) -> Vec<Operation<'a>> {
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
                let help = if field.owns {
                    format!("say whose they are: `{} = CALLER`", field.text)
                } else {
                    let optional = field.optional_text();
                    format!("give it a default, or let it be empty: `{optional}`")
                };
                self.refuse(
                    field,
                    "is required, and records that exist have no value for it",
                    &help,
                );
            }
            steps.extend(part(self.new.1, Way::Add, Part::Field, field));
            steps.extend(parts(self.new.1, Way::Add, field));
        }
        let unique = pairs
            .iter()
            .filter(|pair| self.is_unique_among_others(pair));
        steps.extend(unique.flat_map(|(_, new)| constraints(self.new.1, Way::Add, new)));
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
        let had = |field, part| has(field, part, self.old.0.owner().is_some());
        let has = |field, part| has(field, part, self.new.0.owner().is_some());
        let otherwise = self.is_unique_among_others(&(old, new));
        let stays = |part| {
            if otherwise && matches!(part, Part::Unique | Part::Reference) {
                return true; // its steps are before and after those of all fields
            }
            !renamed
                && had(old, part) == has(new, part)
                && (part != Part::Reference || old.on_delete == new.on_delete)
        };
        let of = |parts: Vec<Operation<'a>>| {
            let changes = |step: &Operation<'a>| !matches!(step, Operation::Part { part, .. } if stays(*part));
            parts.into_iter().filter(changes).collect::<Vec<_>>()
        };
        let mut removed = of(parts(self.old.1, Way::Remove, old));
        let mut added = of(parts(self.new.1, Way::Add, new));
        if has(new, Part::Reference) && stays(Part::Reference) {
            // it has an index at every moment
            steps.append(&mut added);
        }
        steps.append(&mut removed);
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
        steps.append(&mut added);
        steps
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

/// The steps for what belongs to the column of a field of `resource`. A reference needs its index, so it is added after
/// it and removed before it.
pub(super) fn parts<'a>(resource: &'a Value, way: Way, field: &Field) -> Vec<Operation<'a>> {
    let mut parts = [Part::Index, Part::Unique, Part::Reference];
    if way == Way::Remove {
        parts.reverse();
    }
    parts
        .into_iter()
        .filter(|part| has(field, *part, !resource["owner"].is_null()))
        .filter_map(|one| part(resource, way, one, field))
        .collect()
}

/// The steps for the constraints of a field: a reference may need the index that a unique constraint is.
fn constraints<'a>(resource: &'a Value, way: Way, field: &Field) -> Vec<Operation<'a>> {
    let mut parts = parts(resource, way, field);
    parts.retain(|step| matches!(step, Operation::Part { part, .. } if *part != Part::Index));
    parts
}

pub(super) fn part<'a>(
    resource: &'a Value,
    way: Way,
    part: Part,
    field: &Field,
) -> Option<Operation<'a>> {
    let field = value(resource, &field.name)?;
    Some(Operation::Part {
        resource,
        field,
        part,
        way,
    })
}

/// Whether a field has an index, a constraint or a reference of its own. A constraint is an index for the field, but not
/// if it begins with the column of an owner.
fn has(field: &Field, part: Part, is_owned: bool) -> bool {
    let refers = field.target.is_some();
    match part {
        Part::Field => true,
        Part::Index if is_owned => field.filters() || field.owns,
        Part::Index => (field.index || refers) && !field.unique,
        Part::Unique => field.unique,
        Part::Reference => refers,
    }
}

/// A field as templates see it.
pub(super) fn value<'a>(resource: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = resource["fields"].as_array()?.iter();
    let mut fields = fields.chain([&resource["owner"]]);
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
