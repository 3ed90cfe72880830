//! The paths of added names in a file, by parsers that are independent of the merge.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use saphyr_parser::{Event, Parser};

/// The paths of all names with this mark; `None` if the text is invalid.
pub type Paths = Option<BTreeSet<String>>;

pub fn paths(path: &str, text: &str, mark: &str) -> Paths {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "yaml" | "yml" => yaml(text, mark),
        "toml" => toml(text, mark),
        "conf" => braces(text, mark),
        _ => recipes(text, mark),
    }
}

enum Open {
    Mapping {
        keys: BTreeSet<String>,
        key: Option<String>,
    },
    Sequence,
}

fn yaml(text: &str, mark: &str) -> Paths {
    let mut found = BTreeSet::new();
    let mut open: Vec<Open> = Vec::new();
    let mut document = String::new();
    for event in Parser::new_from_str(text) {
        let event = event.ok()?.0;
        let (word, starts) = match &event {
            Event::Scalar(word, ..) => (Some(word.to_string()), None),
            Event::Alias(..) => (Some("*".to_owned()), None),
            Event::MappingStart(..) => (
                None,
                Some(Open::Mapping {
                    keys: BTreeSet::new(),
                    key: None,
                }),
            ),
            Event::SequenceStart(..) => (None, Some(Open::Sequence)),
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                if let Some(Open::Mapping { key, .. }) = open.last_mut() {
                    *key = None;
                }
                continue;
            }
            _ => continue,
        };
        let path: Vec<&str> = open
            .iter()
            .map(|open| match open {
                Open::Mapping { key, .. } => key.as_deref().unwrap_or(""),
                Open::Sequence => "[]",
            })
            .collect();
        let path = path.join("/");
        if let Some(word) = &word {
            if path == "kind" || path == "metadata/name" {
                document = if path == "kind" {
                    word.clone()
                } else {
                    format!("{document} {word}")
                };
            }
            if word.contains(mark) {
                found.insert(format!("{document}: {path}/{word}"));
            }
        }
        match (open.last_mut(), word) {
            (Some(Open::Mapping { keys, key }), Some(word)) if key.is_none() => {
                if word != "<<" && !keys.insert(word.clone()) {
                    return None;
                }
                *key = Some(word);
            }
            (Some(Open::Mapping { key, .. }), Some(_)) => *key = None,
            _ => {}
        }
        open.extend(starts);
    }
    Some(found)
}

fn toml(text: &str, mark: &str) -> Paths {
    fn walk(value: &toml::Value, path: &str, mark: &str, found: &mut BTreeSet<String>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    if key.contains(mark) {
                        found.insert(format!("{path}/{key}"));
                    }
                    walk(value, &format!("{path}/{key}"), mark, found);
                }
            }
            toml::Value::Array(values) => {
                for value in values {
                    let name = value.get("id").or(value.get("module"));
                    walk(
                        value,
                        &format!("{path}/{}", name.map_or(String::new(), ToString::to_string)),
                        mark,
                        found,
                    );
                }
            }
            toml::Value::String(text) if text.contains(mark) => {
                found.insert(format!("{path}={text}"));
            }
            _ => {}
        }
    }
    let table: toml::Table = toml::from_str(text).ok()?;
    let mut found = BTreeSet::new();
    walk(&toml::Value::Table(table), "", mark, &mut found);
    Some(found)
}

/// The blocks of an NGINX configuration with one statement per line.
fn braces(text: &str, mark: &str) -> Paths {
    let mut open: Vec<&str> = Vec::new();
    let mut found = BTreeSet::new();
    for line in text.lines().map(str::trim) {
        if line.contains(mark) && !line.starts_with('#') {
            found.insert(format!("{}/{line}", open.join("/")));
        }
        if line.ends_with('{') && !line.starts_with('#') {
            open.push(line);
        } else if line == "}" {
            open.pop()?;
        }
    }
    open.is_empty().then_some(found)
}

/// The targets of a Makefile, and their recipes.
fn recipes(text: &str, mark: &str) -> Paths {
    let mut target = None;
    let mut found = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('\t') {
            target?;
        } else if !line.is_empty() {
            target = line.split(':').next();
        }
        if line.contains(mark) {
            found.insert(format!("{}/{line}", target.unwrap_or("")));
        }
    }
    Some(found)
}

const PYTHON: &str = r"
import ast, json, re, sys

def walk(node, path, mark, found):
    for child in ast.iter_child_nodes(node):
        name = getattr(child, 'name', None) or getattr(child, 'id', None) or getattr(child, 'value', None)
        here = path + [child.name] if isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) else path
        if isinstance(name, str):
            found.update('.'.join(path + [own]) for own in re.findall(mark + r'\w+', name))
        walk(child, here, mark, found)

mark, texts = json.load(sys.stdin)
answers = []
for text in texts:
    try:
        found = set()
        walk(ast.parse(text), [], mark, found)
        answers.append(sorted(found))
    except (SyntaxError, ValueError):
        answers.append(None)
json.dump(answers, sys.stdout)
";

/// The same for many Python texts at once; `None` without Python.
pub fn python(texts: &[String], mark: &str) -> Option<Vec<Paths>> {
    let mut child = Command::new("python3")
        .args(["-c", PYTHON])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let asked = serde_json::to_vec(&(mark, texts)).unwrap();
    child.stdin.take().unwrap().write_all(&asked).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}
