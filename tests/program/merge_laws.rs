//! The laws of the merge, over random trees and edits: no line of the user is lost, changes of one side only are
//! applied, and any bytes are accepted.

mod edits;
mod git;

use std::borrow::Cow;
use std::collections::HashMap;

use proptest::prelude::*;

use crate::fixtures::merged::{apply, labels, merged};
use edits::{edit, texts, trees};
use tierup::core::tree::{File, RelPath, Tree};
use tierup::project::merge::{Action, merge, unresolved};

fn config() -> ProptestConfig {
    let cases = std::env::var("TIERUP_SEQUENCES")
        .ok()
        .and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(300),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_line_of_the_user_is_lost((base, mine, new) in trees()) {
        let (tree, _) = merged(&base, &mine, &new);
        let (before, after) = (lines(&base), lines(&tree));
        for (line, count) in lines(&mine) {
            let wrote = count.saturating_sub(before.get(&line).copied().unwrap_or(0));
            let left = after.get(&line).copied().unwrap_or(0);
            prop_assert!(left >= wrote, "{:?} was lost", String::from_utf8_lossy(&line));
        }
    }

    #[test]
    fn every_new_line_of_a_file_stays_in_it(base in texts(), edits in proptest::collection::vec(edit(), 0..4), new in texts()) {
        let mine = edits.iter().fold(base.clone(), |text, edit| edit.apply(&text));
        let (base_tree, mine_tree, new_tree) = (one(&base), one(&mine), one(&new));
        let (tree, _) = merged(&base_tree, &mine_tree, &new_tree);
        let after = lines(&tree);
        let before = lines(&base_tree);
        for (line, _) in lines(&mine_tree).into_iter().filter(|(line, _)| !before.contains_key(line)) {
            prop_assert!(after.contains_key(&line), "{:?} was lost", String::from_utf8_lossy(&line));
        }
    }

    #[test]
    fn an_unedited_project_becomes_the_generated_one((base, _, new) in trees()) {
        prop_assert_eq!(&merged(&base, &base, &new).0, &new);
    }

    #[test]
    fn without_template_changes_the_project_is_unchanged((base, mine, _) in trees()) {
        let (tree, steps) = merged(&base, &mine, &base);
        prop_assert_eq!(tree, mine);
        prop_assert!(steps.iter().all(|step| step.action == Action::Unchanged));
    }

    #[test]
    fn a_project_that_has_all_changes_is_unchanged((base, _, new) in trees()) {
        let (tree, steps) = merged(&base, &new, &new);
        prop_assert_eq!(tree, new);
        prop_assert!(steps.iter().all(|step| step.action == Action::Unchanged), "{:#?}", steps);
    }

    #[test]
    fn what_was_deleted_stays_deleted((base, mine, new) in trees()) {
        let (tree, _) = merged(&base, &mine, &new);
        for path in base.keys().filter(|path| new.contains_key(*path)) {
            prop_assert!(mine.contains_key(path) || !tree.contains_key(path), "{path} is back");
        }
    }

    #[test]
    fn markers_are_at_the_reported_lines((base, mine, new) in trees()) {
        for step in merge(&base, &mine, &new, &labels()) {
            let lines: Vec<usize> = step.conflicts.iter().map(|conflict| conflict.line).collect();
            match step.write {
                Some(file) if lines.iter().any(|line| *line > 0) => {
                    let found = unresolved(&file.bytes);
                    prop_assert!(lines.iter().all(|line| found.contains(line)), "{lines:?} in {found:?}");
                }
                _ => prop_assert!(lines.iter().all(|line| *line == 0)),
            }
        }
    }

    #[test]
    fn no_bytes_are_too_strange(texts in proptest::array::uniform3(proptest::collection::vec(any::<u8>(), 0..200))) {
        let [base, mine, new] = texts.map(|bytes| one(&bytes));
        merged(&base, &mine, &new);
        merged(&Tree::new(), &mine, &new);
    }

    #[test]
    fn strange_lines_are_merged_or_marked(
        texts in proptest::array::uniform3(proptest::collection::vec(
            proptest::sample::select(b"a\r\n\xef\xbb\xbf\xfc\n<=>|\n".to_vec()), 0..60))
    ) {
        let [base, mine, new] = texts.map(|bytes| one(&bytes));
        let (tree, _) = merged(&base, &mine, &new);
        let (before, after) = (lines(&base), lines(&tree));
        for line in lines(&mine).into_keys().filter(|line| !before.contains_key(line)) {
            prop_assert!(after.contains_key(&line), "{:?} was lost in {:?}", String::from_utf8_lossy(&line), tree);
        }
        merged(&Tree::new(), &mine, &new);
    }
}

