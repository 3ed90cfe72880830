//! Imports of modules of the project's own packages, and its settings.

use std::collections::BTreeMap;

use super::{ReferenceScope, UnresolvedReference};
use crate::core::tree::RelPath;

pub(super) fn is_scanned(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == "py")
}

/// An import statement.
struct Import {
    line: usize,
    /// Levels up, 1 for the file's own folder; 0 for an absolute name.
    up: usize,
    module: String,
    /// The imported names.
    names: Vec<String>,
}

pub(super) fn unresolved(
    scope: &ReferenceScope<'_>,
    texts: &[(&RelPath, String)],
    is_own: &dyn Fn(&RelPath) -> bool,
) -> Vec<UnresolvedReference> {
    let texts: BTreeMap<&str, &str> = texts
        .iter()
        .filter(|(path, _)| is_scanned(path.as_str()))
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let packages = packages(&texts);
    let mut found = Vec::new();
    for (path, text) in &texts {
        let Ok(path) = RelPath::new(*path) else {
            continue;
        };
        if !is_own(&path) {
            continue;
        }
        for import in imports(text) {
            let Some(folder) = place(&import, &path, &packages) else {
                continue;
            };
            for what in absent(scope, &import, &folder, &texts) {
                found.push(UnresolvedReference {
                    path: path.clone(),
                    line: import.line,
                    what: format!("imports `{what}`, which does not exist"),
                    help: "change the import, or write the module".to_owned(),
                });
            }
        }
        found.extend(settings(scope, &path, text, &texts));
    }
    found
}

/// The top-level packages by name, each with its folder.
fn packages<'a>(texts: &BTreeMap<&'a str, &str>) -> BTreeMap<&'a str, &'a str> {
    let folders = texts
        .keys()
        .filter_map(|path| path.strip_suffix("/__init__.py"));
    let outermost = folders.filter(|folder| {
        let above = folder.rsplit_once('/').map(|(above, _)| above);
        above.is_none_or(|above| !texts.contains_key(format!("{above}/__init__.py").as_str()))
    });
    outermost
        .map(|folder| (folder.rsplit('/').next().unwrap_or(folder), folder))
        .collect()
}

/// The path of the imported module, without its extension; `None` for other packages.
fn place(import: &Import, path: &RelPath, packages: &BTreeMap<&str, &str>) -> Option<String> {
    let mut parts = import.module.split('.').filter(|part| !part.is_empty());
    let mut folder = if import.up == 0 {
        (*packages.get(parts.next()?)?).to_owned()
    } else {
        let mut folder = path.as_str();
        for _ in 0..import.up {
            folder = folder.rsplit_once('/')?.0;
        }
        folder.to_owned()
    };
    for part in parts {
        folder.push('/');
        folder.push_str(part);
    }
    Some(folder)
}

/// The imported modules that do not exist.
fn absent(
    scope: &ReferenceScope<'_>,
    import: &Import,
    folder: &str,
    texts: &BTreeMap<&str, &str>,
) -> Vec<String> {
    let has = |module: &str| (scope.has)(&format!("{module}.py")) || (scope.has)(module);
    let module = format!("{}{}", ".".repeat(import.up), import.module);
    if !has(folder) {
        return vec![module];
    }
    let Some(init) = texts.get(format!("{folder}/__init__.py").as_str()) else {
        return Vec::new();
    };
    let dynamic = init.contains("__getattr__") || init.contains("import *");
    let names = import.names.iter();
    names
        .filter(|name| !dynamic && !has_word(init, name) && !has(&format!("{folder}/{name}")))
        .map(|name| {
            let dot = if module.ends_with('.') { "" } else { "." };
            format!("{module}{dot}{name}")
        })
        .collect()
}

fn has_word(text: &str, word: &str) -> bool {
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.any(|found| found == word)
}

/// Every import statement, except those below `try`, which may fail.
fn imports(text: &str) -> Vec<Import> {
    let mut imports = Vec::new();
    let mut lines = text.lines().enumerate();
    let (mut quoted, mut trying) = (None, None);
    while let Some((at, line)) = lines.next() {
        let code = line.trim();
        if let Some(quote) = quoted {
            if code.matches(quote).count() % 2 == 1 {
                quoted = None;
            }
            continue;
        }
        quoted = ["\"\"\"", "'''"]
            .into_iter()
            .find(|quote| code.matches(quote).count() % 2 == 1);
        if code.is_empty() || code.starts_with('#') {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        if trying.is_some_and(|outer| indent <= outer) {
            trying = None;
        }
        if code == "try:" && trying.is_none() {
            trying = Some(indent);
        }
        if trying.is_some_and(|outer| indent > outer) {
            continue;
        }
        let mut statement = without_comment(code).to_owned();
        if statement.starts_with("from ") && statement.contains('(') {
            while !statement.contains(')') {
                let Some((_, more)) = lines.next() else { break };
                statement.push(' ');
                statement.push_str(without_comment(more.trim()));
            }
        }
        imports.extend(parsed(&statement, at + 1));
    }
    imports
}

fn without_comment(code: &str) -> &str {
    code.split('#').next().unwrap_or(code).trim_end()
}

fn parsed(statement: &str, line: usize) -> Vec<Import> {
    let first_word = |text: &str| {
        let name = text.split_whitespace().next().unwrap_or_default();
        name.to_owned()
    };
    if let Some(rest) = statement.strip_prefix("import ") {
        let modules = rest
            .split(',')
            .map(first_word)
            .filter(|name| super::is_plain(name));
        let import = |module| Import {
            line,
            up: 0,
            module,
            names: Vec::new(),
        };
        return modules.map(import).collect();
    }
    let Some((module, names)) = statement
        .strip_prefix("from ")
        .and_then(|rest| rest.split_once(" import "))
    else {
        return Vec::new();
    };
    let up = module.len() - module.trim_start_matches('.').len();
    let names = names
        .trim_matches(['(', ')', ' '])
        .split(',')
        .map(first_word);
    let names = names
        .filter(|name| !name.is_empty() && name != "*")
        .collect();
    let module = module.trim_start_matches('.').trim().to_owned();
    vec![Import {
        line,
        up,
        module,
        names,
    }]
}

/// Used attributes of the settings that are not defined here, among those that templates may define.
fn settings(
    scope: &ReferenceScope<'_>,
    path: &RelPath,
    text: &str,
    texts: &BTreeMap<&str, &str>,
) -> Vec<UnresolvedReference> {
    let is_defined = |name: &str| {
        let field = format!("{name}:");
        let mut lines = texts.values().flat_map(|text| text.lines());
        lines.any(|line| line.trim_start().starts_with(&field))
    };
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mut parts = line.split("settings").skip(1);
        let used = parts.find_map(|part| {
            let name = part.trim_start_matches("()").strip_prefix('.')?;
            let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            scope.settings.get(&name[..end.unwrap_or(name.len())])
        });
        if let Some(name) = used.filter(|name| !is_defined(name)) {
            found.push(UnresolvedReference {
                path: path.clone(),
                line: at + 1,
                what: format!("uses the setting `{name}`, which does not exist"),
                help: "remove it, or add the setting".to_owned(),
            });
        }
    }
    found
}
