//! A journal is replayed only if this user began it for this folder, and only by a command that changes the project.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::place::{Place, half_done, interrupt, puts, records, run, snapshot};
use crate::support::copy;

/// Commands that only read a project.
const READERS: [&str; 7] = [
    "check",
    "size",
    "plan",
    "diagram",
    "add cache=memcached --dry-run -y",
    "list",
    "verify",
];

#[test]
fn reading_commands_report_an_interrupted_change_and_write_nothing() {
    let place = Place::new();
    half_done(&place.shop());
    let before = snapshot(place.path());
    for reader in READERS {
        let said = place.run(reader);
        assert!(
            reader == "list"
                || said.stderr.contains(
                    "note: `tierup add x` was interrupted: `tierup update` completes or undoes it"
                ),
            "{reader}: {said:#?}"
        );
        assert!(
            snapshot(place.path()) == before,
            "{reader} changed something"
        );
    }
}

#[test]
fn the_next_change_finishes_it_and_removes_the_record() {
    let place = Place::new();
    half_done(&place.shop());
    assert_eq!(records_of(&place.shop()), 1);
    let said = place.run("update");
    assert!(
        said.stderr
            .contains("note: the interrupted `tierup add x` was completed"),
        "{said:#?}"
    );
    assert!(!place.shop().join("gunicorn.conf.py").exists());
    assert_eq!(
        fs::read_to_string(place.shop().join("notes/new.txt")).unwrap(),
        "new\n"
    );
    assert!(!place.shop().join(".tierup/journal").exists());
    assert_eq!(records_of(&place.shop()), 0);
}

#[test]
fn a_project_that_is_moved_recovers_and_one_that_is_copied_does_not() {
    let place = Place::new();
    half_done(&place.shop());
    let copied = place.path().join("copied");
    copy(&place.shop(), &copied);
    let moved = place.path().join("moved");
    fs::rename(place.shop(), &moved).unwrap();
    let before = snapshot(&copied);
    for line in ["update", "set -y cache=memcached", "update --abort"] {
        let said = run(&copied, line);
        let journal = copied.join(".tierup/journal");
        assert_eq!(said.code, 1, "{said:#?}");
        assert_eq!(
            said.stderr,
            format!(
                "error: `.tierup/journal` was created for another directory; it is not applied\n  --> {0}\n  help: remove it: `rm -r {0}`; `git status` shows an incomplete change\n",
                journal.display()
            )
        );
        assert!(snapshot(&copied) == before, "{line}");
    }
    let said = run(&moved, "update");
    assert!(said.stderr.contains("was completed"), "{said:#?}");
    // the suggested help works
    fs::remove_dir_all(copied.join(".tierup/journal")).unwrap();
    assert!([0, 4].contains(&run(&copied, "update").code));
}

