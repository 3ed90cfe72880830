//! Invalid packs that extend the built-in one: each folder of `tests/extending` is one, with the expected messages in
//! `problems.txt`. `BLESS=1 cargo test --test program extending::` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{run, scratch};

#[test]
fn every_pack_that_extends_wrongly_is_refused_with_its_whole_message() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/extending");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 15, "only {} cases", cases.len());
    let failures: Vec<String> = cases.iter().filter_map(|case| check(case)).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

fn check(case: &Path) -> Option<String> {
    let scratch = scratch();
    let pack = case.join("pack");
    let new = ["new", "shop", "-y", "--no-git", "--pack"];
    let said = run(
        scratch.path(),
        new.into_iter().chain([pack.to_str().unwrap()]),
    );
    let path = case.join("problems.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &said.stderr).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if said.code != 1 || scratch.path().join("shop").exists() {
        Some(format!("{}: {said:#?}", case.display()))
    } else if expected != said.stderr {
        Some(format!(
            "{}: expected\n{expected}\nbut it said\n{}",
            path.display(),
            said.stderr
        ))
    } else {
        None
    }
}
