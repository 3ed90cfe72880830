//! Compares a TOML table with the JSON Schema of its type and reports every unknown or missing key and every value of
//! the wrong type, with its place. Repairs the table, so that the rest can be read: an unknown key is renamed to the
//! suggested one or removed, a wrong or missing value becomes an empty one.

use std::ops::Range;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::schema::Schema;
use crate::core::suggest;

/// The maximum number of characters of a value in a message.
const SHOWN: usize = 60;

/// A deviation from the schema.
#[derive(Debug)]
pub(super) struct Fault {
    /// Its byte range in the file.
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// All deviations of `table` from `schema`; repairs them.
pub(super) fn walk(table: &mut DeTable<'_>, schema: &Value) -> Vec<Fault> {
    let mut walk = Walk { faults: Vec::new() };
    // missing keys are reported at the start of the file
    walk.table(table, &(0..0), Schema::of(schema));
    walk.faults
}

struct Walk {
    faults: Vec<Fault>,
}

impl Walk {
    fn table(&mut self, table: &mut DeTable<'_>, span: &Range<usize>, schema: Schema<'_>) {
        let keys: Vec<(String, Range<usize>)> = table
            .keys()
            .map(|key| (key.get_ref().to_string(), key.span()))
            .collect();
        for (key, span) in keys {
            let known = schema.value_of(&key);
            let key = match known {
                Some(_) => key,
                None => match self.unknown(table, &key, &span, schema) {
                    Some(meant) => meant,
                    None => continue,
                },
            };
            if let (Some(value), Some(known)) = (table.get_mut(&*key), schema.value_of(&key)) {
                self.value(&format!("`{key}`"), value, known);
            }
        }
        for key in schema.required() {
            if table.contains_key(key) {
                continue;
            }
            let empty = schema.value_of(key).map(Schema::empty);
            let Some(empty) = empty else { continue };
            let help = format!("add it: `{key} = {}`", written(&empty));
            self.fault(span.clone(), format!("missing key `{key}`"), Some(help));
            table.insert(
                Spanned::new(0..0, key.to_owned().into()),
                Spanned::new(0..0, empty),
            );
        }
    }

    /// Reports an unknown key; renames it to the suggested one and returns that, or removes it.
    fn unknown(
        &mut self,
        table: &mut DeTable<'_>,
        key: &str,
        span: &Range<usize>,
        schema: Schema<'_>,
    ) -> Option<String> {
        let known: Vec<&str> = schema.known_keys().collect();
        let help = suggest::help(key, known.iter().copied());
        self.fault(span.clone(), format!("unknown key `{key}`"), Some(help));
        let old = table.remove(key)?;
        let meant = suggest::nearest(key, known).filter(|name| !table.contains_key(*name))?;
        table.insert(Spanned::new(span.clone(), meant.to_owned().into()), old);
        Some(meant.to_owned())
    }

    fn value(&mut self, name: &str, value: &mut Spanned<DeValue<'_>>, schema: Schema<'_>) {
        let span = value.span();
        let Some(schema) = schema.for_kind_of(value.get_ref()) else {
            let not = shown(value.get_ref());
            let message = format!("{name} must be {}, not {not}", schema.wanted());
            self.fault(span, message, None);
            *value.get_mut() = schema.empty();
            return;
        };
        match value.get_mut() {
            DeValue::Table(table) => self.table(table, &span, schema),
            DeValue::Array(items) => {
                if let Some(of_items) = schema.items() {
                    for item in items.iter_mut() {
                        self.value(&format!("an item of {}", bare(name)), item, of_items);
                    }
                }
            }
            DeValue::String(text) => {
                let allowed = schema.choices();
                if !allowed.is_empty() && !allowed.contains(&text.as_ref()) {
                    let message = format!("{name} cannot be `{text}`");
                    let help = suggest::help(text, allowed.iter().copied());
                    self.fault(span, message, Some(help));
                    *value.get_mut() = schema.empty();
                }
            }
            DeValue::Integer(number) => {
                let parsed = i128::from_str_radix(number.as_str(), number.radix()).ok();
                if parsed.is_none_or(|number| !schema.integers().contains(&number)) {
                    let wanted = schema.wanted();
                    self.fault(span, format!("{name} must be {wanted}, not {number}"), None);
                    *value.get_mut() = schema.empty();
                }
            }
            _ => {}
        }
    }

    fn fault(&mut self, span: Range<usize>, message: String, help: Option<String>) {
        self.faults.push(Fault {
            span,
            message,
            help,
        });
    }
}

/// The name of an array, also if it is an item of another array.
fn bare(name: &str) -> &str {
    name.trim_start_matches("an item of ")
}

/// A value as messages show it.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => {
            let short: String = text.chars().take(SHOWN).collect();
            let more = if short.len() < text.len() { ".." } else { "" };
            format!("the string {short:?}{more}")
        }
        DeValue::Integer(number) => format!("the integer {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "an array".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// An empty value, as it is written in a file.
fn written(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Array(_) => "[]".to_owned(),
        DeValue::Table(_) => "{}".to_owned(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Float(_) | DeValue::Datetime(_) => "0".to_owned(),
    }
}
