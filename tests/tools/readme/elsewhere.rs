//! Commands of documents that this suite does not run because they need an engine, an index or minutes, each with the
//! file that runs it; and cargo commands.

use std::fs;
use std::path::{Path, PathBuf};

use super::documents::read;
use super::shell::root;

/// A command of a document that needs an engine, an index or minutes, and the text of the file that runs it.
struct Elsewhere {
    document: &'static str,
    command: &'static str,
    file: &'static str,
    words: &'static str,
}

const fn elsewhere(
    document: &'static str,
    command: &'static str,
    file: &'static str,
    words: &'static str,
) -> Elsewhere {
    Elsewhere {
        document,
        command,
        file,
        words,
    }
}

const README: &str = "README.md";
const CONTRIBUTING: &str = "CONTRIBUTING.md";
const RELEASE: &str = ".github/workflows/release.yml";
const PYPI: &str = "python/README.md";
const WHEELS: &str = "tests/tools/wheels/installed.rs";

const ELSEWHERE: [Elsewhere; 19] = [
    elsewhere(README, "uvx tierup new shop", WHEELS, "\"uvx\""),
    elsewhere(
        README,
        "uv tool install tierup",
        WHEELS,
        "[\"tool\", \"install\", \"tierup\"]",
    ),
    elsewhere(PYPI, "uvx tierup new shop", WHEELS, "\"uvx\""),
    elsewhere(PYPI, "uvx tierup list", WHEELS, "\"uvx\""),
    elsewhere(
        README,
        "make test",
        "tests/tools/readme.rs",
        "Project::started",
    ),
    elsewhere(
        README,
        "docker compose up --build --wait",
        "tests/tools/machine/stack.rs",
        "\"--wait\"",
    ),
    elsewhere(
        README,
        "tierup verify --restore",
        "tests/tools/harm/backups.rs",
        "\"--restore\"",
    ),
    elsewhere(
        "docs/verify.md",
        "tierup verify --boot --html report.html",
        "tests/tools/verify/boots.rs",
        "\"--boot\"",
    ),
    elsewhere(
        "docs/verify.md",
        "tierup verify --cluster",
        "tests/tools/verify/cluster/run.rs",
        "\"--cluster\"",
    ),
    elsewhere(
        "docs/verify.md",
        "tierup verify --cluster kind-kind --yes",
        "tests/tools/verify/cluster/run.rs",
        "\"--cluster\"",
    ),
    elsewhere(
        "docs/verify.md",
        "tierup verify --cluster kind-kind --drain node-2",
        "tests/tools/verify/cluster/load.rs",
        "\"--drain\"",
    ),
    elsewhere(
        "docs/benchmarks.md",
        ".ci/footprint",
        ".ci/footprint",
        "docker compose build",
    ),
    elsewhere(
        CONTRIBUTING,
        "make all",
        ".github/workflows/ci.yml",
        "run: .ci/run",
    ),
    elsewhere(README, "make page", ".ci/run", "npm run build"),
    elsewhere(CONTRIBUTING, "make page", ".ci/run", "npm run build"),
    elsewhere(
        CONTRIBUTING,
        ".ci/lock",
        "templates/lock.toml",
        "Written by `.ci/lock`",
    ),
    elsewhere(
        CONTRIBUTING,
        "cargo run -- pack check templates",
        "tests/program/authors.rs",
        "[\"pack\", \"check\", \"templates\"",
    ),
    elsewhere(
        CONTRIBUTING,
        ".ci/release x86_64-unknown-linux-musl",
        RELEASE,
        ".ci/release \"$TARGET\"",
    ),
    elsewhere(
        CONTRIBUTING,
        ".ci/wheel x86_64-unknown-linux-musl",
        RELEASE,
        ".ci/wheel \"$TARGET\"",
    ),
];

/// Cargo commands other than tests and benchmarks, and the file that runs them.
const CARGO: [(&str, &str); 4] = [
    ("build", ".ci/release"),
    ("clippy", ".ci/run"),
    ("fmt", ".ci/run"),
    ("install", ".github/workflows/ci.yml"),
];

/// Whether another file runs this command of a document.
pub(crate) fn is_run(document: &str, command: &str) -> bool {
    let mut known = ELSEWHERE.iter();
    known.any(|entry| entry.document == document && entry.command == command)
}

/// Every document still contains these commands, and every file runs them.
pub(crate) fn hold() -> Result<(), String> {
    for entry in ELSEWHERE {
        let (command, file, document) = (entry.command, entry.file, entry.document);
        if !read(document)?.contains(command) {
            return Err(format!("{document} has no `{command}`"));
        }
        if !read(file)?.contains(entry.words) {
            return Err(format!(
                "{file} does not run `{command}`: no {}",
                entry.words
            ));
        }
    }
    for (command, file) in CARGO {
        if !read(file)?.contains(&format!("cargo {command} ")) {
            return Err(format!("{file} does not run `cargo {command}`"));
        }
    }
    Ok(())
}

/// Whether a cargo command of a document is valid.
pub(crate) fn asked(line: &str) -> Result<(), String> {
    let words: Vec<&str> = line.split(' ').collect();
    let [command, arguments @ ..] = words.as_slice() else {
        return Err("cargo is asked for nothing".to_owned());
    };
    if !["bench", "test"].contains(command) {
        let known = CARGO.iter().any(|(name, _)| name == command);
        return known
            .then_some(())
            .ok_or_else(|| format!("nothing runs `cargo {line}`"));
    }
    let mut folder = PathBuf::new();
    let mut before = "";
    for word in arguments {
        let is_known = match before {
            "--test" => {
                folder = root().join("tests").join(word);
                folder.join("main.rs").is_file()
            }
            "--bench" => [".rs", "/main.rs"].iter().any(|end| {
                root()
                    .join("benches")
                    .join(format!("{word}{end}"))
                    .is_file()
            }),
            _ => word.starts_with('-') || is_named(&folder, word),
        };
        if !is_known {
            return Err(format!("`{word}` names nothing in `cargo {line}`"));
        }
        before = word;
    }
    Ok(())
}

/// Whether a suite has tests with this text in their name, after the suite's own: `harm::classic`.
fn is_named(folder: &Path, filter: &str) -> bool {
    let (suite, name) = filter.split_once("::").unwrap_or((filter, ""));
    let root = folder.join(suite).with_extension("rs");
    let modules = walkdir::WalkDir::new(folder.join(suite)).into_iter();
    let modules = modules.flatten().map(walkdir::DirEntry::into_path);
    let has = |path: &Path| fs::read_to_string(path).is_ok_and(|text| text.contains(name));
    root.is_file() && (has(&root) || modules.into_iter().any(|path| has(&path)))
}
