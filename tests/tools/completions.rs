//! Shell completion: candidates of the pack in use, without fetching, writing or printing errors; and bash, zsh and
//! fish, each at a terminal.
//!
//! A shell that is not installed is skipped with a message; with `CI=true` it fails.

#![cfg_attr(not(unix), allow(unused))]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libtest_mimic::Conclusion;

#[cfg(unix)]
use crate::support::pty;
use crate::support::{project, run, said, scratch, tierup};
use crate::trials::{Suite, Trial, trial};

const TIERUP: &str = env!("CARGO_BIN_EXE_tierup");

pub fn suite(suite: Suite) -> Conclusion {
    let plain: [(&str, fn()); 6] = [
        ("a project offers what it may become", in_a_project),
        (
            "a folder's pack is known, on the line and in a project",
            of_a_folder,
        ),
        (
            "a pack from git is known as it was fetched, and never fetched",
            of_git,
        ),
        ("a person's own pack is known", of_a_person),
        (
            "what cannot be read offers nothing and says nothing",
            unreadable,
        ),
        ("nothing is written", writes_nothing),
    ];
    let plain = plain.into_iter().map(|(name, body)| {
        let body = move || {
            body();
            Ok(())
        };
        trial(name.to_owned(), None, body)
    });
    let shells = SHELLS.iter().map(|shell| {
        trial(
            format!("{} completes at a terminal", shell.name),
            lack(shell.name),
            || {
                at_a_terminal(shell);
                Ok(())
            },
        )
    });
    let trials: Vec<Trial> = plain.chain(shells).collect();
    suite.run(trials)
}

/// The candidates for the last of `words`, without options; standard error must be empty.
fn offered(dir: &Path, words: &[&str], environment: &[(&str, &Path)]) -> Vec<String> {
    let mut command = tierup(dir);
    command
        .env("COMPLETE", "bash")
        .env("_CLAP_IFS", "\n")
        .env("_CLAP_COMPLETE_INDEX", words.len().to_string())
        .envs(environment.iter().copied())
        .args(["--", "tierup"])
        .args(words);
    let said = said(&mut command).ok();
    assert_eq!(said.stderr, "", "{words:?}");
    let words = said.stdout.lines().filter(|word| !word.starts_with('-'));
    words.map(str::to_owned).collect()
}

fn here(dir: &Path, words: &[&str]) -> Vec<String> {
    offered(dir, words, &[])
}

fn in_a_project() {
    let dir = scratch();
    let shop = project(dir.path(), "shop", &["--preset=minimal"]);
    assert_eq!(
        here(&shop, &["add", ""]),
        [
            "lb=nginx",
            "lb=haproxy",
            "lb=caddy",
            "queue=celery-redis",
            "queue=celery-rabbitmq",
            "queue=celery-valkey",
            "cache=redis",
            "cache=memcached",
            "cache=valkey",
            "observe=prometheus",
            "auth=oidc"
        ]
    );
    assert_eq!(
        here(&shop, &["add", "lb=nginx", "c"]),
        ["cache=redis", "cache=memcached", "cache=valkey"]
    );
    assert_eq!(here(&shop, &["remove", ""]), ["db", "example"]);
    assert_eq!(
        here(&shop, &["set", "db="]),
        ["db=postgres", "db=mariadb", "db=none"]
    );
    // Django needs a database, and a cluster one that is not a file
    assert_eq!(
        here(&shop, &["set", "web=django", "db="]),
        ["db=postgres", "db=mariadb"]
    );
    assert_eq!(here(&shop, &["set", "deploy="]), [] as [&str; 0]);
    assert_eq!(
        here(&shop, &["set", "capacity.w"]),
        [
            "capacity.web.replicas=",
            "capacity.web.cpus=",
            "capacity.web.memory_mb="
        ]
    );
    assert_eq!(here(&shop, &["set", "pack."]), ["pack.source="]);
    assert_eq!(
        here(&shop, &["size", "--set", "capacity.b"]),
        [] as [&str; 0]
    );
    let below = shop.join("src");
    assert_eq!(here(&below, &["remove", ""]), ["db", "example"]);
    assert_eq!(
        here(dir.path(), &["-C", "shop", "remove", ""]),
        ["db", "example"]
    );
    assert_eq!(
        here(&shop, &["new", "other", "db=none", "queue="]),
        ["queue=none"]
    );
}

