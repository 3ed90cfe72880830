//! A requirement as manifests and the lock write it: `name[extra]==version; marker`.

/// A requirement, split into its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Requirement<'a> {
    pub(super) name: &'a str,
    pub(super) extras: &'a str,
    pub(super) version: Option<&'a str>,
    pub(super) marker: Option<&'a str>,
}

impl<'a> Requirement<'a> {
    pub(super) fn parse(text: &'a str) -> Self {
        let (pin, marker) = split(text, ";");
        let (full, version) = split(pin, "==");
        let (name, extras) = split(full, "[");
        Self {
            name,
            extras: extras.unwrap_or_default().trim_end_matches(']'),
            version,
            marker,
        }
    }
}

fn split<'a>(text: &'a str, at: &str) -> (&'a str, Option<&'a str>) {
    match text.split_once(at) {
        Some((before, after)) => (before.trim(), Some(after.trim())),
        None => (text.trim(), None),
    }
}

/// The name of the distribution of a pin.
#[must_use]
pub fn name(pin: &str) -> String {
    normal(Requirement::parse(pin).name)
}

/// A distribution's name, normalized as package indexes do.
pub(super) fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for part in name.split(['-', '_', '.']).filter(|part| !part.is_empty()) {
        if !normal.is_empty() {
            normal.push('-');
        }
        normal.push_str(&part.to_ascii_lowercase());
    }
    normal
}
