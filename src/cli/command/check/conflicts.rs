//! Unresolved conflicts.

use std::collections::BTreeSet;
use std::fmt;

use super::{CheckContext, CheckFinding};
use crate::core::error::Problem;
use crate::core::shell;
use crate::project::git;
use crate::project::merge::{self, BESIDE};
use crate::project::root::{MAX_FILE_BYTES, PathKind, Root};
use crate::project::write::undo;

/// An unresolved conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli::command) struct UnresolvedConflict {
    path: String,
    /// 0: the template's version is next to the file.
    line: usize,
}

impl fmt::Display for UnresolvedConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.path),
            line => write!(f, "{}:{line}", self.path),
        }
    }
}

/// The unresolved conflicts in some files of the project at `root`.
pub(in crate::cli::command) fn unresolved<'a>(
    root: &Root,
    paths: impl Iterator<Item = &'a str>,
) -> Vec<UnresolvedConflict> {
    let mut left = Vec::new();
    for path in paths {
        let at = |line| UnresolvedConflict {
            path: path.to_owned(),
            line,
        };
        if let Ok(Some((bytes, _))) = root.read(path, MAX_FILE_BYTES) {
            left.extend(merge::unresolved(&bytes).into_iter().map(at));
        }
        let exists =
            |beside: &String| !matches!(root.kind_of(beside), Err(_) | Ok(PathKind::Nothing));
        left.extend(
            files_beside(path)
                .filter(exists)
                .map(|path| UnresolvedConflict { path, line: 0 }),
        );
    }
    left
}

/// Possible paths of a template's version that could not be written at its own path.
fn files_beside(path: &str) -> impl Iterator<Item = String> {
    let ends = path
        .match_indices('/')
        .map(|(end, _)| end)
        .chain([path.len()]);
    ends.map(move |end| format!("{}{BESIDE}{}", &path[..end], &path[end..]))
}

pub(super) fn find(context: &CheckContext<'_>) -> Vec<CheckFinding> {
    let root = &context.project.root;
    let written = undo::manifest(root)
        .map(|manifest| manifest.conflicts)
        .unwrap_or_default();
    let mut paths: BTreeSet<&str> = context
        .ours
        .keys()
        .map(crate::core::tree::RelPath::as_str)
        .collect();
    paths.extend(written.iter().map(String::as_str));
    let abort = if undo::manifest(root).is_some() {
        ", or undo the change: `tierup update --abort`"
    } else {
        ""
    };
    let problem = |left: UnresolvedConflict| {
        let problem = match left.line {
            0 => Problem::new("the template's version is in the file next to yours")
                .help(format!("copy what you need from it and remove it{abort}")),
            _ => Problem::new("unresolved conflict")
                .help(format!("edit the file and remove the markers{abort}")),
        };
        problem.at(left.to_string()).into()
    };
    let left = unresolved(root, paths.into_iter());
    let marked = |path: &String| left.iter().any(|left| left.path == *path);
    let mut unmerged = git::unmerged(root.path());
    unmerged.retain(|path| !marked(path));
    let unmerged = unmerged.into_iter().map(|path| {
        let add = format!("resolve it, then `git add {}`", shell::quoted(&path));
        let problem = Problem::new("unresolved conflict of a git merge");
        problem.at(path).help(add).into()
    });
    let unmerged: Vec<CheckFinding> = unmerged.collect();
    left.into_iter().map(problem).chain(unmerged).collect()
}
