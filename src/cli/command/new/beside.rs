//! A new project beside what a repository holds already: what stands there stays, and git ignores what either says.

use crate::core::error::Problem;
use crate::core::tree::{File, RelPath, Tree};
use crate::project::base;
use crate::project::write::Standing;

/// A file of lines in which both sides count.
const IGNORED: &str = ".gitignore";

/// What is written, and what happens to the files that are there.
pub(super) struct Beside {
    pub(super) tree: Tree,
    /// They stay as they are, and those of the project are not written.
    pub(super) kept: Vec<RelPath>,
    /// Whether a file that is there gets more lines.
    pub(super) merged: Option<RelPath>,
}

impl Beside {
    /// The files of `tree` that are written to a folder that holds `standing`.
    pub(super) fn of(tree: &Tree, standing: &Standing) -> Self {
        let mut beside = Self {
            tree: Tree::new(),
            kept: Vec::new(),
            merged: None,
        };
        for (path, file) in tree {
            match standing.at(path) {
                None => {
                    beside.tree.insert(path.clone(), file.clone());
                }
                Some(there) if path.as_str() == IGNORED => {
                    beside.tree.insert(path.clone(), joined(there, file));
                    beside.merged = Some(path.clone());
                }
                Some(_) => beside.kept.push(path.clone()),
            }
        }
        beside
    }

    /// What a person should know of it.
    pub(super) fn notes(&self) -> impl Iterator<Item = Problem> {
        self.kept.iter().map(|path| {
            let generated = base::kept_at(path);
            Problem::new(format!(
                "`{path}` existed and is kept; the generated file is `{generated}`"
            ))
            .at(path.as_str())
            .help(format!("compare them: `diff {path} {generated}`"))
        })
    }
}

/// The lines that are there, and below them those that are missing.
fn joined(there: &File, new: &File) -> File {
    let text = |file: &File| String::from_utf8_lossy(&file.bytes).into_owned();
    let (mine, wanted) = (text(there), text(new));
    let has: Vec<&str> = mine.lines().map(str::trim_end).collect();
    let missing: Vec<&str> = wanted
        .lines()
        .filter(|line| line.is_empty() || !has.contains(line))
        .collect();
    let mut bytes = there.bytes.to_vec();
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes.extend(missing.join("\n").trim().bytes());
    bytes.push(b'\n');
    File {
        bytes: bytes.into(),
        mode: new.mode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays_and_both_say_what_git_ignores() {
        let path = |path: &str| RelPath::new(path).unwrap();
        let file = |text: &str| File::new(text.as_bytes().to_vec().into());
        let tree = |files: &[(&str, &str)]| -> Tree {
            files
                .iter()
                .map(|(name, text)| (path(name), file(text)))
                .collect()
        };
        let new = tree(&[
            (".gitignore", "# own\n.env\n*.pyc\n"),
            ("README.md", "ours\n"),
            ("app.py", "1\n"),
        ]);
        let standing = Standing(tree(&[
            (".gitignore", "*.pyc\n!keep.pyc"),
            ("LICENSE", "mine\n"),
            ("readme.md", "mine\n"),
        ]));
        let beside = Beside::of(&new, &standing);
        let expected = tree(&[
            (".gitignore", "*.pyc\n!keep.pyc\n# own\n.env\n"),
            ("app.py", "1\n"),
        ]);
        assert_eq!(beside.tree, expected);
        assert_eq!(beside.kept, [path("README.md")]);
        assert_eq!(beside.merged, Some(path(".gitignore")));
    }
}
