//! Shared helpers of the tests: the built program, scratch folders, the output of a run.
#![allow(
    unreachable_pub,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it cannot continue"
)]

pub mod grown_pack;
#[cfg(unix)]
pub mod pty;
pub mod selections;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The result of a run of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not one JSON document: {error}\n{self:#?}"))
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:#?}");
        self
    }
}

/// The built program in `dir`, with a clean environment: no terminal, no colour, no git settings of the user.
pub fn tierup(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tierup"));
    command
        .current_dir(dir)
        .stdin(Stdio::null())
        .env("NO_COLOR", "1")
        .envs(clean_environment())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_AUTHOR_NAME", "A Tester")
        .env("GIT_AUTHOR_EMAIL", "tester@example.com")
        .env("GIT_COMMITTER_NAME", "A Tester")
        .env("GIT_COMMITTER_EMAIL", "tester@example.com");
    command
}

/// An environment without settings of the user and with an empty cache.
pub fn clean_environment() -> [(&'static str, &'static str); 5] {
    const NOWHERE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody");
    [
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_STATE_HOME",
        "APPDATA",
        "LOCALAPPDATA",
    ]
    .map(|name| (name, NOWHERE))
}

/// Runs the program in `dir` without input.
pub fn run<A: AsRef<OsStr>>(dir: &Path, arguments: impl IntoIterator<Item = A>) -> Said {
    said(tierup(dir).args(arguments))
}

pub fn said(command: &mut Command) -> Said {
    let output = command.output().expect("the program starts");
    Said {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}

/// A folder that is removed after the test.
pub fn scratch() -> tempfile::TempDir {
    tempfile::Builder::new()
        .prefix("tierup-")
        .tempdir()
        .expect("a scratch folder")
}

/// A project with these choices, created without prompts and without git.
pub fn project(dir: &Path, name: &str, choices: &[&str]) -> std::path::PathBuf {
    let arguments = ["new", name, "-y", "--no-git"]
        .into_iter()
        .chain(choices.iter().copied());
    run(dir, arguments).ok();
    dir.join(name)
}

/// Copies a folder with its content; links stay links.
pub fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else if entry.path_is_symlink() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(fs::read_link(entry.path()).unwrap(), target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
