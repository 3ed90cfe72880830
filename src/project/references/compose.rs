//! Services, volumes and networks to which a service of a Compose file refers.

use std::collections::BTreeSet;

use super::{UnresolvedReference, is_plain};
use crate::core::tree::RelPath;
use crate::generate::locations::compose::{ComposeEntry, entries};

pub(super) fn is_scanned(path: &str) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end);
    let is_yaml = matches!(end, Some("yaml" | "yml"));
    is_yaml && (path.starts_with("compose.") || path.starts_with("docker-compose."))
}

pub(super) fn unresolved(
    texts: &[(&RelPath, String)],
    is_own: &dyn Fn(&RelPath) -> bool,
) -> Vec<UnresolvedReference> {
    let files: Vec<(&RelPath, Vec<ComposeEntry>)> = texts
        .iter()
        .filter(|(path, _)| is_scanned(path.as_str()))
        .map(|(path, text)| (*path, entries(text)))
        .collect();
    let all = || files.iter().flat_map(|(_, entries)| entries);
    // definitions of included files are not known here
    if all().any(|entry| entry.path[0] == "include") {
        return Vec::new();
    }
    let defined: BTreeSet<(&str, &str)> = all()
        .filter_map(|entry| match &entry.path[..] {
            [kind, name] => Some((kind.as_str(), name.as_str())),
            _ => None,
        })
        .chain([("networks", "default")])
        .collect();
    let mut found = Vec::new();
    for (path, entries) in files.iter().filter(|(path, _)| is_own(path)) {
        for (entry, (kind, word, name)) in entries
            .iter()
            .flat_map(|entry| names_used(entry).into_iter().map(move |used| (entry, used)))
        {
            if is_plain(name) && !defined.contains(&(kind, name)) {
                found.push(UnresolvedReference {
                    path: (*path).clone(),
                    line: entry.line,
                    what: format!("refers to the {word} `{name}`, which does not exist"),
                    help: format!("remove it, or add it below `{kind}:`"),
                });
            }
        }
    }
    found
}

/// Where each is defined, its kind, and its name.
fn names_used(entry: &ComposeEntry) -> Vec<(&'static str, &'static str, &str)> {
    let [services, _, key, rest @ ..] = &entry.path[..] else {
        return Vec::new();
    };
    if services != "services" {
        return Vec::new();
    }
    let (kind, word) = match key.as_str() {
        "depends_on" => ("services", "service"),
        "networks" => ("networks", "network"),
        "volumes" => ("volumes", "volume"),
        _ => return Vec::new(),
    };
    let names = match rest {
        [] if kind == "volumes" => {
            let mounts = words(&entry.value).into_iter();
            mounts
                .filter_map(|mount| Some(mount.split_once(":/")?.0))
                .collect()
        }
        [] => words(&entry.value),
        [key] if kind == "volumes" && key == "source" => vec![entry.value.as_str()],
        [name] if kind != "volumes" => vec![name.as_str()],
        _ => Vec::new(),
    };
    names.into_iter().map(|name| (kind, word, name)).collect()
}

/// The words of a value: a single one, or those of an unquoted list.
fn words(value: &str) -> Vec<&str> {
    match value
        .strip_prefix('[')
        .and_then(|list| list.strip_suffix(']'))
    {
        Some(list) => {
            let words = list
                .split(',')
                .map(|word| word.trim().trim_matches(['"', '\'']));
            words.collect()
        }
        None => vec![value],
    }
}
