//! The names that a package may not have with this pack, for any selection: a project may change its selection later.

use crate::core::error::Result;
use crate::pack::layout::{ALWAYS, MANIFESTS, PACKAGE_SEGMENT};
use crate::pack::reserved_names::ReservedNames;
use crate::pack::{Pack, ReadContent, lock, slots, tables};

const DEPENDENCY: &str = "is a package that the project depends on";
const USED: &str = "is the name of a package, module or service that the project uses";
const FILE: &str = "is a file or directory of the project";
const SERVICE: &str = "is the name of a service of the project";
const IMAGE: &str = "is the name of an image that the project uses";

/// Folders of the generated project from which Python imports modules.
const ROOTS: [&str; 2] = ["src", "tests"];

/// The reserved names.
///
/// # Errors
/// When the lock cannot be read.
pub(super) fn reserved_names(pack: &Pack, read: &ReadContent<'_>) -> Result<ReservedNames> {
    let mut reserved = ReservedNames::default();
    for path in pack.files.keys() {
        for name in modules(path) {
            reserved.reserve(name, FILE);
        }
    }
    for content in pack.layers().filter_map(|layer| layer.get(lock::PATH)) {
        let text = read(content)?;
        for name in lock::names(&String::from_utf8_lossy(&text)) {
            reserved.reserve(name, DEPENDENCY);
        }
    }
    for name in &pack.catalog.taken_names {
        reserved.reserve(name, USED);
    }
    let manifests = pack.providers.values().chain(pack.parts.values());
    for service in manifests.flat_map(|manifest| &manifest.services) {
        reserved.reserve(&service.name, SERVICE);
        let image = service.image.as_deref().unwrap_or_default();
        let name = image.rsplit('/').next().unwrap_or_default();
        reserved.reserve(name.split([':', '@']).next().unwrap_or_default(), IMAGE);
    }
    Ok(reserved)
}

/// The names under which Python, or a tool, finds a generated file at the top of the project or of a folder with
/// modules.
fn modules(template: &str) -> impl Iterator<Item = &str> {
    let mut parts = template.split('/');
    let folders = usize::from(parts.next() != Some(ALWAYS));
    let mut inner = parts.skip(folders);
    let first = inner.next();
    let is_text = |name: &str| {
        [slots::FOLDER, tables::FOLDER].contains(&format!("{name}/").as_str()) && folders > 0
    };
    let is_file = |name: &&str| match inner.clone().next() {
        None => !MANIFESTS.contains(name),
        Some(_) => !is_text(name),
    };
    let first = first.filter(is_file);
    let second = inner.next().filter(|name| {
        first.is_some_and(|first| ROOTS.contains(&first)) && *name != PACKAGE_SEGMENT
    });
    first
        .into_iter()
        .chain(second)
        .map(|name| name.split('.').next().unwrap_or_default())
        .filter(|name| !name.starts_with("__"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_at_the_top_and_in_the_folders_of_modules() {
        for (template, expected) in [
            ("project/benchmarks/run.py.tera", &["benchmarks"][..]),
            ("project/tests/conftest.py", &["tests", "conftest"]),
            ("web/django/src/manage.py", &["src", "manage"]),
            ("parts/a/src/_package_/models/x.py", &["src"]),
            ("project/.gitignore", &[""]),
            ("web/flask/provider.toml", &[]),
            ("web/flask/slots/readme.md.tera", &[]),
            ("project/slots/readme.md", &["slots"]),
            ("project/tests/__init__.py", &["tests"]),
            ("catalog.toml", &[]),
        ] {
            assert_eq!(
                modules(template).collect::<Vec<_>>(),
                expected,
                "{template}"
            );
        }
    }
}
