//! A project's names: the display name, the Python package, the slug for hosts and images.

mod python;

use crate::core::error::Problem;
use crate::core::tree;
use crate::pack::reserved_names::ReservedNames;
use python::{BUILTINS, KEYWORDS, SOFT_KEYWORDS, STANDARD_LIBRARY};

/// Databases cut identifiers at 63 bytes, and the package is the name of the database and its user.
const MAX_PACKAGE: usize = 50;
const MAX_NAME: usize = 60;

/// Folders that tools create at the top of a generated project and that git ignores.
const OWN_FOLDERS: &str = "var build dist";

/// Names that `PostgreSQL` refuses for a user or already has as a database.
const ROLES_OF_DATABASES: [&str; 7] = [
    "none",
    "public",
    "template0",
    "template1",
    "current_user",
    "session_user",
    "current_role",
];

/// `Shop API` -> `shop_api`. `None` if no importable name is left.
#[must_use]
pub fn package_of(name: &str) -> Option<String> {
    if name.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
        return None;
    }
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let package = words.join("_");
    package
        .starts_with(|c: char| c.is_ascii_lowercase())
        .then_some(package)
}

/// `shop_api` -> `shop-api`, for hosts, images and the distribution's name.
#[must_use]
pub fn slug_of(package: &str) -> String {
    package.replace('_', "-")
}

/// The problem of a project's name, as the user typed it.
#[must_use]
pub fn check_project(name: &str) -> Option<Problem> {
    let refuse = |why: &str| {
        Some(
            Problem::new(format!("the project's name {name:?} {why}"))
                .help("name it with `--set project.name=\"Shop API\"`"),
        )
    };
    if name.trim().is_empty() {
        refuse("is empty")
    } else if name.trim() != name {
        refuse("begins or ends with a space")
    } else if name.chars().count() > MAX_NAME {
        refuse(&format!("is longer than {MAX_NAME} characters"))
    } else if name.chars().any(tree::unprintable) {
        refuse("holds a control character or one that cannot be seen")
    } else if !name.chars().any(char::is_alphanumeric) {
        refuse("has neither a letter nor a digit")
    } else {
        None
    }
}

/// The problem of a package's name; `reserved` are the pack's reserved names.
#[must_use]
pub fn check_package(package: &str, reserved: &ReservedNames) -> Option<Problem> {
    let refuse = |why: String| {
        Some(
            Problem::new(format!("the package name `{package}` {why}")).help(format!(
                "choose another: `--set project.package={}`",
                alternative(package, reserved)
            )),
        )
    };
    let identifier = package.starts_with(|c: char| c.is_ascii_lowercase())
        && package
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if package.is_empty() {
        refuse("is empty".to_owned())
    } else if !identifier {
        refuse(
            "is not a lower-case Python identifier (a letter, then letters, digits and `_`)"
                .to_owned(),
        )
    } else if package.ends_with('_') {
        refuse("ends with `_`, which image and distribution names must not".to_owned())
    } else if package.len() > MAX_PACKAGE {
        refuse(format!("is longer than {MAX_PACKAGE} characters"))
    } else if is_listed(KEYWORDS, package) {
        refuse("is a keyword of Python".to_owned())
    } else if is_listed(STANDARD_LIBRARY, package) {
        refuse("is a module of Python's standard library".to_owned())
    } else if is_listed(OWN_FOLDERS, package) {
        refuse("is a directory of the project".to_owned())
    } else if ROLES_OF_DATABASES.contains(&package) || package.starts_with("pg_") {
        refuse("is reserved by databases, and the database and its user have this name".to_owned())
    } else if let Some(why) = reserved.reason(package) {
        refuse(why.to_owned())
    } else if let Err(why) = tree::check_name(package) {
        refuse(why)
    } else {
        None
    }
}

/// Whether a name is a keyword of Python everywhere; soft keywords are names in most places.
#[must_use]
pub fn is_python_keyword(name: &str) -> bool {
    is_listed(KEYWORDS, name) && !is_listed(SOFT_KEYWORDS, name)
}

/// Whether a name is one that Python has built in.
#[must_use]
pub fn is_python_builtin(name: &str) -> bool {
    is_listed(BUILTINS, name)
}

fn is_listed(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}

/// A valid name similar to a refused one.
fn alternative(package: &str, reserved: &ReservedNames) -> String {
    let kept: String = package
        .to_ascii_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .take(MAX_PACKAGE - 8)
        .collect();
    let kept = kept.trim_matches('_');
    match kept.chars().next() {
        None => "my_service".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("app_{kept}"),
        // a reservation may cover all names with the same prefix
        Some(_) if reserved.reason(&format!("{kept}_app")).is_some() => format!("my_{kept}"),
        Some(_) => format!("{kept}_app"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_name_becomes_a_package() {
        for (name, package) in [
            ("shop", "shop"),
            ("Shop API", "shop_api"),
            ("  a--b ", "a_b"),
            ("v2.1 x", "v2_1_x"),
        ] {
            assert_eq!(package_of(name).as_deref(), Some(package));
        }
        assert_eq!(package_of("2fast"), None);
        assert_eq!(package_of("Größe"), None);
        assert_eq!(package_of("!!"), None);
    }

    #[test]
    fn every_offered_alternative_passes() {
        for package in [
            "test",
            "class",
            "2fast",
            "celery",
            "Shop-API",
            "",
            "con",
            "_x",
            "ä",
            "x_",
            "kube_system",
        ] {
            let mut reserved = ReservedNames::default();
            reserved.reserve("Celery", "is taken");
            reserved.reserve("kube-*", "is a namespace");
            assert!(check_package(package, &reserved).is_some(), "{package}");
            assert_eq!(
                check_package(&alternative(package, &reserved), &reserved),
                None,
                "{package}"
            );
        }
    }
}
