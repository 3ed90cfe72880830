//! A manifest that is mended as its problems are found, so that the next one shows: what is not known is taken out
//! or takes the name that was meant, what is wrong or missing becomes a blank of a kind that fits.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeInteger, DeTable, DeValue, Deserializer, Error};

use super::{quoted, unknown};
use crate::core::suggest;

/// What is left of a manifest.
pub(super) struct Draft<'a> {
    root: Spanned<DeValue<'a>>,
    /// What stands for what was wrong or missing: its own place, and how many kinds of value were tried there.
    blanks: Vec<(Range<usize>, usize)>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(table: Spanned<DeTable<'a>>) -> Self {
        Self {
            root: Spanned::new(table.span(), DeValue::Table(table.into_inner())),
            blanks: Vec::new(),
        }
    }

    pub(super) fn value<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let DeValue::Table(table) = self.root.get_ref() else {
            return T::deserialize(Deserializer::from(Spanned::new(0..0, DeTable::new())));
        };
        T::deserialize(Deserializer::from(Spanned::new(
            self.root.span(),
            table.clone(),
        )))
    }

    /// Whether the error is about a blank, which has become one of another kind.
    pub(super) fn next_blank(&mut self, error: &Error) -> bool {
        let Some(span) = error.span() else {
            return false;
        };
        let Some(blank) = self.blanks.iter_mut().find(|(place, _)| *place == span) else {
            return false;
        };
        blank.1 += 1;
        let Some(kind) = blank_value(error.message(), blank.1) else {
            return false;
        };
        let Some(value) = find(&mut self.root, &span) else {
            return false;
        };
        *value.get_mut() = kind;
        true
    }

    /// Takes out or fills in what the error is about; false where it is not found.
    pub(super) fn mend(&mut self, error: &Error) -> bool {
        let (Some(span), message) = (error.span(), error.message()) else {
            return false;
        };
        if let Some((name, known)) =
            unknown(message).filter(|_| message.starts_with("unknown field"))
        {
            return rename(&mut self.root, &span, suggest::nearest(name, known));
        }
        // no text is as long, so that no place in it is taken for this one
        let place = usize::MAX - self.blanks.len();
        let place = place..place;
        let Some(value) = blank_value(message, 0) else {
            return false;
        };
        let missing = message.strip_prefix("missing field").map(quoted);
        let filled = match missing.as_deref().and_then(<[&str]>::first) {
            Some(name) => insert(
                &mut self.root,
                &span,
                name,
                Spanned::new(place.clone(), value),
            ),
            None => find(&mut self.root, &span)
                .map(|old| *old = Spanned::new(place.clone(), value))
                .is_some(),
        };
        self.blanks.push((place, 0));
        filled
    }
}

/// A value that may be what is asked for: a kind that the message names, or else one after another.
fn blank_value(message: &str, tried: usize) -> Option<DeValue<'static>> {
    if let Some((_, known)) = unknown(message) {
        return known
            .first()
            .map(|name| DeValue::String((*name).to_owned().into()));
    }
    match tried {
        0 => Some(DeValue::String("".into())),
        1 => Some(DeValue::Array(DeArray::new())),
        2 => Some(DeValue::Table(DeTable::new())),
        3 => Some(DeValue::Integer(DeInteger::default())),
        4 => Some(DeValue::Boolean(false)),
        _ => None,
    }
}

/// The innermost value at a place.
fn find<'v, 'a>(
    value: &'v mut Spanned<DeValue<'a>>,
    span: &Range<usize>,
) -> Option<&'v mut Spanned<DeValue<'a>>> {
    if inner(value).any(|below| holds(below, span)) {
        return inner_mut(value).find_map(|below| find(below, span));
    }
    (value.span() == *span).then_some(value)
}

fn holds(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    value.span() == *span || inner(value).any(|below| holds(below, span))
}

/// Gives the entry whose key stands at a place the name that was meant, or takes it out.
fn rename(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>, meant: Option<&str>) -> bool {
    if let DeValue::Table(table) = value.get_mut() {
        let name = table.keys().find(|key| key.span() == *span);
        if let Some(name) = name.map(|key| key.get_ref().clone().into_owned()) {
            let old = table.remove(name.as_str());
            if let (Some(meant), Some(old)) = (meant.filter(|name| !table.contains_key(*name)), old)
            {
                table.insert(Spanned::new(span.clone(), meant.to_owned().into()), old);
            }
            return true;
        }
    }
    inner_mut(value).any(|below| rename(below, span, meant))
}

/// Gives a name to the table at a place that has none of that name.
fn insert<'a>(
    value: &mut Spanned<DeValue<'a>>,
    span: &Range<usize>,
    name: &str,
    new: Spanned<DeValue<'a>>,
) -> bool {
    let place = new.span();
    let Some(table) = lacking(value, span, name) else {
        return false;
    };
    table.insert(Spanned::new(place, name.to_owned().into()), new);
    true
}

fn lacking<'v, 'a>(
    value: &'v mut Spanned<DeValue<'a>>,
    span: &Range<usize>,
    name: &str,
) -> Option<&'v mut DeTable<'a>> {
    let lacks =
        |value: &DeValue<'_>| matches!(value, DeValue::Table(table) if !table.contains_key(name));
    if value.span() == *span && lacks(value.get_ref()) {
        let DeValue::Table(table) = value.get_mut() else {
            return None;
        };
        return Some(table);
    }
    inner_mut(value).find_map(|below| lacking(below, span, name))
}

fn inner<'v, 'a>(
    value: &'v Spanned<DeValue<'a>>,
) -> Box<dyn Iterator<Item = &'v Spanned<DeValue<'a>>> + 'v> {
    match value.get_ref() {
        DeValue::Table(table) => Box::new(table.values()),
        DeValue::Array(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

fn inner_mut<'v, 'a>(
    value: &'v mut Spanned<DeValue<'a>>,
) -> Box<dyn Iterator<Item = &'v mut Spanned<DeValue<'a>>> + 'v> {
    match value.get_mut() {
        DeValue::Table(table) => Box::new(table.iter_mut().map(|(_, value)| value)),
        DeValue::Array(items) => Box::new(items.iter_mut()),
        _ => Box::new(std::iter::empty()),
    }
}
