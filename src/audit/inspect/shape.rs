//! What the contexts of many selections have in common: which names there are below which, not what they hold.

use std::collections::BTreeMap;

use tera::Value;

/// What may stand at a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Shape {
    /// Nothing was seen of it, so anything may be.
    #[default]
    Unknown,
    /// Text, a number: nothing below it.
    Plain,
    List(Box<Shape>),
    Table(BTreeMap<String, Shape>),
}

impl Shape {
    /// Takes in what one selection has.
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

    /// What a loop over it sees.
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
