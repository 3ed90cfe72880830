//! The subset of JSON Schema that `schemars` generates for the types of manifests: objects, arrays, plain values,
//! choices, and alternatives of them.

use std::ops::RangeInclusive;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeArray, DeInteger, DeTable, DeValue};

/// A part of a schema, and the whole schema for its references.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schema<'s> {
    root: &'s Value,
    part: &'s Value,
}

impl<'s> Schema<'s> {
    pub(super) fn of(root: &'s Value) -> Self {
        Self { root, part: root }
    }

    fn part(self, part: &'s Value) -> Self {
        let target = part.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|path| self.root.pointer(path.strip_prefix('#')?));
        Self {
            part: target.unwrap_or(part),
            ..self
        }
    }

    /// The schema of the value of a key; `None` if there is no such key.
    pub(super) fn value_of(self, key: &str) -> Option<Self> {
        let property = self
            .part
            .get("properties")
            .and_then(|keys| keys.get(key))
            .map(|part| self.part(part));
        property.or_else(|| {
            let other = self.part.get("additionalProperties");
            let names = self.names();
            let allowed = names.is_none_or(|names| names.contains(&key));
            other
                .filter(|other| allowed && **other != Value::Bool(false))
                .map(|part| self.part(part))
        })
    }

    /// The allowed names of keys, if others are not allowed.
    pub(super) fn known_keys(self) -> impl Iterator<Item = &'s str> {
        let properties = self.part.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        properties
            .map(|(key, _)| key.as_str())
            .chain(self.names().into_iter().flatten())
    }

    fn names(self) -> Option<Vec<&'s str>> {
        let names = self.part.get("propertyNames")?;
        Some(self.part(names).choices())
    }

    pub(super) fn required(self) -> impl Iterator<Item = &'s str> {
        let keys = self.part.get("required").and_then(Value::as_array);
        keys.into_iter().flatten().filter_map(Value::as_str)
    }

    pub(super) fn items(self) -> Option<Self> {
        self.part.get("items").map(|part| self.part(part))
    }

    /// The alternatives without null: TOML has none.
    fn alternatives(self) -> Vec<Self> {
        let many = ["anyOf", "oneOf"].iter().find_map(|key| {
            let parts = self.part.get(key)?.as_array()?;
            Some(parts.iter().map(|part| self.part(part)))
        });
        match many {
            Some(parts) => parts.flat_map(Self::alternatives).collect(),
            None if self.kinds().eq(["null"]) => Vec::new(),
            None => vec![self],
        }
    }

    fn kinds(self) -> impl Iterator<Item = &'s str> {
        let kind = self.part.get("type");
        let one = kind.and_then(Value::as_str);
        let many = kind.and_then(Value::as_array).into_iter().flatten();
        one.into_iter().chain(many.filter_map(Value::as_str))
    }

    /// The allowed texts; empty if any is allowed.
    pub(super) fn choices(self) -> Vec<&'s str> {
        let of_one = |schema: Self| {
            let constant = schema.part.get("const");
            let list = schema.part.get("enum").and_then(Value::as_array);
            let all = constant.into_iter().chain(list.into_iter().flatten());
            all.filter_map(Value::as_str).collect::<Vec<_>>()
        };
        self.alternatives().into_iter().flat_map(of_one).collect()
    }

    /// The integers of the value's type; narrower bounds are checked elsewhere.
    pub(super) fn integers(self) -> RangeInclusive<i128> {
        match self.part.get("format").and_then(Value::as_str) {
            Some("uint8") => 0..=u8::MAX.into(),
            Some("uint16") => 0..=u16::MAX.into(),
            Some("uint32") => 0..=u32::MAX.into(),
            Some("int32") => i32::MIN.into()..=i32::MAX.into(),
            // TOML itself has no larger integers
            Some("uint64") => 0..=i64::MAX.into(),
            _ => i64::MIN.into()..=i64::MAX.into(),
        }
    }

    /// The alternative for a value of this type.
    pub(super) fn for_kind_of(self, value: &DeValue<'_>) -> Option<Self> {
        let kinds: &[&str] = match value {
            DeValue::String(_) => &["string"],
            DeValue::Integer(_) => &["integer", "number"],
            DeValue::Float(_) => &["number"],
            DeValue::Boolean(_) => &["boolean"],
            DeValue::Datetime(_) => &[],
            DeValue::Array(_) => &["array"],
            DeValue::Table(_) => &["object"],
        };
        let alternatives = self.alternatives();
        let fits = |schema: &Self| {
            schema.kinds().next().is_none() || schema.kinds().any(|kind| kinds.contains(&kind))
        };
        let found = alternatives.iter().copied().find(fits)?;
        // the choices of an enum are alternatives too
        Some(if self.choices().is_empty() {
            found
        } else {
            self
        })
    }

    /// The condition on a value, in words.
    pub(super) fn wanted(self) -> String {
        let mut words: Vec<&str> = Vec::new();
        let range = self.integers();
        let integer = match (range.start(), range.end()) {
            (0, most) if *most == i64::MAX.into() => "an integer of at least 0".to_owned(),
            (least, most) if *most == i64::MAX.into() && *least == i64::MIN.into() => {
                "an integer".to_owned()
            }
            (least, most) => format!("an integer from {least} to {most}"),
        };
        for kind in self.alternatives().into_iter().flat_map(Self::kinds) {
            let word = match kind {
                "string" => "a string",
                "integer" => &integer,
                "number" => "a number",
                "boolean" => "true or false",
                "array" => "an array",
                "object" => "a table",
                _ => continue,
            };
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.join(" or ")
    }

    /// The empty value of the type.
    pub(super) fn empty(self) -> DeValue<'static> {
        if let Some(first) = self.choices().first() {
            return DeValue::String((*first).to_owned().into());
        }
        let first = self.alternatives().into_iter().next().unwrap_or(self);
        match first.kinds().next() {
            Some("integer" | "number") => DeValue::Integer(DeInteger::default()),
            Some("boolean") => DeValue::Boolean(false),
            Some("array") => DeValue::Array(DeArray::new()),
            Some("object") => DeValue::Table(first.empty_table()),
            _ => DeValue::String("".into()),
        }
    }

    fn empty_table(self) -> DeTable<'static> {
        let entry = |key: &str| {
            let value = self.value_of(key)?.empty();
            let key = Spanned::new(0..0, key.to_owned().into());
            Some((key, Spanned::new(0..0, value)))
        };
        self.required().filter_map(entry).collect()
    }
}
