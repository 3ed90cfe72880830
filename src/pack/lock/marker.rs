//! Environment markers: under which conditions a distribution is needed.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// The markers on one way to a distribution: all of them must hold.
pub(super) type Way<'a> = BTreeSet<&'a str>;

/// The condition that one of the ways holds; `None` where one of them always does.
pub(super) fn marker(ways: &BTreeSet<Way<'_>>) -> Option<String> {
    let shortest = ways.iter().filter(|way| {
        !ways
            .iter()
            .any(|other| other != *way && other.is_subset(way))
    });
    let mut alternatives = Vec::new();
    for way in shortest {
        let all: Vec<Cow<'_, str>> = way
            .iter()
            .map(|marker| grouped(marker, way.len() > 1))
            .collect();
        if all.is_empty() {
            return None;
        }
        alternatives.push(all.join(" and "));
    }
    Some(alternatives.join(" or "))
}

/// `or` binds less than the `and` around it.
fn grouped(marker: &str, among_others: bool) -> Cow<'_, str> {
    if among_others && marker.contains(" or ") {
        Cow::Owned(format!("({marker})"))
    } else {
        Cow::Borrowed(marker)
    }
}
