//! What a `.gitignore` rules out, as far as is needed to not look for renamed files among what tools made: names and
//! paths, `*` at either end. Patterns beyond that rule out nothing here.

/// The patterns of one `.gitignore`.
#[derive(Debug, Default)]
pub struct Ignored(Vec<Pattern>);

#[derive(Debug)]
struct Pattern {
    text: String,
    folders_only: bool,
    /// Whether it is a path from the root, rather than a name anywhere.
    rooted: bool,
}

/// Folders that tools fill and that nobody keeps files in.
const USUAL: &str = "node_modules/\n__pycache__/\n.venv/\n";

impl Ignored {
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lines = USUAL.lines().chain(text.lines()).map(str::trim_end);
        let pattern = |line: &str| {
            let folders_only = line.ends_with('/');
            let inner = line.trim_end_matches('/');
            let rooted = inner.contains('/');
            Pattern {
                text: inner.trim_start_matches('/').to_owned(),
                folders_only,
                rooted,
            }
        };
        Self(
            lines
                .filter(|line| !line.is_empty() && !line.starts_with(['#', '!']))
                .map(pattern)
                .collect(),
        )
    }

    /// Whether `path`, whose parents are not ruled out, is.
    #[must_use]
    pub fn holds(&self, path: &str, folder: bool) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.0
            .iter()
            .filter(|pattern| folder || !pattern.folders_only)
            .any(|pattern| matches(&pattern.text, if pattern.rooted { path } else { name }))
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    let (start, end) = (pattern.strip_prefix('*'), pattern.strip_suffix('*'));
    match (start, end) {
        (Some(rest), _) if !rest.contains('*') => name.ends_with(rest),
        (_, Some(rest)) if !rest.contains('*') => name.starts_with(rest),
        _ => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_paths_and_ends_are_told_apart() {
        let ignored =
            Ignored::parse("# a\n\nbuild/\n*.egg-info/\n/var\n.env\ntmp*\ndocs/made\n!kept\n");
        for (path, folder) in [
            ("src/build", true),
            ("a.egg-info", true),
            ("var", true),
            (".env", false),
            ("tmpfile", false),
            ("docs/made", false),
            ("web/node_modules", true),
        ] {
            assert!(ignored.holds(path, folder), "{path}");
        }
        for (path, folder) in [
            ("build", false),
            ("src/var", true),
            ("made", false),
            ("kept", false),
            ("src/build.py", false),
        ] {
            assert!(!ignored.holds(path, folder), "{path}");
        }
    }
}
