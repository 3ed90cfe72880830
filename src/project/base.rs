//! The base: the tree as last generated, stored as text in `.tierup/`, so that an update needs no network, no old
//! templates and no git. Values only; `project` reads the files, `write` writes them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::core::error::Problem;
use crate::core::hash::hash;
pub use crate::core::reserved::{FOLDER, is_bookkeeping};
use crate::core::tree::{File, Mode, RelPath, Tree, is_in_git};
use crate::pack::Pack;

/// The version of the base's format.
pub const FORMAT: u32 = 1;
/// The pack and version of the base.
pub const STATE: &str = ".tierup/state.toml";
/// The hash of every file of the base, in the format that `sha256sum --check` reads in `.tierup`.
pub const LIST: &str = ".tierup/base.sha256";

/// The folder of the base's files.
const FILES: &str = "base/";
/// The suffix of every file of the base, so that no tool uses `conftest.py.base` or `pyproject.toml.base` as its own.
const ENDING: &str = ".base";

/// Constant files of the bookkeeping: how git, GitHub and search tools treat the rest.
const FIXED: [(&str, &str); 3] = [
    (
        ".tierup/.gitattributes",
        "# State of `tierup update`. Do not edit.\n* -text -diff linguist-generated linguist-vendored\n",
    ),
    (".tierup/.gitignore", "/journal*\n/undo/\n/rest-*/\n"),
    (".tierup/.ignore", "*\n"),
];

/// The pack and version of the base.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct BaseState {
    pub format: u32,
    /// The sets of tables that the project has; unknown if a program before migrations wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<BTreeSet<String>>,
    pub pack: BasePack,
    /// The pack that it extends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<BasePack>,
}

/// The pack that generated the base, or the pack that it extends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct BasePack {
    pub name: String,
    pub version: String,
}

/// The bytes of a file of the base whose hash is in `hashes`: unchanged, or with LF if a checkout or copy has converted
/// line endings to CRLF.
#[must_use]
pub fn intact(bytes: Vec<u8>, hashes: &[String]) -> Option<Vec<u8>> {
    let is_known = |bytes: &[u8]| hashes.contains(&hash(bytes));
    if is_known(&bytes) {
        return Some(bytes);
    }
    let lines = bytes.split(|byte| *byte == b'\n');
    let lines: Vec<&[u8]> = lines
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect();
    Some(lines.join(&b'\n')).filter(|bytes| is_known(bytes))
}

/// The bookkeeping of a project whose base is `tree`, without private files. `tables` are its sets of tables.
///
/// # Errors
/// When a path of the tree is too long.
pub fn bookkeeping(pack: &Pack, tree: &Tree, tables: BTreeSet<String>) -> Result<Tree, Problem> {
    let mut files = Tree::new();
    let mut list = String::new();
    for (path, file) in tree.iter().filter(|(_, file)| file.mode != Mode::Private) {
        let inner = format!("{FILES}{path}{ENDING}");
        let _ = writeln!(list, "{}  {inner}", hash(&file.bytes));
        // not executable: many tools treat an executable file with `#!` as a script
        let bytes = file.bytes.clone();
        let mode = Mode::Plain;
        files.insert(place(&inner)?, File { bytes, mode });
    }
    let state = BaseState {
        format: FORMAT,
        tables: Some(tables),
        pack: BasePack {
            name: pack.catalog.name.clone(),
            version: pack.catalog.version.clone(),
        },
        extends: pack.changes.get(1).map(|below| BasePack {
            name: below.name.clone(),
            version: below.version.clone(),
        }),
    };
    let state = toml::to_string(&state).map_err(|error| Problem::new(error.to_string()))?;
    let state = format!("# The answers from which this project was last generated.\n{state}");
    let texts = FIXED
        .iter()
        .map(|(path, text)| (*path, (*text).to_owned()))
        .chain([(STATE, state), (LIST, list)]);
    for (path, text) in texts {
        let path = RelPath::new(path).map_err(Problem::new)?;
        files.insert(path, File::new(Cow::Owned(text.into_bytes())));
    }
    Ok(files)
}

fn place(inner: &str) -> Result<RelPath, Problem> {
    RelPath::new(format!("{FOLDER}/{inner}"))
        .map_err(|why| Problem::new(format!("`{FOLDER}/{inner}` {why}")))
}

/// The path of the base's version of `path`.
#[must_use]
pub fn base_path(path: &RelPath) -> String {
    format!("{FOLDER}/{FILES}{path}{ENDING}")
}

