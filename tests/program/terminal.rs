//! Output on a terminal: no word is broken at the edge, commands can be pasted, colours only on a terminal; without a
//! terminal, each line remains one line.

#![cfg(unix)]

use std::path::Path;

use crate::support;
use crate::support::pty::Pty;
use crate::support::{project, run, scratch};

const TIERUP: &str = env!("CARGO_BIN_EXE_tierup");

/// The output of a command on a terminal of so many columns; checks that the terminal itself wraps no line.
/// More than any output has.
const ROWS: u16 = 300;

fn shown(dir: &Path, columns: u16, words: &[&str], code: i32) -> String {
    let words: Vec<&str> = [TIERUP].iter().chain(words).copied().collect();
    let mut pty = Pty::run(dir, (ROWS, columns), &words);
    assert_eq!(pty.end(), code, "{}", pty.screen());
    let broken = pty.look(|screen| (0..ROWS).find(|row| screen.row_wrapped(*row)));
    assert_eq!(broken, None, "{}", pty.screen());
    pty.screen()
}

/// The words in order, independent of line breaks.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn a_result_in_sentences_is_broken_between_words() {
    let dir = scratch();
    let piped = run(dir.path(), ["list"]).ok().stdout;
    assert!(piped.lines().any(|line| line.len() > 100), "{piped}");
    for columns in [50, 80, 200] {
        let shown = shown(dir.path(), columns, &["list"], 0);
        assert_eq!(words(&shown), words(&piped), "{columns}");
    }
    let shown = shown(dir.path(), 80, &["list"], 0);
    assert!(
        shown.contains("\n  nginx            Reverse proxy and load balancer; retries a request if a web\n                   container fails.\n"),
        "{shown}"
    );
}

#[test]
fn a_wrapped_message_is_aligned_with_its_first_line() {
    let dir = scratch();
    let shop = project(dir.path(), "shop", &[]);
    let too_many = ["set", "capacity.web.replicas=400"];
    let said = run(&shop, too_many).stderr;
    assert_eq!(said.lines().count(), 3, "{said}");
    let shown = shown(&shop, 85, &too_many, 1);
    assert_eq!(words(&shown), words(&said));
    assert!(
        shown.starts_with("error: the connection pools exceed the database's limit: 400 web.replicas x 2\n       web.processes x 10 web.pool + "),
        "{shown}"
    );
    let help = "\n  help: use\n        `tierup set capacity.db.max_connections=8038 ";
    assert!(shown.contains(help), "{shown}");
}

#[test]
fn a_note_that_names_a_command_names_it_in_one_line() {
    let dir = scratch();
    let shop = project(dir.path(), "shop", &[]);
    let shown = shown(&shop, 80, &["remove", "queue", "--dry-run"], 0);
    let paste = "\n      `docker volume rm shop_broker-data` removes it\n";
    assert!(shown.contains(paste), "{shown}");
    assert!(
        shown.contains(
            "\nnote: containers of `broker`, `worker` may still run:\n      `docker compose up "
        ),
        "{shown}"
    );
    assert!(shown.contains("\ndeleted  src/shop/worker.py\n"), "{shown}");
}

#[test]
fn the_printed_command_is_quoted_for_a_shell() {
    let dir = scratch();
    let screen = shown(dir.path(), 60, &["new", "my shop", "-y", "--no-git"], 0);
    let (_, command) = screen.split_once("To repeat this:\n").unwrap();
    assert!(command.contains(" \\\n"), "{command}");
    let again = scratch();
    let path = format!(
        "PATH={}:$PATH\n",
        Path::new(TIERUP).parent().unwrap().display()
    );
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-ec", &(path + command)])
        .current_dir(again.path());
    let output = shell.envs(support::clean_environment()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let blueprint = |dir: &Path| std::fs::read_to_string(dir.join("my shop/tierup.toml")).unwrap();
    assert_eq!(blueprint(again.path()), blueprint(dir.path()));
}

#[test]
fn colours_are_disabled_on_request() {
    let dir = scratch();
    let shop = project(dir.path(), "shop", &[]);
    let words = [TIERUP, "remove", "queue", "--dry-run"];
    let look = |environment: &[(&str, &str)]| {
        let mut pty = Pty::with(&shop, (60, 80), &words, environment);
        assert_eq!(pty.end(), 0);
        pty.has_style()
    };
    assert!(look(&[]));
    assert!(!look(&[("NO_COLOR", "1")]));
    assert!(!look(&[("TERM", "dumb")]));
}

#[test]
fn every_help_fits_and_ends_in_what_can_be_tried() {
    let dir = scratch();
    for command in ["new", "add", "remove", "set", "size", "completions", "man"] {
        let shown = shown(dir.path(), 80, &["help", command], 0);
        let (_, examples) = shown.split_once("\nExample").unwrap();
        assert!(examples.contains(&format!("tierup {command} ")), "{shown}");
    }
}
