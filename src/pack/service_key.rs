//! The place of a service's key in its manifest, for messages.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::layout::{CATALOG, MANIFESTS};
use super::{Pack, ReadContent};
use crate::core::place::Place;

/// The place of a key of a service that `folder` declares; for `[base]` the manifest is `catalog.toml`. Without line
/// and column if the text does not contain the key.
#[must_use]
pub(crate) fn place(
    pack: &Pack,
    read: &ReadContent<'_>,
    folder: &str,
    service: &str,
    key: &str,
) -> Place {
    let file = manifest(pack, folder);
    let place = pack.files.get(&file).and_then(|content| {
        let bytes = read(content).ok()?;
        let text = std::str::from_utf8(&bytes).ok()?;
        let span = value(text, folder == CATALOG, service, key)?;
        Some(Place::in_text(&file, text, span))
    });
    place.unwrap_or_else(|| format!("{file}: service `{service}`: {key}").into())
}

fn manifest(pack: &Pack, folder: &str) -> String {
    let [provider, part] = MANIFESTS;
    if folder == CATALOG {
        CATALOG.to_owned()
    } else if pack.parts.contains_key(folder) {
        format!("{folder}/{part}")
    } else {
        format!("{folder}/{provider}")
    }
}

/// The byte range of the key's value.
fn value(text: &str, in_base: bool, service: &str, key: &str) -> Option<Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    let mut table = root.get_ref();
    if in_base {
        table = as_table(table.get("base")?)?;
    }
    let services = as_array(table.get("services")?)?;
    let is_it = |table: &&DeTable<'_>| match table.get("name").map(Spanned::get_ref) {
        Some(DeValue::String(name)) => name == service,
        _ => false,
    };
    let found = services.iter().filter_map(as_table).find(is_it)?;
    Some(found.get(key)?.span())
}

fn as_table<'v, 'a>(value: &'v Spanned<DeValue<'a>>) -> Option<&'v DeTable<'a>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

fn as_array<'v, 'a>(value: &'v Spanned<DeValue<'a>>) -> Option<&'v DeArray<'a>> {
    match value.get_ref() {
        DeValue::Array(items) => Some(items),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::text::line_column;

    #[test]
    fn the_value_of_a_services_key_is_found_however_it_is_written() {
        let found = |text: &str, in_base, key| {
            value(text, in_base, "b", key).map(|span| line_column(text, span.start))
        };
        let text =
            "[[services]]\nname = \"a\"\ncpus = \"1\"\n[[services]]\nname = 'b'\ncpus = \"x\"\n";
        assert_eq!(found(text, false, "cpus"), Some((6, 8)));
        assert_eq!(found(text, false, "port"), None);
        assert_eq!(found(text, true, "cpus"), None);
        let text = "[base]\nservices = [{ name = \"b\", port = 0 }]\n";
        assert_eq!(found(text, true, "port"), Some((2, 34)));
    }
}
