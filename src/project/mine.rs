//! The project as it lies on the disk: what stands at the paths that matter, and, where one of them is gone, the
//! files that it may be now.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use ignore::gitignore::Gitignore;

use crate::core::error::{Problem, Result};
use crate::core::tree::{File, Mode, RelPath, Tree};
use crate::project::base;
use crate::project::env_file;
use crate::project::ignored;
use crate::project::root::{MOST_BYTES, MOST_IN_ALL, Root, Standing};
use crate::project::uses;

/// Files larger than that are nobody's renamed template.
const MAX_BYTES: u64 = 4 << 20;
/// More files than that are not looked through for a renamed one.
const MAX_FILES: usize = 50_000;

/// More files and folders than that are not even listed.
const MAX_ENTRIES: usize = 1_000_000;

/// What was found.
#[derive(Debug, Default)]
pub struct Mine {
    pub tree: Tree,
    /// Paths where no file can be read or written, with the reason: a link, a folder, or below one of them.
    pub blocked: BTreeMap<RelPath, String>,
    /// Whether the project has more files than are looked through.
    pub cut: bool,
}

impl Mine {
    /// What to say where files were not looked through.
    #[must_use]
    pub fn told(&self) -> Option<String> {
        self.cut.then(|| {
            format!("the project has more than {MAX_FILES} files outside of `.gitignore`: moved files may be treated as deleted")
        })
    }
}

/// Reads the files of the project at `root` that stand at `paths`; and, where one of `known` is gone, all others
/// that are not ignored.
///
/// # Errors
/// When a file cannot be read.
pub fn read(root: &Root, paths: &BTreeSet<&RelPath>, known: &Tree) -> Result<Mine> {
    let mut mine = Mine::default();
    let mut folders = Folders::default();
    let mut left = MOST_IN_ALL;
    for path in paths {
        if let Some(reason) = folders.in_the_way(root, path.as_str()) {
            mine.blocked.insert((*path).clone(), reason);
            continue;
        }
        match file(root, path.as_str(), &mut left)? {
            Found::Nothing => {}
            Found::File(file) => {
                mine.tree.insert((*path).clone(), file);
            }
            Found::Other(reason) => {
                mine.blocked.insert((*path).clone(), reason);
            }
        }
    }
    for path in std::mem::take(&mut folders.files) {
        if let (Ok(path), Found::File(file)) =
            (RelPath::new(path.as_str()), file(root, &path, &mut left)?)
        {
            mine.tree.insert(path, file);
        }
    }
    let gone =
        |path: &&RelPath| !mine.tree.contains_key(*path) && !mine.blocked.contains_key(*path);
    let names: HashSet<String> = known
        .keys()
        .filter(gone)
        .map(|path| name_of(path.as_str()).to_owned())
        .collect();
    if !names.is_empty() {
        others(root, &mut mine, &mut left, &|_| true, &names)?;
    }
    Ok(mine)
}

/// Reads those other files of the project that may use names of others, ignored ones only where Compose reads them.
///
/// # Errors
/// When a file cannot be read.
pub fn more(root: &Root, mine: &mut Mine) -> Result<()> {
    let mut left = MOST_IN_ALL;
    for path in uses::IGNORED.map(RelPath::new).into_iter().flatten() {
        if let Found::File(file) = file(root, path.as_str(), &mut left)? {
            mine.tree.entry(path).or_insert(file);
        }
    }
    others(root, mine, &mut left, &uses::is_read, &HashSet::new())
}

enum Found {
    Nothing,
    File(File),
    Other(String),
}

fn file(root: &Root, path: &str, left: &mut u64) -> Result<Found> {
    let unreadable = |error| unreadable(root, path, &error);
    let read = root.look_and_read(path, MOST_BYTES.min(*left));
    let (standing, bytes) = read.map_err(unreadable)?;
    if let Some(what) = standing.obstacle() {
        return Ok(Found::Other(format!("it {what}")));
    }
    let Standing::File(meta) = standing else {
        return Ok(Found::Nothing);
    };
    let Some(bytes) = bytes else {
        let (one, all) = (MOST_BYTES >> 20, MOST_IN_ALL >> 20);
        let what = format!("it is larger than {one} MiB, or all files are larger than {all} MiB");
        return Ok(Found::Other(what));
    };
    *left = left.saturating_sub(meta.len);
    Ok(Found::File(File {
        bytes: bytes.into(),
        mode: mode(meta.bits),
    }))
}

