//! The distributions that a project depends on, by its requirements files, `pyproject.toml`, `Pipfile` or `setup.cfg`.

use toml::{Table, Value};

/// The normalized names (PEP 503) in a file; none if it does not name dependencies.
pub(super) fn named_in(path: &str, text: &str) -> Vec<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let names: Vec<String> = match name {
        "pyproject.toml" => parsed(text)
            .map(|table| of_pyproject(&table))
            .unwrap_or_default(),
        "Pipfile" => parsed(text)
            .map(|table| keys(table.get("packages")))
            .unwrap_or_default(),
        "setup.cfg" => of_setup_cfg(text),
        _ if is_requirements(path, name) => text.lines().filter_map(requirement).collect(),
        _ => Vec::new(),
    };
    names.iter().map(|name| normalized(name)).collect()
}

/// `requirements.txt`, `requirements-prod.txt`, `requirements/base.txt`.
fn is_requirements(path: &str, name: &str) -> bool {
    let is_list = matches!(name.rsplit_once('.'), Some((_, "txt" | "in")));
    is_list && (name.starts_with("requirements") || path.contains("requirements/"))
}

fn parsed(text: &str) -> Option<Table> {
    text.parse().ok()
}

fn of_pyproject(table: &Table) -> Vec<String> {
    let project = table
        .get("project")
        .and_then(|project| project.get("dependencies"));
    let poetry = table
        .get("tool")
        .and_then(|tool| tool.get("poetry")?.get("dependencies"));
    let mut names = keys(poetry);
    let listed = project.and_then(Value::as_array).into_iter().flatten();
    names.extend(listed.filter_map(|line| requirement(line.as_str()?)));
    names
}

fn keys(table: Option<&Value>) -> Vec<String> {
    let table = table.and_then(Value::as_table).into_iter().flatten();
    table.map(|(name, _)| name.clone()).collect()
}

/// The lines of `install_requires`.
fn of_setup_cfg(text: &str) -> Vec<String> {
    let after = text
        .lines()
        .skip_while(|line| !line.starts_with("install_requires"));
    let lines = after
        .skip(1)
        .take_while(|line| line.starts_with([' ', '\t']));
    lines.filter_map(requirement).collect()
}

/// The name that a requirement begins with (PEP 508).
fn requirement(line: &str) -> Option<String> {
    let line = line.trim();
    let end = line
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(line.len());
    let name = &line[..end];
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    (is_name && !line[end..].starts_with(':')).then(|| name.to_owned())
}

fn normalized(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_list_is_read() {
        for (path, text, names) in [
            (
                "requirements.txt",
                "# web\nFlask>=3\n-r other.txt\npsycopg[binary]==3.3 ; python_version > '3'\nhttps://a.example/b.whl\n",
                vec!["flask", "psycopg"],
            ),
            (
                "requirements/base.txt",
                "Django==5\nzope.interface\n",
                vec!["django", "zope-interface"],
            ),
            ("notes.txt", "Flask\n", vec![]),
            (
                "pyproject.toml",
                "[project]\ndependencies = [\"fastapi[standard]>=0.1\"]\n[tool.poetry.dependencies]\npython = \"^3.11\"\nSQLAlchemy = \"2\"\n",
                vec!["python", "sqlalchemy", "fastapi"],
            ),
            ("pyproject.toml", "not = [toml", vec![]),
            (
                "Pipfile",
                "[packages]\ncelery = \"*\"\n[dev-packages]\npytest = \"*\"\n",
                vec!["celery"],
            ),
            (
                "setup.cfg",
                "[options]\ninstall_requires =\n    flask\n    redis>=5\nzip_safe = no\n",
                vec!["flask", "redis"],
            ),
        ] {
            assert_eq!(named_in(path, text), names, "{path}");
        }
    }
}