/// Whether `path` is a file of the bookkeeping that a change may write.
#[must_use]
pub fn is_base_path(path: &str) -> bool {
    let fixed = FIXED.iter().map(|(path, _)| *path);
    fixed.chain([STATE, LIST]).any(|known| known == path) || project_path(path).is_some()
}

/// The project path of a file of the base.
#[must_use]
pub fn project_path(path: &str) -> Option<RelPath> {
    let inner = path.strip_prefix(FOLDER)?.strip_prefix('/')?;
    generated(inner)
}

/// A path of the list as a project path. A list cannot declare a path of git, of the bookkeeping or of the private file
/// as generated, because such a file would be merged and removed.
fn generated(inner: &str) -> Option<RelPath> {
    let path = inner.strip_prefix(FILES)?.strip_suffix(ENDING)?;
    let private = path.to_lowercase() == crate::core::reserved::PRIVATE;
    let allowed = !private && !is_in_git(path) && !is_bookkeeping(path);
    RelPath::new(path).ok().filter(|_| allowed)
}

/// The parsed list.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BaseList {
    /// Hashes by project path: more than one after git has merged two lists.
    pub hashes: BTreeMap<RelPath, Vec<String>>,
    /// Whether every line is valid, and there is one.
    pub is_whole: bool,
}

/// Parses a list. Invalid lines are left out: they may be from a merge by git or a damaged disk.
#[must_use]
pub fn parse_list(list: &str) -> BaseList {
    let mut hashes: BTreeMap<RelPath, Vec<String>> = BTreeMap::new();
    let mut is_whole = list.ends_with('\n');
    for line in list.lines() {
        let entry = line
            .split_once("  ")
            .and_then(|(hash, inner)| Some((hash, generated(inner)?)));
        let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        match entry.filter(|(hash, _)| is_hash(hash)) {
            Some((hash, path)) => {
                let known = hashes.entry(path).or_default();
                is_whole &= known.is_empty();
                known.push(hash.to_owned());
            }
            None => is_whole = false,
        }
    }
    BaseList { hashes, is_whole }
}

/// The constant files of the bookkeeping, with their text.
pub fn fixed_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FIXED.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::open;

    #[test]
    fn the_list_has_every_file_of_the_base_and_no_secret() {
        let pack = open::builtin().unwrap();
        let file = |text: &'static str, mode| File {
            bytes: Cow::Borrowed(text.as_bytes()),
            mode,
        };
        let path = |path: &str| RelPath::new(path).unwrap();
        let tree = Tree::from([
            (path("a/b.py"), file("1\n", Mode::Plain)),
            (path(".env"), file("SECRET=x\n", Mode::Private)),
        ]);
        let files = bookkeeping(&pack, &tree, BTreeSet::new()).unwrap();
        assert_eq!(files[".tierup/base/a/b.py.base"].bytes, &b"1\n"[..]);
        let all: Vec<u8> = files.values().flat_map(|f| f.bytes.to_vec()).collect();
        assert!(!String::from_utf8(all).unwrap().contains("SECRET"));
        let list = String::from_utf8(files[LIST].bytes.to_vec()).unwrap();
        let hashes = BTreeMap::from([(path("a/b.py"), vec![hash(b"1\n")])]);
        for (text, is_whole) in [
            (list.clone(), true),
            (format!("<<<<<<< HEAD\n{list}=======\n"), false),
            (format!("{list}0123"), false),
        ] {
            let wanted = BaseList {
                hashes: hashes.clone(),
                is_whole,
            };
            assert_eq!(parse_list(&text), wanted, "{text}");
        }
    }

    #[test]
    fn no_list_claims_what_is_never_generated() {
        for path in [
            ".git/HEAD",
            "sub/.GIT/config",
            ".git",
            ".tierup/state.toml",
            ".Tierup/x",
            ".env",
            ".ENV",
            "../x",
            "/etc/passwd",
            "a//b",
        ] {
            let line = format!("{}  base/{path}.base\n", hash(b""));
            assert_eq!(parse_list(&line), BaseList::default(), "{path}");
            assert!(
                !is_base_path(&format!(".tierup/base/{path}.base")),
                "{path}"
            );
        }
        assert!(is_base_path(".tierup/base/.env.example.base"));
        assert!(is_base_path(STATE) && !is_base_path(".tierup/journal/x") && !is_base_path("a"));
    }
}
