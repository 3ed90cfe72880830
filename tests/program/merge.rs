//! Merges of a user's edits with newer templates: each folder of `tests/merge` is a case. `base` is the old generated
//! tree, `mine` the edited one, `new` the new generated tree; `merged` and `steps.txt` are the expected result, `about`
//! describes the case. `BLESS=1 cargo test --test program merge::` rewrites the two.

mod in_place;
mod oracles;
mod typical;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fixtures::merged::merged;
use tierup::core::tree::{File, Mode, RelPath, Tree};
use tierup::project::merge::{Action, Step, unresolved};

#[test]
fn every_case_is_merged_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let cases = cases();
    assert!(cases.len() >= 30, "only {} cases", cases.len());
    let mut failures = Vec::new();
    for case in cases {
        let [base, mine, new] = ["base", "mine", "new"].map(|tree| read(&case.join(tree)));
        let (tree, steps) = merged(&base, &mine, &new);
        let told = tell(&steps);
        if bless {
            write(&case.join("merged"), &tree);
            fs::write(case.join("steps.txt"), &told).unwrap();
        }
        let expected = fs::read_to_string(case.join("steps.txt")).unwrap_or_default();
        if told != expected {
            failures.push(format!(
                "{}\n{told}\ninstead of\n{expected}",
                case.display()
            ));
        }
        let expected = read(&case.join("merged"));
        for path in tree.keys().chain(expected.keys()) {
            if tree.get(path) != expected.get(path) {
                let is = tree
                    .get(path)
                    .map(|file| (file.mode, String::from_utf8_lossy(&file.bytes)));
                failures.push(format!("{}: {path} is {is:#?}", case.display()));
            }
        }
        assert!(
            case.join("about").is_file(),
            "{} has no `about`",
            case.display()
        );
        for step in &steps {
            let lines: Vec<usize> = step
                .conflicts
                .iter()
                .map(|conflict| conflict.line)
                .collect();
            if let Some(file) = step
                .write
                .as_ref()
                .filter(|_| step.action == Action::Conflict)
            {
                let found = unresolved(&file.bytes);
                assert!(
                    lines.iter().all(|line| found.contains(line)),
                    "{}: {found:?}",
                    case.display()
                );
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/merge");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

/// A line per step, with its content below; without unchanged files.
fn tell(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps.iter().filter(|step| step.action != Action::Unchanged) {
        let action = serde_json::to_value(step.action).unwrap();
        writeln!(text, "{:<9} {}", action.as_str().unwrap(), step.path).unwrap();
        for conflict in &step.conflicts {
            let what = serde_json::to_value(conflict.what).unwrap();
            writeln!(
                text,
                "{:9} line {}: {}",
                "",
                conflict.line,
                what.as_str().unwrap()
            )
            .unwrap();
        }
        if let Some(from) = &step.from {
            writeln!(text, "{:9} from {from}", "").unwrap();
        }
        if let Some(note) = &step.note {
            writeln!(text, "{:9} {note}", "").unwrap();
        }
    }
    text
}

fn read(folder: &Path) -> Tree {
    let entries = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap();
            let bytes = fs::read(entry.path()).unwrap();
            let file = File {
                bytes: Cow::Owned(bytes),
                mode: mode(entry.path()),
            };
            (RelPath::new(path.replace('\\', "/")).unwrap(), file)
        })
        .collect()
}

fn write(folder: &Path, tree: &Tree) {
    let _ = fs::remove_dir_all(folder);
    for (path, file) in tree {
        let path = folder.join(path.as_str());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &file.bytes).unwrap();
        set_mode(&path, file.mode);
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> Mode {
    use std::os::unix::fs::PermissionsExt as _;
    match fs::metadata(path).unwrap().permissions().mode() & 0o100 {
        0 => Mode::Plain,
        _ => Mode::Executable,
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: Mode) {
    use std::os::unix::fs::PermissionsExt as _;
    let bits = if mode == Mode::Executable {
        0o755
    } else {
        0o644
    };
    fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Mode {
    Mode::Plain
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: Mode) {}
