//! The patterns of a `.gitignore`, to exclude generated files from the search for renamed ones.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Folders that tools generate and that contain no files of users.
const ALWAYS_IGNORED: &str = "node_modules/\n__pycache__/\n.venv/\n";

/// The patterns of the `.gitignore` in a project's root. Invalid lines are skipped.
#[must_use]
pub fn patterns(text: &str) -> Gitignore {
    let mut patterns = GitignoreBuilder::new("");
    for line in ALWAYS_IGNORED.lines().chain(text.lines()) {
        let _no_pattern = patterns.add_line(None, line);
    }
    patterns.build().unwrap_or_else(|_| Gitignore::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_paths_and_extensions_are_distinguished() {
        let text = "# a\n\nbuild/\n*.egg-info/\n/var\n.env\ntmp*\ndocs/made\n*.log\n!kept.log\n";
        let patterns = patterns(text);
        for (path, folder) in [
            ("src/build", true),
            ("a.egg-info", true),
            ("var", true),
            (".env", false),
            ("tmpfile", false),
            ("docs/made", false),
            ("a/b.log", false),
            ("web/node_modules", true),
        ] {
            assert!(patterns.matched(path, folder).is_ignore(), "{path}");
        }
        for (path, folder) in [
            ("build", false),
            ("src/var", true),
            ("made", false),
            ("a/kept.log", false),
            ("src/build.py", false),
        ] {
            assert!(!patterns.matched(path, folder).is_ignore(), "{path}");
        }
    }
}