fn company() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/company/pack")
}

/// Variables for the folder with the user's settings and cache.
fn person(dir: &Path) -> [(&'static str, &Path); 2] {
    [("XDG_CONFIG_HOME", dir), ("XDG_CACHE_HOME", dir)]
}

fn of_a_folder() {
    let dir = scratch();
    let pack = company().display().to_string();
    for words in [
        ["new", "shop", "--pack", &pack, "mail="].as_slice(),
        &["new", "--pack", &pack, "shop", "mail="],
    ] {
        assert_eq!(here(dir.path(), words), ["mail=mailpit", "mail=none"]);
    }
    assert_eq!(here(dir.path(), &["new", "shop", "mail="]), [] as [&str; 0]);
    let offered = here(
        dir.path(),
        &["new", "shop", "--pack", &pack, "--preset", "ac"],
    );
    assert_eq!(offered, ["acme"]);
    let shop = project(dir.path(), "shop", &["--pack", &pack]);
    assert_eq!(
        here(&shop, &["set", "cache="]).first().unwrap(),
        "cache=redis"
    );
    assert_eq!(here(&shop, &["set", "answers.te"]), ["answers.team="]);
    assert_eq!(here(&shop, &["set", "answers.m"]), ["answers.mails_kept="]);
    assert_eq!(here(&shop, &["remove", "m"]), ["mail"]);
    run(&shop, ["remove", "mail", "-y"]).ok();
    assert_eq!(here(&shop, &["add", "m"]), ["mail=mailpit"]);
    // the number of e-mails to keep is not offered if none are received
    assert_eq!(here(&shop, &["set", "answers.m"]), [""; 0]);
}

fn of_git() {
    let dir = scratch();
    let repository = dir.path().join("acme");
    copy(&company(), &repository);
    for words in [
        ["init", "--quiet", "--initial-branch=main"].as_slice(),
        &["add", "--all"],
        &[
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.com",
            "commit",
            "--quiet",
            "-m",
            "a",
        ],
    ] {
        let mut git = Command::new("git");
        git.arg("-C").arg(&repository).args(words);
        assert!(git.status().unwrap().success());
    }
    let source = format!("git+file://{}", repository.display());
    let person = person(dir.path());
    let words = ["new", "shop", "--pack", &source, "mail="];
    assert_eq!(offered(dir.path(), &words, &person), [] as [&str; 0]);
    assert!(!dir.path().join("tierup").exists(), "something was fetched");
    let mut new = tierup(dir.path());
    new.args(["new", "shop", "-y", "--no-git", "--pack", &source]);
    said(new.envs(person)).ok();
    fs::remove_dir_all(&repository).unwrap();
    let both = ["mail=mailpit", "mail=none"];
    assert_eq!(offered(dir.path(), &words, &person), both);
    let shop = dir.path().join("shop");
    assert_eq!(offered(&shop, &["remove", "m"], &person), ["mail"]);
}

fn of_a_person() {
    let dir = scratch();
    let folder = dir.path().join("tierup");
    fs::create_dir(&folder).unwrap();
    let text = format!("pack = {:?}\n", company().display().to_string());
    fs::write(folder.join("config.toml"), text).unwrap();
    let words = ["new", "shop", "mail=m"];
    assert_eq!(
        offered(dir.path(), &words, &person(dir.path())),
        ["mail=mailpit"]
    );
}

fn unreadable() {
    let dir = scratch();
    let shop = project(dir.path(), "shop", &[]);
    fs::write(shop.join("tierup.toml"), "<<<<<<< mine\n").unwrap();
    // then the pack of a new project is used
    assert!(here(&shop, &["set", "db="]).contains(&"db=sqlite".to_owned()));
    let text = "[pack]\nsource = \"../gone\"\n[tiers]\n";
    fs::write(shop.join("tierup.toml"), text).unwrap();
    assert_eq!(here(&shop, &["set", "db="]), [] as [&str; 0]);
    assert_eq!(
        here(&shop, &["new", "x", "--pack", "/dev/null", "db="]),
        [] as [&str; 0]
    );
    assert_eq!(
        here(&shop, &["new", "x", "--pack", "git+ext::sh", "db="]),
        [] as [&str; 0]
    );
}

fn writes_nothing() {
    let dir = scratch();
    let shop = project(dir.path(), "shop", &[]);
    // completion does not repair what a killed command left
    fs::create_dir_all(shop.join(".tierup/staged")).unwrap();
    fs::write(shop.join(".tierup/staged/left"), "over").unwrap();
    let before = files(dir.path());
    for words in [
        ["set", "db="].as_slice(),
        &["add", ""],
        &["remove", ""],
        &["new", "x", ""],
    ] {
        offered(&shop, words, &person(dir.path()));
    }
    assert_eq!(files(dir.path()), before);
}

fn files(dir: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let entries = walkdir::WalkDir::new(dir).into_iter().flatten();
    entries
        .map(|entry| (entry.path().to_path_buf(), fs::read(entry.path()).ok()))
        .collect()
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().flatten() {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A shell, its arguments to start without user settings, and how it loads the script.
struct Shell {
    name: &'static str,
    words: &'static [&'static str],
    begin: &'static str,
}

const SHELLS: [Shell; 3] = [
    Shell {
        name: "bash",
        words: &["bash", "--norc", "--noprofile", "-i"],
        begin: "PS1='ready> '; source <(tierup completions bash)\r",
    },
    Shell {
        name: "zsh",
        words: &["zsh", "-f", "-i"],
        begin: "PS1='ready> '; autoload -Uz compinit && compinit -D -u; source <(tierup completions zsh)\r",
    },
    Shell {
        name: "fish",
        words: &["fish", "--no-config", "--interactive"],
        begin: "function fish_prompt; printf 'ready> '; end; tierup completions fish | source\r",
    },
];

/// Why a shell cannot be tested.
fn lack(shell: &str) -> Option<String> {
    let mut asked = Command::new(shell);
    asked
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let runs = asked.status().is_ok_and(|status| status.success());
    (!runs).then(|| format!("{shell} is not installed"))
}

/// A project, `tierup` on PATH, a line, TAB: the expected completion is shown.
#[cfg(unix)]
fn at_a_terminal(shell: &Shell) {
    let dir = scratch();
    let shop = project(dir.path(), "shop", &["--preset=minimal"]);
    let bin = Path::new(TIERUP).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let home = dir.path().to_str().unwrap();
    let environment = [("PATH", path.as_str()), ("HOME", home), ("TERM", "xterm")];
    for (typed, completed) in [
        ("tierup set db=p", "tierup set db=postgres"),
        ("tierup add cache=r", "tierup add cache=redis"),
        ("tierup remove d", "tierup remove db"),
        (
            "tierup new x --preset mini",
            "tierup new x --preset minimal",
        ),
        (
            "tierup set capacity.web.rep",
            "tierup set capacity.web.replicas=",
        ),
        ("tierup comp", "tierup completions"),
    ] {
        let mut terminal = pty::Pty::with(&shop, (30, 100), shell.words, &environment);
        terminal.press(shell.begin);
        terminal.wait("a prompt", |screen| {
            let line = |row| screen.contents_between(row, 0, row, 100);
            (0..30).any(|row| line(row).trim_end() == "ready>")
        });
        terminal.press(typed);
        terminal.wait(typed, |screen| {
            screen.contents().contains(&format!("ready> {typed}"))
        });
        terminal.press("\t");
        terminal.wait(completed, |screen| {
            screen.contents().contains(&format!("ready> {completed}"))
        });
    }
}

#[cfg(not(unix))]
fn at_a_terminal(_: &Shell) {}
