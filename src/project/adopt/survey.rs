//! The files of a project in which signs are looked for.

use std::collections::BTreeSet;

use regex::Regex;

use super::distributions;
use crate::core::tree::Tree;

/// Ends of the names of files with signs.
const ENDS: [&str; 11] = [
    ".py", ".toml", ".txt", ".cfg", ".ini", ".in", ".yml", ".yaml", ".lock", ".example", "Pipfile",
];
/// Folders and beginnings of names whose Python code does not run in production.
const ASIDE: [&str; 8] = [
    "test",
    "tests",
    "docs",
    "doc",
    "examples",
    "benchmarks",
    "migrations",
    "scripts",
];

/// What is known about an existing project.
#[derive(Debug, Default)]
pub struct Survey {
    /// Path and text of each file; those near the root first.
    pub(super) files: Vec<(String, String)>,
    /// The normalized names of the distributions that it depends on.
    pub(super) distributions: BTreeSet<String>,
    /// The images of its Compose files, without tag and registry.
    pub(super) images: BTreeSet<String>,
}

/// Whether the file at `path` is looked at.
#[must_use]
pub fn is_surveyed(path: &str) -> bool {
    ENDS.iter().any(|end| path.ends_with(end)) && !is_aside(path)
}

impl Survey {
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let text = |(path, file): (&crate::core::tree::RelPath, &crate::core::tree::File)| {
            let text = String::from_utf8(file.bytes.to_vec()).ok()?;
            let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
            is_surveyed(path.as_str()).then(|| (path.as_str().to_owned(), text))
        };
        let mut files: Vec<(String, String)> = tree.iter().filter_map(text).collect();
        files.sort_by_key(|(path, _)| (path.matches('/').count(), path.clone()));
        Self {
            distributions: files
                .iter()
                .flat_map(|(path, text)| distributions::named_in(path, text))
                .collect(),
            images: files
                .iter()
                .filter(|(path, _)| is_compose(path))
                .flat_map(|(_, text)| images(text))
                .collect(),
            files,
        }
    }
}

fn is_aside(path: &str) -> bool {
    path.split('/')
        .any(|part| ASIDE.contains(&part) || part.starts_with("test_") || part == "conftest.py")
}

fn is_compose(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_yaml = matches!(name.rsplit_once('.'), Some((_, "yml" | "yaml")));
    let begins = ["compose.", "compose-", "docker-compose"];
    is_yaml && begins.iter().any(|begin| name.starts_with(begin))
}

/// The images that a Compose file names: `postgres` for `docker.io/library/postgres:18`.
fn images(text: &str) -> Vec<String> {
    let Ok(line) = Regex::new(r#"(?m)^\s*image:\s*["']?([^\s"'#]+)"#) else {
        return Vec::new();
    };
    let bare = |image: &str| {
        let (image, _) = image.split_once('@').unwrap_or((image, ""));
        let (folder, name) = image.rsplit_once('/').unwrap_or(("", image));
        let (name, _) = name.split_once(':').unwrap_or((name, ""));
        let owner = folder.rsplit('/').next().unwrap_or_default();
        match owner {
            "" | "library" => name.to_owned(),
            owner => format!("{owner}/{name}"),
        }
    };
    let found = line.captures_iter(text);
    found
        .filter_map(|found| Some(bare(found.get(1)?.as_str())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_lose_tag_and_registry() {
        let text = "services:\n  a:\n    image: postgres:18\n  b:\n    image: \"docker.io/library/redis@sha256:1\"\n  c:\n    image: localhost:5000/postgis/postgis:17 # x\n";
        assert_eq!(images(text), ["postgres", "redis", "postgis/postgis"]);
    }

    #[test]
    fn tests_and_documents_are_not_looked_at() {
        for path in [
            "app.py",
            "a/b.py",
            "requirements.txt",
            "compose.yaml",
            "latest/app.py",
        ] {
            assert!(is_surveyed(path), "{path}");
        }
        for path in [
            "tests/app.py",
            "a/test_b.py",
            "conftest.py",
            "docs/conf.py",
            "a.js",
        ] {
            assert!(!is_surveyed(path), "{path}");
        }
    }
}
