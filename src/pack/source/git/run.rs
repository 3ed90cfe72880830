//! Runs git with restricted permissions and a timeout; errors become problems.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::core::error::{Error, Problem, Result};
use crate::core::process::{self, RunningProcess};
use crate::pack::origin::{GitOrigin, PROTOCOLS};

/// The maximum duration of a fetch.
const TIMEOUT: Duration = Duration::from_mins(2);
/// Prevents git from running, asking or storing anything besides the objects.
const SETTINGS: [&str; 13] = [
    "protocol.allow=never",
    "protocol.https.allow=always",
    "protocol.ssh.allow=always",
    "protocol.file.allow=always",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.askPass=",
    "credential.interactive=false",
    "fetch.fsckObjects=true",
    "fetch.recurseSubmodules=false",
    "transfer.bundleURI=false",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// Variables that make git prompt, or configure it from outside its files.
const ASKING: [&str; 4] = [
    "GIT_ASKPASS",
    "SSH_ASKPASS",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
];

/// A hook or an editor around this process may have set these for another repository
/// (`git rev-parse --local-env-vars`).
pub(crate) const LOCAL_VARIABLES: [&str; 9] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_SHALLOW_FILE",
];

/// Git in a bare repository.
pub(super) fn git_in(repository: &Path) -> Command {
    let mut command = safe_git();
    command.arg("--git-dir").arg(repository);
    command
}

/// Git without commands, prompts, or the settings of the repository in the current folder.
pub(super) fn safe_git() -> Command {
    let mut command = Command::new("git");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for variable in LOCAL_VARIABLES.iter().chain(&ASKING) {
        command.env_remove(variable);
    }
    command
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_ALLOW_PROTOCOL", PROTOCOLS.join(":"))
        .stdin(Stdio::null());
    process::own_process_group(&mut command);
    command
}

/// The output of git, or its error as a problem.
pub(super) fn output(mut command: Command, origin: &GitOrigin) -> Result<Vec<u8>> {
    let running = RunningProcess::start(&mut command).map_err(|error| not_started(&error))?;
    match running.finish(TIMEOUT)? {
        Some(output) if output.status.success() => Ok(output.stdout),
        Some(output) => Err(git_error(&String::from_utf8_lossy(&output.stderr), origin)),
        None => Err(Problem::new(format!(
            "git timed out with `{}` after {} seconds",
            origin.url,
            TIMEOUT.as_secs()
        ))
        .at("--pack")
        .help("check the server, or clone the repository and use its directory: `--pack DIR`")
        .into()),
    }
}

fn not_started(error: &std::io::Error) -> Error {
    let why = if error.kind() == std::io::ErrorKind::NotFound {
        "git is not installed, but the pack is in a git repository".to_owned()
    } else {
        format!("git did not start: {error}")
    };
    Problem::new(why)
        .at("--pack")
        .help(
            "install git, or get the repository in another way and use its directory: `--pack DIR`",
        )
        .into()
}

pub(super) fn not_found(wish: &str, origin: &GitOrigin) -> Error {
    Problem::new(format!(
        "there is no branch, tag or commit `{wish}` in {}",
        origin.url
    ))
    .at("--pack")
    .help("`git ls-remote URL` lists branches and tags; a commit needs all 40 digits")
    .into()
}

/// An error of git as a problem.
fn git_error(complaint: &str, origin: &GitOrigin) -> Error {
    if complaint.contains("couldn't find remote ref") || complaint.contains("not our ref") {
        return not_found(&origin.reference, origin);
    }
    let line = |start: &str| complaint.lines().find_map(|line| line.strip_prefix(start));
    let last = || complaint.lines().rev().find(|line| !line.trim().is_empty());
    let why = line("fatal: ").or_else(|| line("error: ")).or_else(last);
    Problem::new(format!(
        "git cannot fetch {}: {}",
        origin.url,
        why.unwrap_or("it gives no reason").trim_end_matches('.')
    ))
    .at("--pack")
    .help("check the URL, your network and your access rights; existing projects keep the commit that they use")
    .into()
}