fn unreadable(root: &Root, path: &str, error: &std::io::Error) -> crate::core::error::Error {
    Problem::new(format!("the file cannot be read: {error}"))
        .at(root.path().join(path))
        .help("make it readable, or move it away")
        .into()
}

fn mode(bits: u32) -> Mode {
    if bits & 0o100 == 0 {
        Mode::Plain
    } else {
        Mode::Executable
    }
}

/// What the folders on the way to a file are, each looked at once.
#[derive(Default)]
struct Folders {
    known: BTreeMap<String, Option<String>>,
    /// Those that are files.
    files: BTreeSet<String>,
}

impl Folders {
    fn in_the_way(&mut self, root: &Root, path: &str) -> Option<String> {
        path.match_indices('/').find_map(|(end, _)| {
            let folder = &path[..end];
            if let Some(known) = self.known.get(folder) {
                return known.clone();
            }
            let reason = match root.look(folder) {
                Ok(Standing::Link) => Some(format!("it is below `{folder}`, a symbolic link")),
                Ok(Standing::File(_)) => {
                    self.files.insert(folder.to_owned());
                    None
                }
                Ok(_) | Err(_) => None,
            };
            self.known.insert(folder.to_owned(), reason.clone());
            reason
        })
    }
}

/// Every other file that is not ignored and that is wanted. Beyond `MAX_FILES` only those with one of `names` are read.
fn others(
    root: &Root,
    mine: &mut Mine,
    left: &mut u64,
    is_wanted: &dyn Fn(&str) -> bool,
    names: &HashSet<String>,
) -> Result<()> {
    let ignored = root.read(".gitignore", MAX_BYTES).ok().flatten();
    let ignored = ignored.map(|(bytes, _)| String::from_utf8_lossy(&bytes).into_owned());
    let ignored = ignored::patterns(&ignored.unwrap_or_default());
    let mut folders = vec![String::new()];
    let (mut seen, mut allowed) = (0, MAX_FILES);
    while let Some(folder) = folders.pop() {
        // one that may not be read holds nothing that was generated
        for (name, standing) in root.list(&folder).unwrap_or_default() {
            let path = match folder.as_str() {
                "" => name,
                folder => format!("{folder}/{name}"),
            };
            let is_folder = matches!(standing, Standing::Folder(_));
            seen += 1;
            if seen > MAX_ENTRIES {
                mine.cut = true;
                return Ok(());
            }
            if !is_worth_a_look(root, &path, is_folder, &ignored) {
                continue;
            }
            let small = matches!(standing, Standing::File(meta) if meta.len <= MAX_BYTES);
            match RelPath::new(path.as_str()) {
                Ok(_) if is_folder => folders.push(path),
                Ok(path) if small && is_wanted(path.as_str()) && !mine.tree.contains_key(&path) => {
                    if allowed == 0 && !names.contains(name_of(path.as_str())) {
                        mine.cut = true;
                        continue;
                    }
                    allowed = allowed.saturating_sub(1);
                    if let Found::File(file) = file(root, path.as_str(), left)? {
                        mine.tree.insert(path, file);
                    }
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_worth_a_look(root: &Root, path: &str, is_folder: bool, ignored: &Gitignore) -> bool {
    if path == base::FOLDER || path == env_file::PRIVATE || name_of(path) == ".git" {
        return false;
    }
    // virtual environments and caches say what they are
    let stands = |mark: &str| {
        let mark = root.look(&format!("{path}/{mark}"));
        mark.is_ok_and(|mark| mark != Standing::Nothing)
    };
    let made = is_folder
        && ["pyvenv.cfg", "CACHEDIR.TAG", ".git"]
            .into_iter()
            .any(stands);
    !made && !ignored.matched(path, is_folder).is_ignore()
}
