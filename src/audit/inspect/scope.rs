//! The names in scope at a point of a template: those of the context, and those that the template defines.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{NameUse, name_uses, operand_tokens};
use super::shape::Shape;
use crate::generate::render::tags::{Tag, Token};

/// Names that Tera defines.
const BUILTIN_NAMES: [&str; 2] = ["loop", "body"];
/// Filters that keep the items of a list.
const LIST_FILTERS: [&str; 3] = ["sort", "reverse", "unique"];

/// Names that a template defines, the innermost last.
#[derive(Default)]
pub(super) struct Scope<'a> {
    given: Vec<BTreeMap<&'a str, Shape>>,
}

/// An unknown name: whether it is a variable or a field, its offset, and the known names.
pub(super) type UnknownName = (&'static str, usize, Vec<String>);

impl<'a> Scope<'a> {
    pub(super) fn local(&self, name: &str) -> Option<&Shape> {
        self.given.iter().rev().find_map(|given| given.get(name))
    }

    /// Enters or leaves the scope of a tag's names.
    pub(super) fn enter(&mut self, tag: &Tag<'a>, context: &Shape) {
        if self.given.is_empty() {
            self.given.push(BTreeMap::new());
        }
        let names = |from: usize, to: usize| -> Vec<&'a str> {
            let tokens = tag.tokens.get(from..to).unwrap_or_default();
            tokens
                .iter()
                .filter(|token| token.is_name())
                .map(|token| token.text)
                .collect()
        };
        match tag.word() {
            "for" => {
                let names = names(
                    1,
                    tag.tokens
                        .iter()
                        .position(|token| token.text == "in")
                        .unwrap_or(1),
                );
                let item = self.shape(operand_tokens(tag), context).item();
                let mut given = BTreeMap::new();
                if let [key, value] = names[..] {
                    given.insert(key, Shape::Plain);
                    given.insert(value, item);
                } else {
                    given.extend(names.first().map(|name| (*name, item)));
                }
                self.given.push(given);
            }
            "endfor" if self.given.len() > 1 => drop(self.given.pop()),
            setting @ ("set" | "set_global") => {
                let shape = self.shape(operand_tokens(tag), context);
                let at = if setting == "set" {
                    self.given.len() - 1
                } else {
                    0
                };
                if let (Some(given), Some(name)) = (self.given.get_mut(at), names(1, 2).first()) {
                    given.insert(name, shape);
                }
            }
            _ => {}
        }
    }

    /// The shape of an expression, if it is a plain name.
    fn shape(&self, tokens: &[Token<'a>], context: &Shape) -> Shape {
        let all = name_uses(tokens);
        let [used] = &all[..] else {
            return Shape::Unknown;
        };
        let rest = tokens.get(used.length..).unwrap_or_default();
        let same = rest.chunks(2).all(
            |pair| matches!(pair, [bar, filter] if bar.text == "|" && LIST_FILTERS.contains(&filter.text)),
        );
        match self.find(used, context) {
            Ok(shape) if same => shape.clone(),
            _ => Shape::Unknown,
        }
    }

    pub(super) fn find<'s>(
        &'s self,
        used: &NameUse<'_>,
        context: &'s Shape,
    ) -> Result<&'s Shape, UnknownName> {
        const UNKNOWN: &Shape = &Shape::Unknown;
        let first = used.parts[0];
        let Shape::Table(globals) = context else {
            return Ok(UNKNOWN);
        };
        let mut shape = match self.local(first.text).or_else(|| globals.get(first.text)) {
            Some(shape) => shape,
            None if BUILTIN_NAMES.contains(&first.text) => return Ok(UNKNOWN),
            None => {
                let given = self
                    .given
                    .iter()
                    .flat_map(BTreeMap::keys)
                    .map(|name| (*name).to_owned());
                let known: BTreeSet<String> = globals.keys().cloned().chain(given).collect();
                return Err(("Variable", first.at, known.into_iter().collect()));
            }
        };
        for part in &used.parts[1..] {
            shape = match shape {
                Shape::Unknown => return Ok(UNKNOWN),
                Shape::Table(known) => known
                    .get(part.text)
                    .ok_or_else(|| ("Field", part.at, known.keys().cloned().collect()))?,
                Shape::Plain | Shape::List(_) => return Err(("Field", part.at, Vec::new())),
            };
        }
        Ok(shape)
    }
}
