//! A user at a terminal changes a project: the questions, and the information about data before them.

#![cfg(unix)]

use std::path::{Path, PathBuf};

use crate::support::pty::{CTRL_C, DOWN, ENTER, ESC, Pty};
use crate::support::{project, run, scratch};

const SCREEN: (u16, u16) = (24, 80);

fn typed(project: &Path, words: &[&str]) -> Pty {
    let words: Vec<&str> = [env!("CARGO_BIN_EXE_tierup")]
        .iter()
        .chain(words)
        .copied()
        .collect();
    Pty::run(project, SCREEN, &words)
}

fn blueprint(project: &Path) -> String {
    std::fs::read_to_string(project.join("tierup.toml")).unwrap()
}

/// At the question about data that would remain.
fn at_data(project: &Path) -> Pty {
    let pty = typed(project, &["set", "db=sqlite"]);
    pty.see("? Continue anyway?");
    pty.see("❯ No");
    let screen = pty.screen();
    assert!(screen.contains("shop_db-data"), "{screen}");
    assert!(
        !screen.contains("shop_db-run"),
        "a socket is no data: {screen}"
    );
    pty
}

fn with_data(dir: &Path) -> PathBuf {
    project(dir, "shop", &["cache=none", "queue=none"])
}

#[test]
fn data_is_left_behind_by_consent() {
    let dir = scratch();
    let project = with_data(dir.path());
    let mut pty = at_data(&project);
    pty.press(DOWN);
    pty.press(ENTER);
    assert_eq!(pty.end(), 0, "{}", pty.screen());
    assert!(blueprint(&project).contains("db = \"sqlite\""));
    run(&project, ["check"]).ok();
}

#[test]
fn without_consent_nothing_is_changed() {
    for keys in [ENTER, ESC, CTRL_C] {
        let dir = scratch();
        let project = with_data(dir.path());
        let before = blueprint(&project);
        let mut pty = at_data(&project);
        pty.press(keys);
        assert_ne!(pty.end(), 0, "{}", pty.screen());
        assert_eq!(blueprint(&project), before, "{keys:?}");
        let plan = run(&project, ["plan", "--json", "--exit-code"]);
        assert_eq!(plan.code, 0, "{plan:#?}");
    }
}

#[test]
fn the_provider_of_a_tier_that_is_added_is_asked_for() {
    let dir = scratch();
    let project = with_data(dir.path());
    let mut pty = typed(&project, &["add", "cache"]);
    pty.see("? Cache");
    pty.see("❯ Redis");
    pty.see("  Memcached");
    let screen = pty.screen();
    assert!(
        !screen.contains("None"),
        "nothing is nothing to add: {screen}"
    );
    pty.press(DOWN);
    pty.press(ENTER);
    assert_eq!(pty.end(), 0, "{}", pty.screen());
    assert!(blueprint(&project).contains("cache = \"memcached\""));
    run(&project, ["check"]).ok();
}

#[test]
fn a_resource_without_a_name_or_fields_is_asked_for() {
    let dir = scratch();
    let project = with_data(dir.path());
    let mut pty = typed(&project, &["resource", "add"]);
    pty.see("? Name of the resource");
    pty.type_in("note");
    pty.press(ENTER);
    pty.see("? First field of note");
    pty.type_in("title:string(9)");
    pty.press(ENTER);
    pty.see("? Next field of note");
    pty.press(ENTER);
    assert_eq!(pty.end(), 0, "{}", pty.screen());
    assert!(blueprint(&project).contains("[resources.note]\ntitle = \"string(9)\"\n"));
    run(&project, ["check"]).ok();
}
