//! An outline of the written files by folder: number of files, and content. Without bookkeeping.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::core::text::fit;
use crate::core::tree::RelPath;
use crate::project::base;
use crate::screen::prose::hanging;

/// The name of the project's own folder.
const ROOT: &str = ".";
/// Spaces before a line, and between its columns.
const GAP: &str = "  ";

/// A folder.
#[derive(Default)]
struct FolderSummary<'a> {
    files: usize,
    /// Visible folders and files in it, folders first.
    holds: Vec<&'a str>,
}

/// A line for every folder of the project; a folder that contains only one folder is joined with that. All subfolders
/// are listed, and as many files as there is space for.
pub(super) fn outline(paths: &[&RelPath], columns: usize) -> String {
    let paths: Vec<&str> = paths
        .iter()
        .map(|path| path.as_str())
        .filter(|path| path.split('/').next() != Some(base::FOLDER))
        .collect();
    let mut folders: BTreeMap<String, FolderSummary<'_>> = BTreeMap::new();
    for path in &paths {
        let name = folder(path, &paths);
        let rest = path.strip_prefix(&format!("{name}/")).unwrap_or(path);
        let folder = folders.entry(name).or_default();
        folder.files += 1;
        let held = &rest[..rest.find('/').map_or(rest.len(), |end| end + 1)];
        if !held.starts_with(['.', '_']) && !folder.holds.contains(&held) {
            folder.holds.push(held);
        }
    }
    let width = folders.keys().map(String::len).max().unwrap_or(0);
    let mut text = String::new();
    for (name, FolderSummary { files, mut holds }) in folders {
        // if a folder contains folders, its files are not listed
        let of_folders = holds.iter().any(|held| held.ends_with('/'));
        holds.retain(|held| held.ends_with('/') == of_folders);
        holds.sort_unstable();
        let line = format!("{GAP}{name:width$}{GAP}{files:>3}{GAP}{}", holds.join(" "));
        let line = line.trim_end();
        let indent = width + 3 * GAP.len() + 3;
        let content = if of_folders {
            hanging(line, columns, indent)
        } else {
            fit(line, columns)
        };
        let _ = writeln!(text, "{content}");
    }
    text
}

/// The folder under which a file is counted.
fn folder(path: &str, paths: &[&str]) -> String {
    let Some((top, _)) = path.split_once('/') else {
        return ROOT.to_owned();
    };
    let mut folder = top.to_owned();
    loop {
        let inside = format!("{folder}/");
        let mut rests = paths.iter().filter_map(|path| path.strip_prefix(&inside));
        let only = rests.next().and_then(|rest| rest.split_once('/'));
        let Some((only, _)) = only.filter(|(only, _)| {
            rests.all(|rest| {
                rest.split_once('/')
                    .is_some_and(|(other, _)| other == *only)
            })
        }) else {
            return folder;
        };
        folder = format!("{inside}{only}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_listed_with_their_content() {
        let paths = [
            ".env",
            ".tierup/base/Makefile",
            "Makefile",
            "README.md",
            "deploy/nginx/nginx.conf",
            "src/shop/__init__.py",
            "src/shop/models/orders.py",
            "src/shop/tasks/orders.py",
        ]
        .map(|path| RelPath::new(path).unwrap());
        let paths: Vec<&RelPath> = paths.iter().collect();
        assert_eq!(
            outline(&paths, 80),
            "  .               3  Makefile README.md\n  deploy/nginx    1  nginx.conf\n  src/shop        3  models/ tasks/\n"
        );
        let narrow = outline(&paths, 24);
        assert_eq!(narrow.lines().next().unwrap(), "  .               3  Ma…");
    }
}
