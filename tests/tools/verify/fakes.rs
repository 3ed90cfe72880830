//! Reports without an engine and without checkers: fake programs on PATH.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::{project, said, scratch, tierup};
use crate::trials::{Trial, trial};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify/cases")
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut cases: Vec<PathBuf> = fs::read_dir(cases())
        .expect("the cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 6, "only {} cases", cases.len());
    let told = cases.into_iter().map(|case| {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        trial(format!("case {name}"), None, move || check(&case))
    });
    let mut trials: Vec<Trial> = told.collect();
    trials.push(trial(
        "nothing is written into the project".to_owned(),
        None,
        untouched,
    ));
    trials.push(trial("JSON has stable keys".to_owned(), None, keys));
    trials
}

/// Only the programs of a case on PATH, and those that a shell script needs.
pub(crate) fn bin(case: &Path, folder: &Path) -> PathBuf {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    for entry in fs::read_dir(case.join("bin")).into_iter().flatten() {
        let from = entry.unwrap().path();
        let to = bin.join(from.file_name().unwrap());
        fs::copy(&from, &to).unwrap();
        fs::set_permissions(&to, fs::Permissions::from_mode(0o755)).unwrap();
    }
    bin
}

fn check(case: &Path) -> Result<(), String> {
    let folder = scratch();
    let text = fs::read_to_string(case.join("arguments")).map_err(|error| error.to_string())?;
    let mut lines = text.lines();
    let new: Vec<&str> = lines
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let verify: Vec<&str> = lines
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let project = project(folder.path(), "shop", &new);
    if let Ok(edit) = fs::read_to_string(case.join("edit")) {
        let [path, this, that] = *edit.lines().collect::<Vec<_>>() else {
            return Err("an edit is a path, a text and another".to_owned());
        };
        let kept = fs::read_to_string(project.join(path)).unwrap();
        assert!(kept.contains(this), "{path} has no {this}");
        fs::write(project.join(path), kept.replace(this, that)).unwrap();
    }
    let mut command = tierup(&project);
    command
        .args(["verify"])
        .args(&verify)
        .env("PATH", bin(case, folder.path()));
    command.env("TMPDIR", folder.path());
    let said = said(&mut command);
    let told = plain(
        &format!("{}{}exit {}\n", said.stdout, said.stderr, said.code),
        folder.path(),
    );
    let path = case.join("said.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &told).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if told == expected {
        Ok(())
    } else {
        Err(format!("expected\n{expected}\nbut it said\n{told}"))
    }
}

/// The text without times and random names.
fn plain(text: &str, folder: &Path) -> String {
    let text = text.replace(folder.to_str().unwrap(), "[SCRATCH]");
    let random = regex::Regex::new("tierup-verify-[0-9a-f]{8}").unwrap();
    let text = random
        .replace_all(&text, "tierup-verify-[WORD]")
        .into_owned();
    let times = regex::Regex::new(r"[0-9]+\.[0-9] s").unwrap();
    times.replace_all(&text, "0.0 s").into_owned()
}

/// Checks that no file changes.
fn untouched() -> Result<(), String> {
    let folder = scratch();
    let project = project(folder.path(), "shop", &[]);
    let before = files(&project);
    let bin = bin(&cases().join("all-well"), folder.path());
    said(tierup(&project.join("src")).arg("verify").env("PATH", bin)).ok();
    if files(&project) == before {
        Ok(())
    } else {
        Err("a file changed, came or went".to_owned())
    }
}

fn files(project: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(project).sort_by_file_name();
    let entries = entries.into_iter().map(|entry| entry.unwrap().into_path());
    entries
        .map(|path| (path.clone(), fs::read(&path).unwrap_or_default()))
        .collect()
}

fn keys() -> Result<(), String> {
    let folder = scratch();
    let project = project(folder.path(), "shop", &[]);
    let bin = bin(&cases().join("ruff-finds"), folder.path());
    let said = said(tierup(&project).args(["verify", "--json"]).env("PATH", bin));
    let document = said.json();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(
        keys(&document),
        [
            "project", "passed", "failed", "skipped", "ms", "checks", "boot", "cluster"
        ]
    );
    let check = document["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["name"] == "ruff check");
    let check = check.ok_or("no ruff check")?;
    assert_eq!(
        keys(check),
        ["name", "verdict", "ms", "commands", "said", "more", "rest"]
    );
    assert_eq!(check["verdict"], "failed");
    assert_eq!(check["commands"][0], "ruff check --no-cache");
    assert_eq!(
        check["said"][0],
        "src/shop/a.py:1:1: F401 `os` imported but unused"
    );
    assert_eq!(
        (said.code, &document["boot"]),
        (1, &serde_json::Value::Null)
    );
    Ok(())
}
