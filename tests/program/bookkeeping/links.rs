//! Links, pipes and folders in place of files of a project or its bookkeeping: reported or refused at once with a help,
//! and never followed.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::place::{Place, run, snapshot};
use crate::support::said;

/// Paths of the bookkeeping that a change may use.
const PATHS: [&str; 16] = [
    ".tierup",
    ".tierup/state.toml",
    ".tierup/base.sha256",
    ".tierup/.gitignore",
    ".tierup/base",
    ".tierup/base/src",
    ".tierup/base/Makefile.base",
    ".tierup/base/new-link",
    ".tierup/journal",
    ".tierup/journal.part",
    ".tierup/journal.back",
    ".tierup/undo",
    ".tierup/rest-0",
    ".env",
    "tierup.toml",
    "Makefile",
];

const COMMANDS: [&str; 3] = ["check", "update --abort -y", "set -y cache=memcached"];

#[test]
fn no_link_is_followed_by_any_command() {
    for path in PATHS {
        for to in ["outside", "outside/deep", "outside/secret.txt", "nowhere"] {
            replaced(path, to, |at, place| symlink(place.join(to), at).unwrap());
        }
    }
}

#[test]
fn a_pipe_is_never_waited_for() {
    for path in PATHS {
        replaced(path, "a pipe", |at, _| {
            assert_eq!(said(std::process::Command::new("mkfifo").arg(at)).code, 0);
        });
    }
}

#[test]
fn an_endless_file_is_not_read() {
    for path in PATHS {
        replaced(path, "a large file", |at, _| {
            fs::File::create(at).unwrap().set_len(1 << 40).unwrap();
        });
    }
}

#[test]
fn a_folder_in_place_of_a_file_is_reported() {
    for path in PATHS {
        replaced(path, "a folder", |at, _| {
            fs::create_dir(at).unwrap();
            fs::write(at.join("mine.txt"), "mine\n").unwrap();
        });
    }
}

/// Puts something else at `path`, runs every command, and checks that nothing changed outside.
fn replaced(path: &str, what: &str, put: impl Fn(&Path, &Path)) {
    let place = Place::new();
    let at = place.shop().join(path);
    if at.is_dir() {
        fs::remove_dir_all(&at).unwrap();
    } else if at.exists() {
        fs::remove_file(&at).unwrap();
    }
    put(&at, place.path());
    let (outside, git) = (
        snapshot(&place.outside()),
        snapshot(&place.shop().join(".git")),
    );
    for command in COMMANDS {
        let said = place.run(command);
        let name = format!("{command} with {path} as {what}: {said:#?}");
        assert!((0..=4).contains(&said.code), "{name}");
        let refused = said.code != 1 || said.stderr.contains("  help: ");
        assert!(refused, "{name}");
        assert!(snapshot(&place.outside()) == outside, "{name}");
        assert!(snapshot(&place.shop().join(".git")) == git, "{name}");
    }
    // a stage is renamed together with unknown files in it
    let rest = place.shop().join(".tierup/rest-0/mine.txt");
    let stays = at.symlink_metadata().is_ok() || rest.exists();
    assert!(stays, "{path} as {what} is gone");
}

#[test]
fn each_is_reported_with_its_place_and_a_help() {
    for (path, command, message, help) in [
        (
            ".tierup",
            "size",
            "`.tierup` is a link; tierup needs its own directory there",
            "move it away: `mv ",
        ),
        (
            "tierup.toml",
            "size",
            "the blueprint cannot be read: `tierup.toml` is a link",
            "put the file itself there: ",
        ),
        (
            ".tierup/undo",
            "update",
            "`.tierup/undo` is a link; it is not applied",
            "remove it: `rm -r ",
        ),
        (
            ".tierup/journal.part",
            "update",
            "`.tierup/journal.part` is a link; it is not applied",
            "remove it: `rm -r ",
        ),
        (
            ".tierup/base.sha256",
            "plan",
            "it is a link and is not a file of tierup",
            "remove it: `rm -r .tierup/base.sha256`",
        ),
        (
            ".tierup/base/Makefile.base",
            "update",
            "it is a link and is not a file of tierup",
            "remove it: ",
        ),
    ] {
        let place = Place::new();
        let at = place.shop().join(path);
        let away = place.path().join("away");
        if at.exists() {
            fs::rename(&at, &away).unwrap();
        }
        symlink(&away, &at).unwrap();
        let said = place.run(command);
        assert_eq!(said.code, 1, "{path}: {said:#?}");
        assert!(
            said.stderr.starts_with(&format!("error: {message}")),
            "{path}: {said:#?}"
        );
        assert!(
            said.stderr.contains("\n  --> ") && said.stderr.contains(&format!("  help: {help}")),
            "{path}: {said:#?}"
        );
    }
}

#[test]
fn the_path_of_the_project_may_contain_a_link() {
    let place = Place::new();
    let link = place.path().join("link");
    symlink(place.shop(), &link).unwrap();
    run(&link, "check").ok();
    run(&link, "set -y cache=memcached").ok();
    run(place.path(), "-C link set -y cache=none").ok();
    place.run("check").ok();
}

#[test]
fn a_private_file_that_is_a_link_is_reported_and_unchanged() {
    let place = Place::new();
    fs::rename(place.shop().join(".env"), place.outside().join("env")).unwrap();
    symlink("../outside/env", place.shop().join(".env")).unwrap();
    let before = snapshot(&place.outside());
    let said = place.run("set -y cache=memcached").ok();
    assert!(
        said.stderr
            .contains("`.env` is not a regular file and is not changed"),
        "{said:#?}"
    );
    let check = place.run("check");
    assert!(
        check.stdout.contains(".env: it is a link, and is not read"),
        "{check:#?}"
    );
    assert!(snapshot(&place.outside()) == before);
}

#[test]
fn a_project_that_may_not_be_written_to_can_be_looked_at() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let folders = [place.shop(), place.shop().join(".tierup")];
    let mode = |bits| {
        for folder in &folders {
            fs::set_permissions(folder, fs::Permissions::from_mode(bits)).unwrap();
        }
    };
    mode(0o555);
    let before = snapshot(place.path());
    for command in ["check", "size", "plan", "diagram"] {
        place.run(command).ok();
        assert!(snapshot(place.path()) == before, "{command}");
    }
    mode(0o755);
}
