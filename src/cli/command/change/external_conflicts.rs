//! Conflicts from other tools: an unfinished git merge, and markers in files that a change would write. A change would
//! hide them.

use std::path::Path;

use crate::core::error::{Problem, Result};
use crate::core::tree::{RelPath, Tree};
use crate::project::base;
use crate::project::env_file;
use crate::project::git;
use crate::project::merge::{Step, unresolved};

/// Refuses while git has unmerged files.
pub(super) fn require_no_git_merge(root: &Path, command: &str) -> Result<()> {
    let unmerged = git::unmerged(root);
    let (kept, files): (Vec<&String>, Vec<&String>) =
        unmerged.iter().partition(|path| is_kept(path));
    let mut helps = Vec::new();
    if !files.is_empty() {
        helps.push("resolve the conflicts and `git add` the files".to_owned());
    }
    if !kept.is_empty() {
        helps.push(format!(
            "restore one side of tierup's own files: `git restore --source=HEAD --staged --worktree {0}`",
            base::FOLDER
        ));
    }
    if helps.is_empty() {
        return Ok(());
    }
    let mut places: Vec<&str> = files.iter().map(|path| path.as_str()).collect();
    if !kept.is_empty() {
        places.push(base::FOLDER);
    }
    let mut problem = Problem::new("a git merge is in progress, with conflicts in these files");
    problem = problem.at(places.join(", "));
    let then = format!("{}; then `{command}`", helps.join("; "));
    Err(problem.help(then).into())
}

fn is_kept(path: &str) -> bool {
    path.split('/').next() == Some(base::FOLDER)
}

/// Refuses if files that the change would write contain conflict markers.
pub(super) fn require_no_markers(steps: &[Step], ours: &Tree, command: &str) -> Result<()> {
    let touched = steps
        .iter()
        .filter(|step| step.write.is_some() || !step.remove.is_empty())
        .flat_map(|step| step.remove.iter().chain([&step.path]))
        .map(RelPath::as_str);
    let mut paths: Vec<&str> = touched.chain([env_file::EXAMPLE]).collect();
    paths.sort_unstable();
    paths.dedup();
    let marked = |path: &str| {
        let lines = ours.get(path).map(|file| unresolved(&file.bytes));
        let lines = lines.unwrap_or_default().into_iter();
        lines
            .map(|line| format!("{path}:{line}"))
            .collect::<Vec<_>>()
    };
    let places: Vec<String> = paths.into_iter().flat_map(marked).collect();
    if places.is_empty() {
        return Ok(());
    }
    Err(
        Problem::new("files of this change contain conflict markers")
            .at(places.join(", "))
            .help(format!("resolve the conflicts, then `{command}`"))
            .into(),
    )
}
