//! Bookkeeping that is lost, truncated, merged by git or changed by a tool: `check` reports it with a help that works,
//! and a change of an unedited project has no conflict.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::place::{Place, snapshot};

const LIST: &str = ".tierup/base.sha256";
const STATE: &str = ".tierup/state.toml";
const FIXED: [&str; 3] = [
    ".tierup/.gitignore",
    ".tierup/.gitattributes",
    ".tierup/.ignore",
];
const KEPT: &str = ".tierup/base/Makefile.base";
const CHANGE: &str = "set -y cache=memcached";

/// A modification of a file's text.
type Damage = (&'static str, fn(&str) -> String);

const DAMAGES: [Damage; 6] = [
    ("is empty", |_| String::new()),
    ("is cut short", |text| text[..text.len() / 2].to_owned()),
    ("has a flipped bit", |text| {
        text.replacen(['0', 'f', 'e', '*'], "g", 1)
    }),
    ("is merged by git", |text| {
        let middle = text.len() / 3;
        let line = text[middle..].find('\n').map_or(0, |end| middle + end + 1);
        let (first, rest) = text.split_at(line);
        format!("{first}<<<<<<< HEAD\n{rest}=======\n{rest}>>>>>>> other\n")
    }),
    ("is no text", |_| "\u{0}\u{1}\u{feff}".repeat(50)),
    ("lost its last line", |text| {
        let kept = text.trim_end().rfind('\n').map_or(0, |end| end + 1);
        text[..kept].to_owned()
    }),
];

#[test]
fn a_damaged_file_is_reported_by_check_and_fixed_by_update() {
    for path in [LIST, STATE, KEPT].into_iter().chain(FIXED) {
        for (what, damage) in DAMAGES {
            mended(path, what, |at| {
                let text = fs::read_to_string(at).unwrap();
                fs::write(at, damage(&text)).unwrap();
            });
        }
        mended(path, "is gone", |at| fs::remove_file(at).unwrap());
    }
    mended(".tierup/base", "is gone", |at| {
        fs::remove_dir_all(at).unwrap();
    });
    mended(".tierup", "is gone", |at| fs::remove_dir_all(at).unwrap());
}

fn mended(path: &str, what: &str, damage: impl Fn(&Path)) {
    let place = Place::new();
    let at = place.shop().join(path);
    let whole = snapshot(&place.shop());
    damage(&at);
    let damaged = snapshot(&place.shop());
    let name = format!("{path} {what}");
    let check = place.run("check --json");
    if check.code == 0 {
        // equivalent to a complete one, as the change below shows
        assert!(
            path == STATE || what.contains("Windows"),
            "{name}: {check:#?}"
        );
    } else {
        let document = check.json();
        assert_eq!(check.code, 3, "{name}: {check:#?}");
        assert_ne!(
            document["inconsistent"],
            serde_json::json!([]),
            "{name}: {check:#?}"
        );
        assert_eq!(
            document["behind"],
            serde_json::json!([]),
            "{name}: {check:#?}"
        );
        place.run("update").ok();
        assert!(
            snapshot(&place.shop()) == whole,
            "{name} is not mended by update"
        );
        fs::remove_dir_all(place.shop()).unwrap();
        crate::support::copy(Place::new().shop().as_path(), &place.shop());
        damage(&at);
        assert!(snapshot(&place.shop()) == damaged);
    }
    let said = place.run(CHANGE);
    assert_eq!(said.code, 0, "{name}: {said:#?}");
    let undamaged = Place::new();
    undamaged.run(CHANGE).ok();
    let files = |shop: &Path| {
        let mut files = snapshot(shop);
        files.retain(|path, _| !path.ends_with(".env"));
        files
    };
    let (found, wanted) = (files(&place.shop()), files(&undamaged.shop()));
    let differ = wanted.keys().chain(found.keys());
    let differ: Vec<_> = differ
        .filter(|path| found.get(*path) != wanted.get(*path))
        .collect();
    assert!(differ.is_empty(), "{name}: {differ:?}");
}

#[test]
fn an_edit_survives_a_lost_list() {
    let place = Place::new();
    fs::write(place.shop().join(LIST), "").unwrap();
    let readme = place.shop().join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    fs::write(&readme, format!("{text}\nA line of mine.\n")).unwrap();
    place.run(CHANGE).ok();
    assert!(
        fs::read_to_string(&readme)
            .unwrap()
            .ends_with("\nA line of mine.\n")
    );
}

#[test]
fn a_lost_list_of_removed_templates_is_refused_with_a_help() {
    let place = Place::new();
    for path in [STATE, ".tierup/base/tierup.toml.base"] {
        let at = place.shop().join(path);
        let text = fs::read_to_string(&at).unwrap();
        let version = text
            .lines()
            .find(|line| line.starts_with("version"))
            .unwrap()
            .to_owned();
        fs::write(&at, text.replace(&version, "version = \"0.0.1\"")).unwrap();
    }
    fs::write(place.shop().join(LIST), "").unwrap();
    let before = snapshot(&place.shop());
    let said = place.run(CHANGE);
    assert_eq!(said.code, 1, "{said:#?}");
    assert_eq!(
        said.stderr,
        "error: the list of generated files is missing, and the templates that generated it are not available\n  --> .tierup/base.sha256\n  help: restore it from git: `git checkout HEAD -- .tierup`; without git: `rm -r .tierup`, then `tierup update` shows both versions of each file that differs\n"
    );
    assert!(
        place
            .run("check")
            .stdout
            .contains("`git checkout HEAD -- .tierup`")
    );
    assert!(snapshot(&place.shop()) == before);
    fs::remove_dir_all(place.shop().join(".tierup")).unwrap();
    assert!([0, 4].contains(&place.run("update").code));
}

#[test]
fn a_newer_format_is_refused_also_on_one_side_of_a_merge() {
    for text in [
        "format = 2\n[pack]\nname = \"tierup\"\nversion = \"1\"\n",
        "<<<<<<< HEAD\nformat = 1\n=======\nformat = 2\n>>>>>>> other\n[pack]\nname = \"tierup\"\nversion = \"1\"\n",
    ] {
        let place = Place::new();
        fs::write(place.shop().join(STATE), text).unwrap();
        let before = snapshot(&place.shop());
        for command in ["check", CHANGE, "update"] {
            let said = place.run(command);
            assert_eq!(said.code, 1, "{said:#?}");
            assert!(
                said.stderr
                    .contains("by a newer tierup: its state has format 2"),
                "{said:#?}"
            );
        }
        assert!(snapshot(&place.shop()) == before);
    }
}

/// A list that declares a file as generated that never is: it could be removed.
#[test]
fn no_list_makes_a_file_of_git_or_a_secret_one_that_was_generated() {
    let place = Place::new();
    let head = fs::read(place.shop().join(".git/HEAD")).unwrap();
    let env = fs::read(place.shop().join(".env")).unwrap();
    let mut list = fs::read_to_string(place.shop().join(LIST)).unwrap();
    for (path, bytes) in [(".git/HEAD", &head), (".env", &env)] {
        let at = place.shop().join(format!(".tierup/base/{path}.base"));
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, bytes).unwrap();
        let hash = tierup::core::hash::hash(bytes);
        let _ = writeln!(list, "{hash}  base/{path}.base");
    }
    fs::write(place.shop().join(LIST), list).unwrap();
    place.run(CHANGE).ok();
    assert_eq!(fs::read(place.shop().join(".git/HEAD")).unwrap(), head);
    assert!(
        fs::read(place.shop().join(".env"))
            .unwrap()
            .starts_with(&env)
    );
}
