//! EDGE: a pack out of a repository. Git is given an address and the name of a state, and may do nothing but fetch:
//! https, ssh and file, no submodules, no hooks, no prompts, a bounded time. What it fetched is read as objects, so
//! that no attribute, filter or link of the repository means anything. The person's own configuration counts (proxies,
//! credential helpers, mirrors); none comes from the repository.

mod objects;
mod run;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::core::error::{AtPath, Problem, Result};
use crate::core::folders;
use crate::core::hash::hash;
use crate::core::interrupt;
use crate::pack::Files;
use crate::pack::origin::{GitOrigin, is_commit};
pub(crate) use run::LOCAL_VARIABLES;
use run::{git_in, not_found, output, safe_git};

/// Where what was fetched is found again.
const FETCHED: &str = "refs/tierup/pack";

/// What a killed process left is gone after so long.
const LEFT_OVER: Duration = Duration::from_hours(24);
const TEMPORARY: &str = "tmp-";

/// The files of a pack: at `commit` where one is given, at what the reference means now otherwise. The commit too.
///
/// # Errors
/// When git is missing, refuses or takes too long, or what it brings is no pack.
pub(super) fn files(origin: &GitOrigin, commit: Option<&str>) -> Result<(String, Files)> {
    let cache = cache_folder()?;
    let commit = match commit {
        Some(commit) if !is_commit(commit) => {
            return Err(Problem::new(format!("{commit:?} is not a commit"))
                .at("pack.commit")
                .help("remove the line from tierup.toml and run `tierup update`")
                .into());
        }
        // what is known needs no network
        Some(commit) if repository(&cache, origin, commit).is_dir() => commit.to_owned(),
        _ => fetch(&cache, origin, commit)?,
    };
    let repository = repository(&cache, origin, &commit);
    let files = objects::files(&repository, &commit, origin).map_err(|error| {
        let mut problems = error.problems;
        for problem in &mut problems {
            problem.help.get_or_insert_with(|| {
                format!(
                    "remove `{}` and run the command again",
                    repository.display()
                )
            });
        }
        problems
    })?;
    Ok((commit, files))
}

/// The files of a pack that was fetched before: at `commit` where that is here, else as it came last. Fetches nothing.
///
/// # Errors
/// When it was never fetched.
pub(super) fn cached_files(origin: &GitOrigin, commit: Option<&str>) -> Result<(String, Files)> {
    let cache = cache_folder()?;
    let is_cached =
        |commit: &&str| is_commit(commit) && repository(&cache, origin, commit).is_dir();
    let commit = commit.filter(is_cached).map(str::to_owned);
    let commit = commit.or_else(|| newest(&cache, origin));
    let commit = commit.ok_or_else(|| not_found(&origin.reference, origin))?;
    let files = objects::files(&repository(&cache, origin, &commit), &commit, origin)?;
    Ok((commit, files))
}

/// The commit that was fetched last from there.
fn newest(cache: &Path, origin: &GitOrigin) -> Option<String> {
    let start = repository(cache, origin, "");
    let start = start.file_name()?.to_str()?;
    let entries = std::fs::read_dir(cache).ok()?.flatten();
    let commits = entries.filter_map(|entry| {
        let name = entry.file_name();
        let commit = name.to_str()?.strip_prefix(start)?.to_owned();
        let at = entry.metadata().and_then(|meta| meta.modified()).ok()?;
        is_commit(&commit).then_some((at, commit))
    });
    commits.max().map(|(_, commit)| commit)
}

/// Where repositories are kept.
fn cache_folder() -> Result<PathBuf> {
    folders::cache()
        .map(|cache| cache.join("packs"))
        .ok_or_else(|| {
            Problem::new("there is no cache directory for git")
                .at("HOME")
                .help("set HOME or XDG_CACHE_HOME")
                .into()
        })
}

/// Where one state of a repository is kept.
fn repository(cache: &Path, origin: &GitOrigin, commit: &str) -> PathBuf {
    let url = hash(origin.url.as_bytes());
    cache.join(format!("{}-{commit}", url.get(..16).unwrap_or(&url)))
}