#[test]
fn ten_thousand_files_take_well_under_a_second() {
    let file = |n: usize, more: &str| {
        let text: Vec<u8> = (0..40)
            .flat_map(|line| {
                format!(
                    "line {line} of {n}{more}
"
                )
                .into_bytes()
            })
            .collect();
        (
            RelPath::new(format!("src/{}/f{n}.py", n % 97)).unwrap(),
            File::new(Cow::Owned(text)),
        )
    };
    let base: Tree = (0..10_000).map(|n| file(n, "")).collect();
    let mut mine = base.clone();
    let mut new = base.clone();
    let path = |n: usize| file(n, "").0;
    for n in 0..1000 {
        mine.insert(path(n), file(n, if n % 2 == 0 { "" } else { "!" }).1);
        let renamed = mine.remove(&path(n + 2000)).unwrap();
        mine.insert(RelPath::new(format!("else/f{n}.py")).unwrap(), renamed);
        new.insert(path(n), file(n, "?").1);
        new.insert(
            path(n + 2000),
            file(n + 2000, if n % 2 == 0 { " " } else { "" }).1,
        );
    }
    let time = |base: &Tree, mine: &Tree, new: &Tree| {
        let start = std::time::Instant::now();
        let steps = merge(base, mine, new, &labels());
        let took = start.elapsed();
        apply(mine, &steps);
        took
    };
    let idle = time(&base, &base, &base);
    let busy = time(&base, &mine, &new);
    println!("unchanged {idle:?}, a tenth edited and a tenth renamed {busy:?}");
    // debug builds are about ten times slower
    assert!(
        idle.as_secs() < 2 && busy.as_secs() < 20,
        "{idle:?} {busy:?}"
    );
}

#[test]
fn a_hundred_thousand_lines_take_a_bounded_time() {
    let text = |seed: usize, lines: usize, of: usize| -> Vec<u8> {
        let mut state = seed;
        let mut line = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            format!("{}\n", (state >> 33) % of)
        };
        (0..lines).flat_map(|_| line().into_bytes()).collect()
    };
    for of in [1, 2, 10, 300, 50_000, 100_000_000] {
        let [base, mine, new] = [1, 2, 3].map(|seed| one(&text(seed, 100_000, of)));
        let start = std::time::Instant::now();
        let steps = merge(&base, &mine, &new, &labels());
        let took = start.elapsed();
        println!(
            "{of} different lines: {took:?}, {} conflicts",
            steps[0].conflicts.len()
        );
        assert!(took.as_secs() < 60, "{of} different lines: {took:?}");
    }
}

/// In every language.
#[test]
fn hostile_files_take_a_bounded_time() {
    const COUNT: usize = 4000;
    let many = |line: &dyn Fn(usize) -> String| -> String { (0..COUNT).map(line).collect() };
    let hostile = [
        ("a.toml", many(&|_| "a = [\n".to_owned())),
        ("a.toml", many(&|at| format!("[[a]]\nid = {at}\n"))),
        ("a.yaml", many(&|_| "- - - a:\n".to_owned())),
        ("a.yaml", many(&|at| format!("{}a:\n", " ".repeat(at)))),
        (
            "a.yaml",
            many(&|at| format!("a{at}: [a, b]\n\n# of {at}\n")),
        ),
        ("a.py", many(&|at| format!("def f{at}(\n"))),
        (
            "a.py",
            many(&|at| format!("class A{at}:\n    \"\"\"B\"\"\"\n")),
        ),
        ("a.py", "\\".repeat(1 << 20) + &" ".repeat(1 << 20)),
        ("a.md", many(&|at| format!("## {at}\n"))),
        (".env", many(&|at| format!("A{at}=1\n"))),
        ("a.conf", many(&|_| "a {\n".to_owned())),
        (
            "requirements.lock",
            many(&|at| format!("a{at}==1 \\\n    --hash=1\n")),
        ),
    ];
    for (path, text) in hostile {
        let side = |every: usize, word: &str| {
            let change = |(at, line): (usize, &str)| match at % every {
                0 => format!("{word}{line}"),
                _ => line.to_owned(),
            };
            let changed: String = text.split_inclusive('\n').enumerate().map(change).collect();
            let file = File::new(Cow::Owned(changed.into_bytes()));
            Tree::from([(RelPath::new(path).unwrap(), file)])
        };
        for (mine, new) in [(2, 3), (1, 1)] {
            let start = std::time::Instant::now();
            let [base, mine, new] =
                [(usize::MAX, ""), (mine, "x"), (new, "y")].map(|(every, word)| side(every, word));
            let steps = merge(&base, &mine, &new, &labels());
            assert_eq!(steps.len(), 1);
            let took = start.elapsed();
            assert!(took.as_secs() < 60, "{path}: {took:?}");
        }
    }
}

fn one(bytes: &[u8]) -> Tree {
    let file = File::new(Cow::Owned(bytes.to_vec()));
    Tree::from([(RelPath::new("file").unwrap(), file)])
}

/// How often each line occurs in a tree, ignoring its ending; a binary file counts as one line.
fn lines(tree: &Tree) -> HashMap<Vec<u8>, usize> {
    let mut lines = HashMap::new();
    for file in tree.values() {
        let bytes = file
            .bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&file.bytes);
        if bytes.contains(&0) {
            *lines.entry(bytes.to_vec()).or_default() += 1;
            continue;
        }
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let end = line.iter().rposition(|byte| !b"\r\n".contains(byte));
            let line = line[..end.map_or(0, |end| end + 1)].to_vec();
            if !line.is_empty() {
                *lines.entry(line).or_default() += 1;
            }
        }
    }
    lines
}
