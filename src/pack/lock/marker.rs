//! Environment markers: under which conditions a distribution is needed.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// The markers along a dependency path: all must be true.
pub(super) type MarkerPath<'a> = BTreeSet<&'a str>;

/// The condition that any of the paths is needed; `None` if one of them has no markers.
pub(super) fn marker(paths: &BTreeSet<MarkerPath<'_>>) -> Option<String> {
    let shortest = paths.iter().filter(|path| {
        !paths
            .iter()
            .any(|other| other != *path && other.is_subset(path))
    });
    let mut alternatives = Vec::new();
    for path in shortest {
        let all: Vec<Cow<'_, str>> = path
            .iter()
            .map(|marker| grouped(marker, path.len() > 1))
            .collect();
        if all.is_empty() {
            return None;
        }
        alternatives.push(all.join(" and "));
    }
    Some(alternatives.join(" or "))
}

/// Adds parentheses around `or`, which has lower precedence than `and`.
fn grouped(marker: &str, among_others: bool) -> Cow<'_, str> {
    if among_others && marker.contains(" or ") {
        Cow::Owned(format!("({marker})"))
    } else {
        Cow::Borrowed(marker)
    }
}