#[test]
fn a_journal_without_a_record_is_not_replayed() {
    let place = Place::new();
    half_done(&place.shop());
    let manifest = fs::read_to_string(place.shop().join(".tierup/journal/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    fs::remove_file(records().join(manifest["id"].as_str().unwrap())).unwrap();
    let before = snapshot(place.path());
    let said = place.run("update");
    assert!(
        said.stderr
            .contains("`.tierup/journal` was not created by this user; it is not applied"),
        "{said:#?}"
    );
    assert!(snapshot(place.path()) == before);
}

/// Modifications of a genuine journal, each with the end of the message.
#[test]
fn a_modified_journal_is_not_replayed() {
    let edit = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let path = "\"path\": \"Makefile\"";
    for (name, to, why) in [
        (
            "git's hook",
            "\"path\": \".git/hooks/post-commit\"",
            "is damaged, or",
        ),
        ("git as a file", "\"path\": \".GIT\"", "is damaged, or"),
        (
            "a submodule's",
            "\"path\": \"sub/.git/config\"",
            "is damaged, or",
        ),
        (
            "outside",
            "\"path\": \"../outside/secret.txt\"",
            "is damaged, or",
        ),
        (
            "a whole path",
            "\"path\": \"/etc/passwd\"",
            "is damaged, or",
        ),
        (
            "bookkeeping",
            "\"path\": \".tierup/undo/x\"",
            "is damaged, or",
        ),
        ("another file", "\"path\": \"README.md\"", "is damaged;"),
        ("nothing", "", "is damaged, or"),
    ] {
        let place = Place::new();
        half_done(&place.shop());
        let at = place.shop().join(".tierup/journal/manifest.json");
        let text = fs::read_to_string(&at).unwrap();
        fs::write(&at, edit(&text, path, to)).unwrap();
        let before = snapshot(place.path());
        let said = place.run("update");
        assert_eq!(said.code, 1, "{name}: {said:#?}");
        assert!(
            said.stderr.contains(&format!("`.tierup/journal` {why}")),
            "{name}: {said:#?}"
        );
        assert!(snapshot(place.path()) == before, "{name}");
    }
    let place = Place::new();
    half_done(&place.shop());
    for entry in fs::read_dir(place.shop().join(".tierup/journal/new")).unwrap() {
        fs::write(entry.unwrap().path(), "what somebody wants to be there\n").unwrap();
    }
    let said = place.run("update");
    assert!(
        said.stderr.contains("`.tierup/journal` is damaged;"),
        "{said:#?}"
    );
}

#[test]
fn only_what_this_program_names_itself_is_cleaned_up() {
    let place = Place::new();
    let own = place.shop().join(".tierup");
    fs::create_dir_all(own.join("rest-0/new")).unwrap();
    fs::write(own.join("rest-0/new/0"), "staged\n").unwrap();
    fs::create_dir_all(own.join("rest-1/new/deeper")).unwrap();
    fs::write(own.join("rest-1/new/mine.txt"), "mine\n").unwrap();
    fs::write(own.join("rest-notes.md"), "mine\n").unwrap();
    fs::create_dir(own.join("rest-2x")).unwrap();
    symlink(place.outside(), own.join("rest-3")).unwrap();
    let outside = snapshot(&place.outside());
    place.run("update").ok();
    assert!(!own.join("rest-0").exists());
    for kept in [
        "rest-1/new/deeper",
        "rest-1/new/mine.txt",
        "rest-notes.md",
        "rest-2x",
        "rest-3",
    ] {
        assert!(own.join(kept).symlink_metadata().is_ok(), "{kept}");
    }
    assert!(snapshot(&place.outside()) == outside);
}

#[test]
fn an_undo_of_another_user_is_refused_by_every_change() {
    let place = Place::new();
    interrupt(&place.shop(), usize::MAX, &["Makefile"]);
    let copied = place.path().join("copied");
    copy(&place.shop(), &copied);
    for line in ["update --abort -y", "update", "set -y cache=memcached"] {
        let before = snapshot(&copied);
        let said = run(&copied, line);
        assert_eq!(said.code, 1, "{said:#?}");
        assert!(
            said.stderr
                .contains("`.tierup/undo` was created for another directory"),
            "{said:#?}"
        );
        assert!(snapshot(&copied) == before, "{line}");
    }
    let wanted = puts(&place.shop());
    place.run("update --abort -y").ok();
    assert_ne!(puts(&place.shop()), wanted);
    assert!(place.shop().join("gunicorn.conf.py").exists());
    assert_eq!(records_of(&place.shop()), 0);
}

#[test]
fn the_record_is_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    half_done(&place.shop());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let any = fs::read_dir(records()).unwrap().next().unwrap().unwrap();
    assert_eq!((mode(&records()), mode(&any.path())), (0o700, 0o600));
}

/// The number of records for a folder.
fn records_of(shop: &Path) -> usize {
    let text = format!("\"path\":\"{}\"", shop.display());
    let entries = fs::read_dir(records()).unwrap();
    let texts = entries.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap_or_default());
    texts.filter(|record| record.contains(&text)).count()
}
