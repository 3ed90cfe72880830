//! The common structure of the contexts of many selections: which names exist, not their values.

use std::collections::BTreeMap;

use tera::Value;

/// The type of a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Shape {
    /// Not seen in any context, so any type is possible.
    #[default]
    Unknown,
    /// Text or number, without fields.
    Plain,
    List(Box<Shape>),
    Table(BTreeMap<String, Shape>),
}

impl Shape {
    /// Adds the context of a selection.
    pub(super) fn add(&mut self, value: &Value) {
        if let Some(map) = value.as_map() {
            if !matches!(self, Self::Table(_)) {
                *self = Self::Table(BTreeMap::new());
            }
            if let Self::Table(known) = self {
                for (key, item) in map {
                    match known.get_mut(key.to_string().as_str()) {
                        Some(shape) => shape.add(item),
                        None => known.entry(key.to_string()).or_default().add(item),
                    }
                }
            }
        } else if let Some(items) = value.as_array() {
            if !matches!(self, Self::List(_) | Self::Table(_)) {
                *self = Self::List(Box::default());
            }
            if let Self::List(inner) = self {
                for item in items {
                    inner.add(item);
                }
            }
        } else if !value.is_none() && !value.is_undefined() && *self == Self::Unknown {
            *self = Self::Plain;
        }
    }

    /// The shape of the items in a loop.
    pub(super) fn item(&self) -> Self {
        match self {
            Self::List(inner) => (**inner).clone(),
            Self::Table(known) => known
                .values()
                .next()
                .cloned()
                .filter(|_| known.len() == 1)
                .unwrap_or_default(),
            Self::Unknown | Self::Plain => Self::Unknown,
        }
    }
}
