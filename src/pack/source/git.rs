//! EDGE: loads a pack from a git repository. Git may only fetch, from a given URL and reference: https, ssh and file,
//! no submodules, no hooks, no prompts, with a timeout. The fetched files are read as objects, so attributes, filters
//! and links of the repository have no effect. The user's git configuration applies (proxies, credential helpers,
//! mirrors); the repository's does not.

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

/// The reference of the fetched commit.
const FETCHED: &str = "refs/tierup/pack";

/// After this time, folders of killed processes are removed.
const LEFT_OVER: Duration = Duration::from_hours(24);
const TEMPORARY: &str = "tmp-";

/// The files of a pack, and its commit: `commit` if it is given, otherwise the current commit of the reference.
///
/// # Errors
/// When git is missing, refuses or times out, or the result is not a pack.
pub(super) fn files(origin: &GitOrigin, commit: Option<&str>) -> Result<(String, Files)> {
    let cache = cache_folder()?;
    let commit = match commit {
        Some(commit) if !is_commit(commit) => {
            return Err(Problem::new(format!("{commit:?} is not a commit"))
                .at("pack.commit")
                .help("remove the line from tierup.toml and run `tierup update`")
                .into());
        }
        // a cached commit needs no network
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

/// The files of a cached pack: at `commit` if it is cached, otherwise the last fetched one. Fetches nothing.
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

/// The commit that was fetched last from this source.
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

/// The folder of the cached repositories.
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

/// The folder of one commit of a repository.
fn repository(cache: &Path, origin: &GitOrigin, commit: &str) -> PathBuf {
    let url = hash(origin.url.as_bytes());
    cache.join(format!("{}-{commit}", url.get(..16).unwrap_or(&url)))
}

/// Fetches into a temporary folder and renames it, so that no other process reads an incomplete one.
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
    // after a successful rename it does not exist any more
    let _gone = std::fs::remove_dir_all(&beside);
    drop(hold);
    fetched
}

/// Removes the folders of processes that were killed while fetching.
fn remove_leftovers(cache: &Path) {
    let entries = std::fs::read_dir(cache).into_iter().flatten().flatten();
    for entry in entries {
        let is_left = entry.file_name().to_string_lossy().starts_with(TEMPORARY);
        let changed = entry.metadata().and_then(|meta| meta.modified()).ok();
        let is_old = changed
            .and_then(|at| at.elapsed().ok())
            .is_some_and(|age| age > LEFT_OVER);
        if is_left && is_old {
            // another process may remove it too
            let _gone = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn fetch_into(beside: &Path, origin: &GitOrigin, commit: Option<&str>) -> Result<String> {
    let folder = beside.display().to_string();
    let mut init = safe_git();
    init.args(["init", "--bare", "--quiet", "--template=", &folder]);
    output(init, origin)?;
    let wanted = commit.unwrap_or(&origin.reference);
    let shallow = ["--depth=1", &format!("+{wanted}:{FETCHED}")].map(str::to_owned);
    let first = run_fetch(beside, origin, &shallow);
    if let (Err(_), Some(_)) = (&first, commit) {
        // some servers do not serve single commits: then fetch all references and look for it
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
    let found = output(parse, origin).map_err(|_| not_found(wanted, origin))?;
    let found = String::from_utf8_lossy(&found).trim().to_owned();
    if is_commit(&found) {
        Ok(found)
    } else {
        Err(not_found(wanted, origin))
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

/// Whether the user has configured an ssh command.
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
