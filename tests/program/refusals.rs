//! Bad inputs: each folder of `tests/refusals` is one, with its whole output. A case contains `command` (the arguments
//! of `tierup`, quoted as for a shell), `in/` and `stdin` if necessary, `stderr` and `code`, and `json` if the JSON
//! output is compared too. `BLESS=1 cargo test --test program refusals::` rewrites the output.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::support::{Said, copy, run, scratch, tierup};

/// A case runs in a folder of its own parent folder, so that `..` is separate too.
const HERE: &str = "here";
const SCRATCH: &str = "[SCRATCH]";

#[test]
fn every_bad_input_is_refused_with_its_whole_message_and_changes_nothing() {
    let cases = cases();
    assert!(cases.len() >= 50, "only {} cases", cases.len());
    let failures: Vec<String> = cases.iter().flat_map(|case| check(case)).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

#[test]
fn the_command_that_is_offered_without_a_terminal_works() {
    let folder = scratch();
    for arguments in [
        &["new", "shop"][..],
        &["new", "Shop API", "--no-git", "db=sqlite"],
        &[
            "new",
            "shop two",
            "--set",
            "project.name=It's two",
            "--no-git",
        ],
        &["new", "--no-git", "--", "-dashed"],
    ] {
        let refused = run(folder.path(), arguments);
        assert_eq!(refused.code, 1, "{refused:#?}");
        let command = refused.stderr.split('`').nth(1).unwrap();
        assert!(command.starts_with("tierup new "), "{command}");
        let script = format!(
            "{}{}",
            quoted_program(),
            command.strip_prefix("tierup").unwrap()
        );
        let mut shell = tierup(folder.path());
        let output = std::process::Command::new("sh")
            .arg("-c")
            .arg(script)
            .current_dir(folder.path())
            .envs(
                shell
                    .stdin(Stdio::null())
                    .get_envs()
                    .filter_map(|(k, v)| Some((k, v?))),
            )
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}: {output:?}");
        let path = arguments
            .iter()
            .find(|a| !a.starts_with("--") && **a != "new")
            .unwrap();
        assert!(
            folder.path().join(path).join("tierup.toml").is_file(),
            "{command}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = scratch();
    let before = snapshot(folder.path());
    for flags in [&[][..], &["--json"]] {
        let arguments = [
            OsStr::new("new"),
            OsStr::from_bytes(b"a\xffb"),
            OsStr::new("-y"),
        ];
        let said = run(
            folder.path(),
            arguments.into_iter().chain(flags.iter().map(OsStr::new)),
        );
        assert_eq!(said.code, 1);
        assert_eq!(
            said.stderr,
            "error: the directory name \"a\u{fffd}b\" is not UTF-8 text\n  --> PATH\n  help: choose a directory name that every system can store\n"
        );
    }
    assert_eq!(before, snapshot(folder.path()));
}

#[test]
fn the_root_of_the_disk_is_refused_with_its_content() {
    let folder = scratch();
    let said = run(folder.path(), ["new", "/", "-y"]);
    assert_eq!(said.code, 1);
    assert!(
        said.stderr
            .starts_with("error: `/` is not empty: it contains `"),
        "{}",
        said.stderr
    );
}

#[test]
fn answers_that_are_too_large_or_never_end_are_refused() {
    let folder = scratch();
    let file = folder.path().join("big.toml");
    fs::write(&file, "# a\n".repeat(300_000)).unwrap();
    let expected = "the answers file is larger than 1 MiB";
    for from in ["big.toml", "/dev/zero"] {
        let said = run(folder.path(), ["new", "shop", "-y", "--from", from]);
        assert_eq!(said.code, 1);
        assert_eq!(
            said.stderr,
            format!("error: {expected}\n  --> {from}\n  help: name a tierup.toml\n")
        );
    }
    assert!(!folder.path().join("shop").exists());
}

#[test]
fn a_thousand_problems_of_one_file_are_all_reported_and_quickly() {
    let folder = scratch();
    let lines: Vec<String> = (0..1000).map(|i| format!("key{i} = {i}")).collect();
    fs::write(folder.path().join("a.toml"), lines.join("\n")).unwrap();
    let start = std::time::Instant::now();
    let said = run(
        folder.path(),
        ["new", "shop", "-y", "--json", "--from", "a.toml"],
    );
    assert!(start.elapsed().as_secs() < 20);
    assert_eq!(said.json()["errors"].as_array().unwrap().len(), 1000);
}

fn quoted_program() -> String {
    format!("'{}'", env!("CARGO_BIN_EXE_tierup").replace('\'', r"'\''"))
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

/// Differences from the expected results of a case.
fn check(case: &Path) -> Vec<String> {
    let mut failures = Vec::new();
    let command = fs::read_to_string(case.join("command")).unwrap();
    let mut arguments = words(command.trim_end_matches('\n'));
    let (plain, changed) = refuse(case, &arguments);
    let mut compare = |file: &str, said: &str| {
        failures.extend(differs(case, file, said));
    };
    compare("stderr", &plain.stderr);
    compare("code", &format!("{}\n", plain.code));
    if case.join("json").exists() {
        // after `--` it would not be an option
        arguments.insert(0, "--json".to_owned());
        let (json, _) = refuse(case, &arguments);
        compare("json", &json.stdout);
        let errors = json.json()["errors"].as_array().map_or(0, Vec::len);
        assert!(errors > 0, "{}: no errors in its JSON", case.display());
        if json.code != plain.code {
            failures.push(format!(
                "{}: {} with --json, {} without",
                case.display(),
                json.code,
                plain.code
            ));
        }
    }
    if !plain.stdout.is_empty() {
        failures.push(format!(
            "{}: it said on standard output:\n{}",
            case.display(),
            plain.stdout
        ));
    }
    if !plain.stderr.starts_with("error: ")
        || !plain.stderr.contains("\n  --> ")
        || !plain.stderr.contains("\n  help: ")
    {
        failures.push(format!(
            "{}: no message, place and help:\n{}",
            case.display(),
            plain.stderr
        ));
    }
    failures.extend(changed);
    failures
}

fn differs(case: &Path, file: &str, said: &str) -> Option<String> {
    let path = case.join(file);
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, said).unwrap();
        return None;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    (expected != said).then(|| {
        format!(
            "{}: expected\n{expected}\nbut it said\n{said}",
            path.display()
        )
    })
}

/// Runs a case in its own folder; also returns what changed there.
fn refuse(case: &Path, arguments: &[String]) -> (Said, Option<String>) {
    let scratch = scratch();
    let here = scratch.path().join(HERE);
    fs::create_dir(&here).unwrap();
    if case.join("in").exists() {
        copy(&case.join("in"), &here);
    }
    let before = snapshot(scratch.path());
    let mut child = tierup(&here)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let input = fs::read(case.join("stdin")).unwrap_or_default();
    // a command that fails before reading closes the pipe
    let _closed = child.stdin.take().unwrap().write_all(&input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.replace(scratch.path().to_str().unwrap(), SCRATCH)
    };
    let said = Said {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    let changed = (before != snapshot(scratch.path()))
        .then(|| format!("{}: the folder is not as it was", case.display()));
    (said, changed)
}

/// Every entry below `root` with its kind and content.
fn snapshot(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut entries = BTreeMap::new();
    let mut left = vec![root.to_path_buf()];
    while let Some(dir) = left.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let entry = entry.unwrap();
            let path = entry.path();
            let kind = entry.file_type().unwrap();
            let content = if kind.is_symlink() {
                fs::read_link(&path)
                    .unwrap()
                    .into_os_string()
                    .into_encoded_bytes()
            } else if kind.is_dir() {
                left.push(path.clone());
                b"folder".to_vec()
            } else {
                fs::read(&path).unwrap()
            };
            entries.insert(path, content);
        }
    }
    entries
}

/// Words as a POSIX shell splits them: only quotes and backslashes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
