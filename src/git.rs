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

/// The files below `dir`, relative to it, that a merge, rebase, cherry-pick or revert which is not finished left
/// unmerged. None where there is no git to ask.
#[must_use]
pub fn unmerged(dir: &Path) -> Vec<String> {
    if !is_merging(dir) {
        return Vec::new();
    }
    let mut command = Command::new("git");
    command
        .current_dir(dir)
        .args(["-c", "core.fsmonitor=false", "ls-files", "--unmerged", "-z"])
        .stdin(Stdio::null());
    for variable in LOCAL_VARIABLES {
        command.env_remove(variable);
    }
    let listed = command.output().map(|output| output.stdout);
    let listed = listed.unwrap_or_default();
    let mut paths: Vec<String> = String::from_utf8_lossy(&listed)
        .split('\0')
        .filter_map(|entry| Some(entry.split_once('\t')?.1.to_owned()))
        .collect();
    paths.dedup();
    paths
}

/// Whether the repository that `dir` lies in is in the middle of such a command.
fn is_merging(dir: &Path) -> bool {
    const MARKS: [&str; 5] = [
        "MERGE_HEAD",
        "CHERRY_PICK_HEAD",
        "REVERT_HEAD",
        "rebase-merge",
        "rebase-apply",
    ];
    let found = dir
        .ancestors()
        .map(|folder| folder.join(".git"))
        .find(|git| git.exists());
    let Some(git) = found else {
        return false;
    };
    // in a worktree or a submodule it is a file that names the folder
    let named = git
        .is_file()
        .then(|| std::fs::read_to_string(&git).ok())
        .flatten();
    let named = named
        .as_deref()
        .and_then(|text| text.strip_prefix("gitdir:"));
    let folder = match (named, git.parent()) {
        (Some(named), Some(above)) => above.join(named.trim()),
        _ => git,
    };
    MARKS.iter().any(|mark| folder.join(mark).exists())
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
