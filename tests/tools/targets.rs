//! The targets of generated projects, run by `make.py` with Python and git alone: neither make nor a shell is on PATH.
//! There is no Windows here: its part runs with the name of the system changed, and without what Python has on POSIX
//! systems alone.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Conclusion;

use crate::checkers::python::{VERSIONS, interpreter};
use crate::machine::projects::generate;
use crate::machine::tools::{Outcome, inside, on_path};
use crate::support;
use crate::trials::{Suite, today, trial};

const FRAMEWORKS: [&str; 3] = ["web=flask", "web=django", "web=fastapi"];

const SCRIPTS: [(&str, &str); 5] = [
    ("containers.py", include_str!("targets/containers.py")),
    ("ended.py", include_str!("targets/ended.py")),
    ("on_windows.py", include_str!("targets/on_windows.py")),
    ("served.py", include_str!("targets/served.py")),
    ("without_posix.py", include_str!("targets/without_posix.py")),
];

pub fn suite(suite: Suite) -> Conclusion {
    let python = VERSIONS.into_iter().find_map(interpreter);
    let lack = match (&python, on_path("git")) {
        (None, _) => Some("no python3.11 or newer is installed".to_owned()),
        (_, None) => Some("git is not installed".to_owned()),
        _ => None,
    };
    let python = python.unwrap_or_default();
    // one of the frameworks each day; all of them with `--include-ignored`
    let mut trials: Vec<_> = FRAMEWORKS
        .into_iter()
        .enumerate()
        .map(|(at, web)| {
            let python = python.clone();
            let name = format!("every target without make and a shell: {web}");
            trial(name, lack.clone(), move || every_target(web, &python))
                .ignored_unless((at + today()).is_multiple_of(FRAMEWORKS.len()))
        })
        .collect();
    for (name, holds) in [
        (
            "wrong targets are named with the right ones",
            wrong as Holds,
        ),
        ("failing and stopped commands give their exit code", ends),
        (
            "a stack and a cluster, with commands that are recorded",
            elsewhere,
        ),
    ] {
        let python = python.clone();
        trials.push(trial(name, lack.clone(), move || holds(&python)));
    }
    suite.run(trials)
}

type Holds = fn(&Path) -> Result<(), String>;

/// A new project, and a PATH with git alone.
struct Bare {
    folder: tempfile::TempDir,
    project: PathBuf,
    python: PathBuf,
}

impl Bare {
    fn new(arguments: &[&str], python: &Path) -> Result<Self, String> {
        let folder = support::scratch();
        let project = generate(folder.path(), "shop", arguments)?;
        let programs = folder.path().join("programs");
        let git = on_path("git").unwrap_or_default();
        fs::create_dir(&programs)
            .and_then(|()| symlink(git, programs.join("git")))
            .map_err(|error| error.to_string())?;
        for (name, text) in SCRIPTS {
            fs::write(folder.path().join(name), text).map_err(|error| error.to_string())?;
        }
        Ok(Self {
            folder,
            project,
            python: python.to_owned(),
        })
    }

    fn run(&self, words: &[&str]) -> Outcome {
        let mut command = Command::new(&self.python);
        command
            .args(words)
            .env("PATH", self.folder.path().join("programs"));
        inside(&mut command, &self.project)
    }

    /// Runs one of the scripts, with the project's own arguments.
    fn script(&self, name: &str, words: &[&str]) -> Outcome {
        let script = self.folder.path().join(name).display().to_string();
        self.run(&[&[script.as_str()], words].concat())
    }

    fn has(&self, path: &str) -> bool {
        self.project.join(path).exists()
    }
}

fn every_target(web: &str, python: &Path) -> Result<(), String> {
    let bare = Bare::new(&[web], python)?;
    bare.run(&[
        "make.py", "install", "format", "lint", "test", "migrate", "hooks",
    ])?;
    let again = bare.run(&["make.py", "install"])?;
    expect(again.is_empty(), "it is installed again", &again)?;
    let python = python.display().to_string();
    let said = bare.script("served.py", &[&python, "make.py", "dev"])?;
    expect(said.contains("bin/gunicorn --reload"), "dev", &said)?;
    on_windows(&bare, web)?;
    bare.run(&["make.py", "clean"])?;
    expect(!bare.has(".venv") && !bare.has("var"), "clean", "")?;
    let left = inside(
        Command::new("git").args(["status", "--porcelain"]),
        &bare.project,
    )?;
    expect(left.is_empty(), "git sees more files", &left)
}

fn on_windows(bare: &Bare, web: &str) -> Result<(), String> {
    symlink("bin", bare.project.join(".venv/Scripts")).map_err(|error| error.to_string())?;
    let pyproject = fs::read_to_string(bare.project.join("pyproject.toml"));
    let pyproject = pyproject.map_err(|error| error.to_string())?;
    for pin in pyproject
        .split('"')
        .filter_map(|pin| pin.strip_suffix("; sys_platform == 'win32'"))
    {
        inside(
            Command::new(bare.project.join(".venv/bin/pip")).args(["install", "--quiet", pin]),
            &bare.project,
        )?;
    }
    let windows = bare
        .folder
        .path()
        .join("on_windows.py")
        .display()
        .to_string();
    let said = bare.run(&[&windows, "make.py", "hooks"])?;
    let config = fs::read_to_string(bare.project.join(".venv/.pre-commit-config.yaml"));
    let config = config.map_err(|error| error.to_string())?;
    expect(
        config.contains("entry: .venv/Scripts/ruff.exe"),
        &said,
        &config,
    )?;
    let python = bare.python.display().to_string();
    let said = bare.script("served.py", &[&python, &windows, "make.py", "dev"])?;
    let server = match web {
        "web=django" => ".venv/Scripts/python -m shop runserver",
        "web=fastapi" => ".venv/Scripts/uvicorn --reload",
        _ => ".venv/Scripts/flask --app",
    };
    expect(said.contains(server), server, &said)?;
    let mut test = Command::new(&bare.python);
    test.args([
        &windows,
        "make.py",
        "test",
        "PYTEST_ADDOPTS=-p without_posix",
    ])
    .arg(format!("PYTHONPATH={}", bare.folder.path().display()));
    inside(&mut test, &bare.project).map(drop)
}

fn wrong(python: &Path) -> Result<(), String> {
    let bare = Bare::new(&[], python)?;
    let said = bare.run(&["make.py", "test", "tset", "A=1"]);
    let said = said.err().ok_or("a wrong target is accepted")?;
    let right = [
        "exit status: 2",
        "no target: tset\n",
        "targets: help, install, dev, test,",
    ];
    expect(right.iter().all(|part| said.contains(part)), "said", &said)?;
    for help in [
        &["make.py"][..],
        &["make.py", "help"],
        &["make.py", "--help"],
    ] {
        let said = bare.run(help)?;
        expect(
            said.contains("\nmigrate        Bring the database"),
            "help",
            &said,
        )?;
    }
    let said = bare.run(&["make.py", "up"]);
    let said = said.err().unwrap_or_default();
    expect(said.contains("docker is not installed"), "up", &said)
}

fn ends(python: &Path) -> Result<(), String> {
    let bare = Bare::new(&[], python)?;
    bare.script("ended.py", &[]).map(drop)
}

fn elsewhere(python: &Path) -> Result<(), String> {
    let bare = Bare::new(&["deploy=kubernetes"], python)?;
    bare.script("containers.py", &[]).map(drop)
}

fn expect(right: bool, what: &str, said: &str) -> Result<(), String> {
    right.then_some(()).ok_or_else(|| format!("{what}\n{said}"))
}
