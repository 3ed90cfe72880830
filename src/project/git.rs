//! EDGE: the `git` command, which may be missing.

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::core::error::Problem;
use crate::core::process::{self, RunningProcess};
use crate::core::shell;
use crate::pack::source::LOCAL_VARIABLES;

/// The message of the first commit.
const MESSAGE: &str = "Start from tierup's blueprint";

/// Whether `dir`, which need not exist yet, is in a repository.
#[must_use]
pub fn covers(dir: &Path) -> bool {
    // a relative path does not contain the folders above the current one
    std::path::absolute(dir).is_ok_and(|dir| {
        let existing = dir.ancestors().find(|folder| folder.exists());
        let real = existing.and_then(|folder| folder.canonicalize().ok());
        real.unwrap_or(dir)
            .ancestors()
            .any(|folder| folder.join(".git").exists())
    })
}

/// Makes `dir` a repository with a first commit of all its files. `shown` is the folder's path for messages, and
/// `private` the file that must not be committed.
///
/// # Errors
/// With a help; the files are not changed in any case.
pub fn first_commit(dir: &Path, shown: &Path, private: &str) -> Result<(), Problem> {
    let shown = shell::quoted(&shown.display().to_string());
    run(dir, &["init", "--quiet"], &shown)?;
    run(dir, &["add", "--all"], &shown)?;
    let ignored = ["ls-files", "--others", "--ignored", "--exclude-standard"];
    let ignored = run(dir, &ignored, &shown)?;
    let left_out: Vec<&str> = ignored.lines().filter(|path| *path != private).collect();
    let nothing = run(dir, &["ls-files", "--cached"], &shown)?.is_empty();
    if let (true, Some(path)) = (nothing, left_out.first()) {
        return Err(ignores(
            "the repository has no first commit: git ignores every file",
            path,
            &shown,
        ));
    }
    run(
        dir,
        &["commit", "--quiet", "--no-verify", "--message", MESSAGE],
        &shown,
    )?;
    match left_out.as_slice() {
        [] => Ok(()),
        [path] => Err(ignores(
            &format!("the first commit is without `{path}`, which git ignores"),
            path,
            &shown,
        )),
        [path, more @ ..] => Err(ignores(
            &format!(
                "the first commit is without `{path}` and {} more, which git ignores",
                more.len()
            ),
            path,
            &shown,
        )),
    }
}

/// The files below `dir`, relative to it, that an unfinished merge, rebase, cherry-pick or revert left unmerged. None
/// without git.
#[must_use]
pub fn unmerged(dir: &Path) -> Vec<String> {
    if !is_merging(dir) {
        return Vec::new();
    }
    let ask = ["-c", "core.fsmonitor=false", "ls-files", "--unmerged", "-z"];
    let listed = run(dir, &ask, ".").unwrap_or_default();
    let mut paths: Vec<String> = listed
        .split('\0')
        .filter_map(|entry| Some(entry.split_once('\t')?.1.to_owned()))
        .collect();
    paths.dedup();
    paths
}

/// Whether the repository of `dir` is in the middle of such a command.
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
    // in a worktree or submodule, `.git` is a file with the folder's path
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

fn ignores(what: &str, path: &str, shown: &str) -> Problem {
    Problem::new(what).at(shown).help(format!(
        "`git -C {shown} check-ignore -v {}` shows the rule, e.g. of your core.excludesFile",
        shell::quoted(path)
    ))
}

/// Runs git without input; returns its output.
fn run(dir: &Path, arguments: &[&str], shown: &str) -> Result<String, Problem> {
    let mut command = Command::new("git");
    command.current_dir(dir).args(arguments);
    for variable in LOCAL_VARIABLES {
        command.env_remove(variable);
    }
    // a process in another group cannot prompt on the terminal, e.g. for the passphrase of a key
    if !std::io::stdin().is_terminal() {
        process::own_process_group(&mut command);
    }
    let refuse = |why: String, help: String| Problem::new(why).at(shown).help(help);
    let running = RunningProcess::start(&mut command).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => refuse(
            "git is not installed, so there is no repository".to_owned(),
            format!("install it, and `git init {shown}`; or say `--no-git`"),
        ),
        _ => refuse(
            format!("git did not start, so there is no repository: {error}"),
            format!("look at `git --version`, then `git init {shown}`; or say `--no-git`"),
        ),
    })?;
    // hooks may take any time
    let ended = running.finish(Duration::MAX).ok().flatten();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, complaint) = match ended {
        Some(output) if output.status.success() => return Ok(text(&output.stdout)),
        Some(output) => (text(&output.stdout), text(&output.stderr)),
        None => Default::default(),
    };
    let mut lines = complaint.lines().chain(out.lines()).map(str::trim);
    let why = lines.find(|line| !line.is_empty());
    let line: Vec<String> = arguments.iter().map(|word| shell::quoted(word)).collect();
    let output = why.map_or_else(|| "without a word".to_owned(), |why| format!("with: {why}"));
    Err(refuse(
        format!(
            "the repository has no first commit: `git {}` failed {output}",
            arguments[0]
        ),
        format!(
            "`git -C {shown} {}` shows all that it says; `git config --list --show-origin` shows your hooks and settings",
            line.join(" ").replace(" --quiet", "")
        ),
    ))
}
