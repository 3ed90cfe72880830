//! A scratch folder that represents a checkout of this repository, and a shell that follows a document in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support;

/// Replaces `cargo run` by the built program; records other cargo commands.
const CARGO: &str = r#"#!/usr/bin/env bash
if [[ $1 == run ]]; then
  while [[ $1 != -- ]]; do shift; done
  shift
  exec tierup "$@"
fi
echo "$*" >>"$CARGO_LOG"
"#;

/// The built program without the user's settings. Installed checkers are not used: `tests/verify` tests those.
const TIERUP: &str = r#"#!/usr/bin/env bash
export XDG_CONFIG_HOME=$SETTINGS XDG_CACHE_HOME=$SETTINGS XDG_STATE_HOME=$SETTINGS NO_COLOR=1
[[ $1 == verify ]] && PATH=/nowhere
exec "$BUILT" "$@"
"#;

/// The URL of a team's repository in the documents.
const TEAM: &str = "https://git.example.com/team/acme";

pub(crate) struct Checkout {
    scratch: tempfile::TempDir,
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Checkout {
    pub(crate) fn new() -> Result<Self, String> {
        let checkout = Self {
            scratch: support::scratch(),
        };
        let folder = checkout.folder();
        for path in ["templates", ".ci"] {
            support::copy(&root().join(path), &folder.join(path));
        }
        for path in ["Cargo.toml", "CHANGELOG.md", "Makefile"] {
            let copied = fs::copy(root().join(path), folder.join(path));
            copied.map_err(|error| format!("{path}: {error}"))?;
        }
        checkout.program("cargo", CARGO)?;
        checkout.program("tierup", TIERUP)?;
        checkout.write("cargo.log", "")?;
        checkout.write(
            "gitconfig",
            &format!(
                "[user]\nname = A Tester\nemail = tester@example.com\n[url \"file://{}\"]\ninsteadOf = {TEAM}\n",
                checkout.path("team.git").display()
            ),
        )?;
        checkout.run(
            "git init --quiet --bare ../team.git
             git init --quiet --initial-branch main
             printf '/shop*\\n' >.gitignore
             git commit --quiet --allow-empty --message first
             git remote add origin ../team.git",
        )?;
        Ok(checkout)
    }

    /// The folder in which a document is followed.
    pub(crate) fn folder(&self) -> PathBuf {
        self.path("checkout")
    }

    /// With its own home folder, so that a document may write there.
    pub(crate) fn at_home(&self, script: &str) -> Result<(), String> {
        let home = self.path("home");
        fs::create_dir_all(&home).map_err(|error| error.to_string())?;
        self.run(&format!("export HOME='{}'\n{script}", home.display()))
    }

    /// Runs a script from the folder of the checkout.
    pub(crate) fn run(&self, script: &str) -> Result<(), String> {
        let path = std::env::var("PATH").unwrap_or_default();
        let mut shell = Command::new("bash");
        shell
            .args(["-c", &format!("set -eE\n{script}")])
            .current_dir(self.folder())
            .stdin(std::process::Stdio::null())
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("BUILT", env!("CARGO_BIN_EXE_tierup"))
            .env("SETTINGS", self.path("settings"))
            .env("CARGO_LOG", self.path("cargo.log"))
            .env("GIT_CONFIG_GLOBAL", self.path("gitconfig"))
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env_remove("MAKEFLAGS")
            .env_remove("VIRTUAL_ENV");
        let output = shell.output().map_err(|error| format!("bash: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!(
            "{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ))
    }

    /// The recorded cargo commands, one a line.
    pub(crate) fn cargo(&self) -> Result<String, String> {
        fs::read_to_string(self.path("cargo.log")).map_err(|error| error.to_string())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        fs::write(self.path(name), text).map_err(|error| format!("{name}: {error}"))
    }

    fn program(&self, name: &str, text: &str) -> Result<(), String> {
        let bin = self.path("bin");
        fs::create_dir_all(&bin).map_err(|error| error.to_string())?;
        self.write(&format!("bin/{name}"), text)?;
        let made = Command::new("chmod").arg("+x").arg(bin.join(name)).status();
        made.map(drop).map_err(|error| format!("chmod: {error}"))
    }
}
