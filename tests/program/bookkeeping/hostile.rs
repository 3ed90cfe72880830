//! Malicious or damaged bookkeeping: whatever it contains, no byte outside of the project and no byte of git changes,
//! nothing hangs, runs or panics.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::place::{Place, half_done, interrupt, snapshot};

const NAMES: [&str; 22] = [
    "state.toml",
    "base.sha256",
    ".gitignore",
    ".gitattributes",
    ".ignore",
    "base",
    "base/Makefile.base",
    "base/tierup.toml.base",
    "base/src",
    "base/.git/HEAD.base",
    "journal",
    "journal/manifest.json",
    "journal/new",
    "journal/new/0",
    "journal/old/1",
    "journal.back",
    "journal.back/manifest.json",
    "journal.part",
    "undo",
    "undo/manifest.json",
    "rest-0",
    "rest-0/new",
];

const TARGETS: [&str; 10] = [
    "../../outside",
    "../../../outside/deep",
    "../../outside/secret.txt",
    "../../outside/manifest.json",
    "../.git",
    "../.git/hooks",
    "/dev/zero",
    "/",
    "nowhere",
    "journal",
];

const PATHS: [&str; 9] = [
    ".git/hooks/post-commit",
    ".GIT/config",
    "../outside/secret.txt",
    "/etc/tierup-was-here",
    ".env",
    ".tierup/undo/manifest.json",
    "src/../../outside/x",
    "Makefile",
    "a\u{0}b",
];

const COMMANDS: [&str; 7] = [
    "check",
    "size",
    "plan",
    "set -y cache=memcached",
    "add -y cache=memcached",
    "update -y",
    "update --abort -y",
];

/// A modification of a project's bookkeeping.
#[derive(Debug, Clone)]
enum Act {
    /// A link, possibly to another link, out of the project, or broken.
    Link(&'static str, &'static str),
    Pipe(&'static str),
    /// A folder in place of a file, with a file in it.
    Folder(&'static str),
    /// A sparse file of so many MiB.
    Sparse(&'static str, u32),
    Text(&'static str, Vec<u8>),
    /// A manifest with hostile paths, in one of the stages.
    Manifest(&'static str, Vec<&'static str>, u32),
    /// The real state after a killed command.
    Killed,
    /// The undo data of a change with conflicts.
    Undo,
    /// Changes a byte of a file.
    Flip(Index, Index, u8),
    /// Truncates a file.
    Cut(Index, Index),
}

fn act() -> impl Strategy<Value = Act> {
    let name = || select(&NAMES[..]);
    let path = || select(&PATHS[..]);
    let stage = select(&["journal", "journal.back", "journal.part", "undo"][..]);
    let text = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..80),
        "[a-z0-9=\\[\\]\"\\n<>{}:., -]{0,200}".prop_map(String::into_bytes),
    ];
    prop_oneof![
        4 => (name(), select(&TARGETS[..])).prop_map(|(at, to)| Act::Link(at, to)),
        1 => name().prop_map(Act::Pipe),
        1 => name().prop_map(Act::Folder),
        1 => (name(), 1..200_000u32).prop_map(|(at, size)| Act::Sparse(at, size)),
        2 => (name(), text).prop_map(|(at, text)| Act::Text(at, text)),
        3 => (stage, proptest::collection::vec(path(), 1..4), any::<u32>())
            .prop_map(|(stage, paths, mode)| Act::Manifest(stage, paths, mode)),
        2 => Just(Act::Killed),
        1 => Just(Act::Undo),
        2 => (any::<Index>(), any::<Index>(), any::<u8>())
            .prop_map(|(file, at, byte)| Act::Flip(file, at, byte)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(file, at)| Act::Cut(file, at)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24),
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    })]

    #[test]
    fn hostile_bookkeeping_changes_nothing_outside(
        acts in proptest::collection::vec(act(), 1..6),
        commands in proptest::collection::vec(select(&COMMANDS[..]), 2..5),
    ) {
        let place = Place::new();
        for act in &acts {
            apply(act, &place.shop());
        }
        let outside = snapshot(&place.outside());
        let git = snapshot(&place.shop().join(".git"));
        let around = || fs::read_dir(place.path()).unwrap().count();
        let before = around();
        for command in commands {
            let said = place.run(command);
            prop_assert!((0..=4).contains(&said.code), "{command}: {said:#?}");
            prop_assert!(!said.stderr.contains("panicked"), "{command}: {said:#?}");
            prop_assert!(snapshot(&place.outside()) == outside, "{command}: {said:#?}");
            prop_assert!(snapshot(&place.shop().join(".git")) == git, "{command}: {said:#?}");
            prop_assert_eq!(around(), before);
            if ["check", "size", "plan"].contains(&command) {
                continue;
            }
            prop_assert!(
                said.code != 1 || said.stderr.contains("  help: "),
                "{}: {:#?}", command, said
            );
        }
        prop_assert!(!Path::new("/etc/tierup-was-here").exists());
    }
}