/// Fetches beside, and gives what came its name at once: nobody sees half of it.
fn fetch(cache: &Path, origin: &GitOrigin, commit: Option<&str>) -> Result<String> {
    fs_err::create_dir_all(cache).at_path(cache)?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let nanos = now.map_or(0, |since| since.as_nanos());
    remove_leftovers(cache);
    let beside = cache.join(format!("{TEMPORARY}{}-{nanos}", std::process::id()));
    let hold = interrupt::CleanupGuard::begin()?;
    let fetched = fetch_into(&beside, origin, commit).and_then(|commit| {
        let target = repository(cache, origin, &commit);
        if !target.is_dir() && fs_err::rename(&beside, &target).is_err() && !target.is_dir() {
            return Err(Problem::new("the fetched repository cannot be stored")
                .at(target)
                .help("free disk space or fix the permissions of the directory")
                .into());
        }
        Ok(commit)
    });
    // it is gone where it got its name
    let _gone = std::fs::remove_dir_all(&beside);
    drop(hold);
    fetched
}

/// Takes away what processes left that were killed while they fetched.
fn remove_leftovers(cache: &Path) {
    let entries = std::fs::read_dir(cache).into_iter().flatten().flatten();
    for entry in entries {
        let is_left = entry.file_name().to_string_lossy().starts_with(TEMPORARY);
        let changed = entry.metadata().and_then(|meta| meta.modified()).ok();
        let is_old = changed
            .and_then(|at| at.elapsed().ok())
            .is_some_and(|age| age > LEFT_OVER);
        if is_left && is_old {
            // somebody else may take it away, too
            let _gone = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn fetch_into(beside: &Path, origin: &GitOrigin, commit: Option<&str>) -> Result<String> {
    let folder = beside.display().to_string();
    let mut init = safe_git();
    init.args(["init", "--bare", "--quiet", "--template=", &folder]);
    output(init, origin)?;
    let wish = commit.unwrap_or(&origin.reference);
    let shallow = ["--depth=1", &format!("+{wish}:{FETCHED}")].map(str::to_owned);
    let first = run_fetch(beside, origin, &shallow);
    if let (Err(_), Some(_)) = (&first, commit) {
        // some servers give out no commit by its name: then all, and look
        let all = [
            "+refs/heads/*:refs/tierup/heads/*",
            "+refs/tags/*:refs/tierup/tags/*",
        ];
        run_fetch(beside, origin, &all.map(str::to_owned))?;
    } else {
        first?;
    }
    let name = format!("{}^{{commit}}", commit.unwrap_or(FETCHED));
    let mut parse = git_in(beside);
    parse.args([
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &name,
    ]);
    let found = output(parse, origin).map_err(|_| not_found(wish, origin))?;
    let found = String::from_utf8_lossy(&found).trim().to_owned();
    if is_commit(&found) {
        Ok(found)
    } else {
        Err(not_found(wish, origin))
    }
}

fn run_fetch(beside: &Path, origin: &GitOrigin, what: &[String]) -> Result<()> {
    let mut fetch = git_in(beside);
    fetch.args([
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-recurse-submodules",
        "--no-write-fetch-head",
    ]);
    let (options, refs): (Vec<&String>, Vec<&String>) =
        what.iter().partition(|word| word.starts_with("--"));
    fetch.args(options).arg("--").arg(&origin.url).args(refs);
    if origin.url.starts_with("ssh://") && !has_ssh(beside) {
        fetch.env("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
    }
    output(fetch, origin)?;
    Ok(())
}

/// Whether the person says how to run ssh.
fn has_ssh(beside: &Path) -> bool {
    let variable = |name| std::env::var_os(name).is_some();
    let mut configured = git_in(beside);
    configured.args(["config", "--get", "core.sshCommand"]);
    variable("GIT_SSH_COMMAND")
        || variable("GIT_SSH")
        || configured
            .output()
            .is_ok_and(|output| output.status.success())
}
