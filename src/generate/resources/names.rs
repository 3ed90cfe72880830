//! The names of a resource: in Python, in the database, in addresses, in sentences.

use pluralizer::pluralize;
use serde::Serialize;

/// The names of a resource, derived from the one that is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Names {
    /// `order_line`
    pub name: String,
    /// `order_lines`: modules, tables.
    pub plural: String,
    /// `OrderLine`
    pub class: String,
    /// `OrderLines`
    pub classes: String,
    /// `order-lines`: addresses.
    pub path: String,
    /// `order line`: sentences.
    pub title: String,
    /// `order lines`: sentences.
    pub titles: String,
    /// `an`: the article before the title.
    pub article: &'static str,
}

impl Names {
    /// The names of a resource; `plural` instead of the usual one.
    #[must_use]
    pub fn of(name: &str, plural: Option<&str>) -> Self {
        let plural = plural.map_or_else(|| plural_of(name), str::to_owned);
        Self {
            class: class_of(name),
            classes: class_of(&plural),
            path: plural.replace('_', "-"),
            title: name.replace('_', " "),
            titles: plural.replace('_', " "),
            article: if name.starts_with(['a', 'e', 'i', 'o', 'u']) {
                "an"
            } else {
                "a"
            },
            name: name.to_owned(),
            plural,
        }
    }
}

/// The last word in the plural.
fn plural_of(name: &str) -> String {
    let (before, last) = name.rsplit_once('_').unwrap_or(("", name));
    let plural = pluralize(last, 2, false);
    if before.is_empty() {
        plural
    } else {
        format!("{before}_{plural}")
    }
}

/// `order_line` -> `OrderLine`
#[must_use]
pub(super) fn class_of(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_from_the_one_that_is_written() {
        let names = Names::of("order_line", None);
        assert_eq!(
            (
                names.plural.as_str(),
                names.class.as_str(),
                names.path.as_str()
            ),
            ("order_lines", "OrderLine", "order-lines")
        );
        for (one, many) in [
            ("person", "people"),
            ("category", "categories"),
            ("status", "statuses"),
            ("sales_tax", "sales_taxes"),
        ] {
            assert_eq!(Names::of(one, None).plural, many);
        }
        assert_eq!(Names::of("person", Some("persons")).plural, "persons");
        assert_eq!(Names::of("address", None).article, "an");
    }
}
