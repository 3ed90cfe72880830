//! A generated project on a machine without servers, and typical commands in it.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::documents;
use super::follow::Step;
use super::shell::Checkout;
use crate::support;

pub(crate) struct Project {
    /// Removed with the project.
    _scratch: Scratch,
    folder: PathBuf,
}

/// The owner of a project's folder.
enum Scratch {
    Folder(#[expect(dead_code, reason = "goes with its value")] tempfile::TempDir),
    Checkout(#[expect(dead_code, reason = "goes with its value")] Checkout),
}

/// What is missing on this machine.
pub(crate) fn lack() -> Option<String> {
    let recent = "import sys; sys.exit(sys.version_info < (3, 11))";
    if !runs("make", &["--version"]) {
        return Some("make is not installed".to_owned());
    }
    if !runs("python3", &["-c", recent]) {
        return Some("python3 is older than 3.11, or not installed".to_owned());
    }
    let scratch = support::scratch();
    let target = scratch.path().display().to_string();
    let fetch = [
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        &target,
        "iniconfig==2.3.1",
    ];
    (!runs("python3", &fetch)).then(|| "no package index answers".to_owned())
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

impl Project {
    pub(crate) fn new(choices: &[&str]) -> Result<Self, String> {
        let scratch = support::scratch();
        let arguments = ["new", "shop", "-y", "--no-git"].iter().chain(choices);
        let said = support::run(scratch.path(), arguments);
        if said.code != 0 {
            return Err(said.stderr);
        }
        Ok(Self {
            folder: scratch.path().join("shop"),
            _scratch: Scratch::Folder(scratch),
        })
    }

    /// The project after following this repository's README; its tests passed.
    pub(crate) fn started() -> Result<Self, String> {
        let checkout = documents::started()?;
        Ok(Self {
            folder: checkout.folder().join("shop"),
            _scratch: Scratch::Checkout(checkout),
        })
    }

    pub(crate) fn read(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.folder.join(path)).map_err(|error| format!("{path}: {error}"))
    }

    pub(crate) fn follow(&self, step: &Step) -> Result<(), String> {
        match step {
            Step::New { path, text } => {
                let target = self.folder.join(path);
                if target.exists() {
                    return Err(format!("{path} should be new"));
                }
                fs::write(target, text).map_err(|error| format!("{path}: {error}"))
            }
            Step::Change { path, old, new } => {
                let text = self.read(path)?;
                if text.matches(old.as_str()).count() != 1 {
                    return Err(format!("{path} has not exactly one\n{old}"));
                }
                fs::write(self.folder.join(path), text.replacen(old.as_str(), new, 1))
                    .map_err(|error| format!("{path}: {error}"))
            }
            Step::Run(line) => self.run(Command::new("sh").args(["-ec", line])).map(drop),
        }
    }

    /// The output, on success and on failure.
    pub(crate) fn make(&self, arguments: &[&str]) -> Result<String, String> {
        let (variables, targets): (Vec<&str>, Vec<&str>) = arguments
            .iter()
            .partition(|argument| argument.contains('='));
        let mut make = Command::new("make");
        make.args(targets).args(&variables);
        self.run(&mut make)
    }

    /// Runs a script with the project's own interpreter.
    pub(crate) fn python(&self, script: &str, arguments: &[&str]) -> Result<(), String> {
        let mut python = Command::new(self.folder.join(".venv/bin/python"));
        self.run(python.args(["-c", script]).args(arguments))
            .map(drop)
    }

    /// The application that gunicorn serves, from the image.
    fn application(&self) -> String {
        let dockerfile = self.read("Dockerfile").unwrap_or_default();
        let start = dockerfile.lines().find(|line| line.starts_with("CMD"));
        let words = start.unwrap_or_default().split('"');
        words.filter(|word| word.ends_with(":app")).collect()
    }

    /// The application on a free port, once it responds.
    pub(crate) fn serve(&self) -> Result<Server, String> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.map_err(|error| error.to_string())?.to_string();
        let migrates = self.read("Makefile")?.contains("\nmigrate:");
        self.make(&[if migrates { "migrate" } else { "install" }])?;
        let process = Command::new(self.folder.join(".venv/bin/gunicorn"))
            .arg(self.application())
            .current_dir(&self.folder)
            .env("WEB_BIND", &address)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("gunicorn: {error}"))?;
        let server = Server {
            process,
            url: format!("http://{address}"),
        };
        let deadline = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(&address).is_err() {
            if Instant::now() > deadline {
                return Err("the server does not listen".to_owned());
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    fn run(&self, command: &mut Command) -> Result<String, String> {
        let output = command
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .env_remove("MAKEFLAGS")
            .env_remove("VIRTUAL_ENV")
            .output()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let (said, failed) = (output.stdout, output.stderr);
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&said),
            String::from_utf8_lossy(&failed)
        );
        if output.status.success() {
            Ok(said)
        } else {
            Err(format!("{command:?} fails:\n{said}"))
        }
    }
}

/// Stopped when dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // not `kill()`, which would leave the server's own processes running
        let pid = self.process.id().to_string();
        let _gone = Command::new("kill").arg(pid).status();
        let _ended = self.process.wait();
    }
}
