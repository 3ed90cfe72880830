//! Generated trees, byte for byte: `tests/golden/<case>/answers.toml` gives exactly `tests/golden/<case>/tree`. A case
//! is a folder; `BLESS=1 cargo test --test program golden::` rewrites the trees.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tierup::audit::open;
use tierup::audit::released::{GoldenCase, ReleasedTrees};
use tierup::core::answers;
use tierup::core::tree::Tree;
use tierup::generate::blueprint;
use tierup::generate::pipeline::generate;
use tierup::pack::{Pack, source};

#[test]
fn every_case_is_generated_byte_for_byte() {
    let cases = cases();
    assert!(cases.len() >= 3, "three cases at least: {cases:?}");
    let mut problems = Vec::new();
    for case in cases {
        let generated = files(golden(&open::builtin().unwrap(), &case).tree);
        if std::env::var_os("BLESS").is_some() {
            bless(&case.join("tree"), &generated);
        }
        let readme = generated.get("README.md").map_or(0, Vec::len);
        if readme > MOST_README {
            let case = case.display();
            problems.push(format!(
                "{case}: the README has {readme} bytes, at most {MOST_README}: the rest goes to docs/"
            ));
        }
        problems.extend(differences(
            &case.join("tree"),
            &generated,
            &on_disk(&case.join("tree")),
        ));
    }
    assert!(
        problems.is_empty(),
        "BLESS=1 writes them anew, if this is meant:\n{}",
        problems.join("\n")
    );
}

/// The README should be short; details are in `docs/`.
const MOST_README: usize = 10_000;

/// `templates/changes.toml` says what changes for the projects of the last release: without an entry that applies to the
/// selection of a case, its tree is that of the release. `BLESS=release` records the trees of a new release.
#[test]
fn a_tree_of_the_last_release_changes_only_with_an_entry() {
    let pack = open::builtin().unwrap();
    let cases: Vec<GoldenCase> = cases().iter().map(|case| golden(&pack, case)).collect();
    let record = root().join("released.toml");
    if std::env::var_os("BLESS").is_some_and(|what| what == "release") {
        let released = ReleasedTrees::of(&pack, &cases).unwrap();
        fs::write(&record, released.to_toml().unwrap()).unwrap();
    }
    let released: ReleasedTrees = toml::from_str(&fs::read_to_string(record).unwrap()).unwrap();
    released.require_changes(&pack, &cases).unwrap();

    // the check itself: a tree that differs from the record, and no entry
    let record = ReleasedTrees::of(&pack, &cases).unwrap();
    record.require_changes(&pack, &cases).unwrap();
    let mut changed = cases;
    changed[0].tree.pop_first();
    let refused = record.require_changes(&pack, &changed).unwrap_err();
    assert_eq!(refused.problems.len(), 1, "{refused:?}");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(root()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

type Files = BTreeMap<String, Vec<u8>>;

fn golden(pack: &Pack, case: &Path) -> GoldenCase {
    let text = fs::read_to_string(case.join("answers.toml")).unwrap();
    let answers = answers::from_toml("answers.toml", &text).unwrap();
    let blueprint = blueprint::decide(pack, &answers).unwrap();
    let tree = generate(pack, &blueprint, &source::read, 2).unwrap().tree;
    GoldenCase {
        name: case.file_name().unwrap().to_str().unwrap().to_owned(),
        blueprint,
        tree,
    }
}

fn files(tree: Tree) -> Files {
    tree.into_iter()
        .map(|(path, file)| (path.to_string(), file.bytes.into_owned()))
        .collect()
}

fn on_disk(root: &Path) -> Files {
    walkdir::WalkDir::new(root)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap();
            (
                path.to_str().unwrap().to_owned(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

fn differences(root: &Path, generated: &Files, expected: &Files) -> Vec<String> {
    let mut differences = Vec::new();
    for (path, bytes) in generated {
        match expected.get(path) {
            None => differences.push(format!("{} is new", root.join(path).display())),
            Some(known) if known != bytes => differences.push(unified(
                &root.join(path),
                &String::from_utf8_lossy(known),
                &String::from_utf8_lossy(bytes),
            )),
            Some(_) => {}
        }
    }
    for path in expected
        .keys()
        .filter(|path| !generated.contains_key(*path))
    {
        differences.push(format!("{} is gone", root.join(path).display()));
    }
    differences
}

fn unified(path: &Path, old: &str, new: &str) -> String {
    similar::TextDiff::from_lines(old, new)
        .unified_diff()
        .header(&path.display().to_string(), "generated")
        .to_string()
}

fn bless(root: &Path, generated: &Files) {
    if root.exists() {
        fs::remove_dir_all(root).unwrap();
    }
    for (path, bytes) in generated {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