fn apply(act: &Act, shop: &Path) {
    let own = shop.join(".tierup");
    // removes what an earlier action has put there, without following a link
    let place = |name: &str| {
        let mut at = own.clone();
        for part in name.split('/') {
            if at.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
                fs::remove_file(&at).unwrap();
            }
            fs::create_dir_all(&at).unwrap();
            at.push(part);
        }
        match at.symlink_metadata() {
            Ok(meta) if meta.is_dir() => fs::remove_dir_all(&at).unwrap(),
            Ok(_) => fs::remove_file(&at).unwrap(),
            Err(_) => {}
        }
        at
    };
    match act {
        Act::Link(at, to) => symlink(to, place(at)).unwrap(),
        Act::Pipe(at) => {
            crate::support::said(std::process::Command::new("mkfifo").arg(place(at))).ok();
        }
        Act::Folder(at) => {
            let at = place(at);
            fs::create_dir(&at).unwrap();
            fs::write(at.join("mine.txt"), "mine\n").unwrap();
        }
        Act::Sparse(at, size) => {
            let file = fs::File::create(place(at)).unwrap();
            file.set_len(u64::from(*size) << 20).unwrap();
        }
        Act::Text(at, text) => fs::write(place(at), text).unwrap(),
        Act::Manifest(stage, paths, mode) => manifest(&place(stage), paths, *mode),
        Act::Killed => {
            if own.symlink_metadata().is_ok_and(|meta| meta.is_dir()) && is_free(&own) {
                half_done(shop);
            }
        }
        Act::Undo => {
            if is_free(&own) {
                interrupt(shop, usize::MAX, &["Makefile"]);
            }
        }
        Act::Flip(file, at, byte) => with_file(&own, *file, |bytes| {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] ^= byte | 1;
            }
        }),
        Act::Cut(file, at) => with_file(&own, *file, |bytes| {
            let length = at.index(bytes.len() + 1);
            bytes.truncate(length);
        }),
    }
}

/// Whether no stage of a journal exists.
fn is_free(own: &Path) -> bool {
    let stages = ["journal", "journal.part", "journal.back", "undo"];
    stages
        .iter()
        .all(|stage| own.join(stage).symlink_metadata().is_err())
}

fn manifest(stage: &Path, paths: &[&str], mode: u32) {
    fs::create_dir_all(stage.join("new")).unwrap();
    fs::create_dir_all(stage.join("old")).unwrap();
    let script = "#!/bin/sh\ntouch ../outside/ran\n";
    let hash = tierup::core::hash::hash(script.as_bytes());
    let entries: Vec<_> = paths
        .iter()
        .enumerate()
        .map(|(number, path)| {
            fs::write(stage.join(format!("new/{number}")), script).unwrap();
            fs::write(stage.join(format!("old/{number}")), script).unwrap();
            serde_json::json!({"path": path, "was": null, "mode": mode, "will": hash})
        })
        .collect();
    let text = serde_json::json!({
        "format": 2, "id": "0".repeat(32), "command": "x", "conflicts": paths, "made": ["../outside"],
        "entries": entries,
    });
    fs::write(stage.join("manifest.json"), text.to_string()).unwrap();
}

/// Changes one of the regular files of the bookkeeping.
fn with_file(own: &Path, file: Index, change: impl Fn(&mut Vec<u8>)) {
    let files = walkdir::WalkDir::new(own)
        .sort_by_file_name()
        .into_iter()
        .flatten();
    let small = |entry: &walkdir::DirEntry| {
        entry
            .metadata()
            .is_ok_and(|meta| meta.is_file() && meta.len() < 1 << 20)
    };
    let files: Vec<_> = files
        .filter(small)
        .map(walkdir::DirEntry::into_path)
        .collect();
    if !files.is_empty() {
        let path = &files[file.index(files.len())];
        let mut bytes = fs::read(path).unwrap();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    }
}
