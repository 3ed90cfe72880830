//! Files that operating systems, editors and Python leave in folders and that are not part of a pack. Ignored by name
//! alone, so that a folder and its repository contain the same files.

/// Names of files and folders.
const NAMES: [&str; 4] = [".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__"];
/// Prefixes and suffixes of names.
const KINDS: [(&str, &str); 6] = [
    ("", "~"),
    ("", ".pyc"),
    ("", ".orig"),
    (".", ".swp"),
    ("#", "#"),
    (".#", ""),
];

/// Whether a file, or a folder on its path, is ignored.
pub(super) fn is_junk(path: &str) -> bool {
    path.split('/').any(|name| {
        let kind = |(start, end): &(&str, &str)| {
            let rest = name.strip_prefix(start);
            rest.is_some_and(|rest| !rest.is_empty() && rest.ends_with(end))
        };
        NAMES.contains(&name) || KINDS.iter().any(kind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junk_is_distinguished_from_templates() {
        for path in [
            ".DS_Store",
            "project/Thumbs.db",
            "project/__pycache__/a.py",
            "project/a.pyc",
            "project/a.py~",
            "project/.a.py.swp",
            "project/#a.py#",
            "project/.#a.py",
            "project/a.py.orig",
        ] {
            assert!(is_junk(path), "{path}");
        }
        for path in [
            "project/a.py",
            "project/.env.example",
            "project/#a",
            "project/a.orig.tera",
            "project/.gitignore",
        ] {
            assert!(!is_junk(path), "{path}");
        }
    }
}
