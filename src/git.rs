//! EDGE: the `git` command, which may be missing.

use std::path::Path;
use std::process::{Command, Stdio};

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

/// Whether `dir`, which need not exist yet, lies in a repository.
#[must_use]
pub fn covers(dir: &Path) -> bool {
    // a relative path says nothing of the folders above this process
    std::path::absolute(dir).is_ok_and(|dir| {
        let stands = dir.ancestors().find(|folder| folder.exists());
        let real = stands.and_then(|folder| folder.canonicalize().ok());
        real.unwrap_or(dir)
            .ancestors()
            .any(|folder| folder.join(".git").exists())
    })
}

/// Makes `dir` a repository with a first commit of all its files.
///
/// # Errors
/// With a sentence for the user; whatever went wrong, the files are as they were.
pub fn first_commit(dir: &Path) -> Result<(), String> {
    run(dir, &["init", "--quiet"])?;
    let commit = run(dir, &["add", "--all"]).and_then(|()| {
        run(
            dir,
            &[
                "commit",
                "--quiet",
                "--no-verify",
                "--message",
                "Start from tierup's blueprint",
            ],
        )
    });
    commit.map_err(|why| format!("the repository has no first commit: {why}"))
}

fn run(dir: &Path, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new("git");
    command
        .current_dir(dir)
        .args(arguments)
        .stdin(Stdio::null());
    for variable in LOCAL_VARIABLES {
        command.env_remove(variable);
    }
    let output = command.output();
    match output {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err("git is not installed, so there is no repository".to_owned())
        }
        Err(error) => Err(format!("git did not start: {error}")),
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let first = said
                .lines()
                .find(|line| !line.trim().is_empty())
                .unwrap_or("it said nothing");
            Err(format!("`git {}` failed: {first}", arguments[0]))
        }
    }
}
