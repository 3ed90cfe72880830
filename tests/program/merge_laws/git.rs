//! The same three texts, merged by us and by `git merge-file`.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::edits::{Edit, edit, texts};
use super::{config, one};
use crate::fixtures::merged::merged;
use tierup::project::merge::Action;

/// If both merge without a conflict, the result is the same, with rare exceptions. The order of lines can differ: if
/// one of two equal lines was inserted or removed, it is ambiguous which, so insertions of the other side are before or
/// after it. And git sometimes merges texts that we do not.
#[test]
fn merges_agree_with_git() {
    let folder = tempfile::tempdir().unwrap();
    if Command::new("git").arg("--version").output().is_err() {
        println!("git is not installed");
        return;
    }
    let edits = || vec(edit().prop_filter("lines alone", comparable), 0..4);
    let strategy = (texts(), edits(), edits());
    let mut runner = TestRunner::deterministic();
    let (mut both, mut elsewhere, mut ours, mut gits, mut neither) = (0, 0, 0, 0, 0);
    for _ in 0..config().cases {
        let (base, mine, new) = strategy.new_tree(&mut runner).unwrap().current();
        let [mine, new] = [mine, new].map(|edits| {
            edits
                .iter()
                .fold(base.clone(), |text, edit| edit.apply(&text))
        });
        let (clean, by_git) = git(folder.path(), [&mine, &base, &new]);
        let (tree, steps) = merged(&one(&base), &one(&mine), &one(&new));
        let by_us = tree.values().next().unwrap().bytes.to_vec();
        match (steps[0].action != Action::Conflict, clean) {
            (true, true) => {
                both += 1;
                let [base, mine, new, by_git, by_us] = [&base, &mine, &new, &by_git, &by_us]
                    .map(|text| String::from_utf8_lossy(text).into_owned());
                elsewhere += usize::from(by_git != by_us);
                assert_eq!(
                    sorted(&by_git),
                    sorted(&by_us),
                    "\nbase:\n{base}\nmine:\n{mine}\nnew:\n{new}"
                );
            }
            (true, false) => ours += 1,
            (false, true) => gits += 1,
            (false, false) => neither += 1,
        }
    }
    println!(
        "clean in both {both}, of these in another order {elsewhere}, in ours alone {ours}, in git alone {gits}, in neither {neither}"
    );
    assert!(
        elsewhere * 200 <= both,
        "in another order {elsewhere} of {both}"
    );
    assert!(
        gits * 50 <= both + gits,
        "git alone merges {gits}, both {both}"
    );
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// Git distinguishes line endings, and does not merge binary files.
fn comparable(edit: &Edit) -> bool {
    !matches!(
        edit,
        Edit::Binary(_) | Edit::Crlf | Edit::NoLastNewline | Edit::Bom
    )
}

fn git(folder: &Path, texts: [&[u8]; 3]) -> (bool, Vec<u8>) {
    for (name, text) in ["mine", "base", "new"].iter().zip(texts) {
        fs::write(folder.join(name), text).unwrap();
    }
    let output = Command::new("git")
        .args(["merge-file", "--diff3", "-p", "mine", "base", "new"])
        .current_dir(folder)
        .output()
        .unwrap();
    (output.status.success(), output.stdout)
}
