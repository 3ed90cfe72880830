//! The project as it lies on the disk: what stands at the paths that matter, and, where one of them is gone, the
//! files that it may be now.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::ErrorKind;
use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use crate::base;
use crate::env_file;
use crate::error::{Problem, Result};
use crate::ignored::Ignored;
use crate::tree::{File, Mode, RelPath, Tree};
use crate::uses;

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
            format!("the project has more than {MAX_FILES} files that `.gitignore` does not name: a file that you moved may be taken for one that you deleted")
        })
    }
}

/// Reads the files of the project at `root` that stand at `paths`; and, where one of `known` is gone, all others
/// that are not ignored.
///
/// # Errors
/// When a file cannot be read.
pub fn read(root: &Path, paths: &BTreeSet<&RelPath>, known: &Tree) -> Result<Mine> {
    let mut mine = Mine::default();
    let mut folders = Folders::default();
    for path in paths {
        if let Some(reason) = folders.in_the_way(root, path.as_str()) {
            mine.blocked.insert((*path).clone(), reason);
            continue;
        }
        match file(&root.join(path.as_str()))? {
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
            (RelPath::new(path.as_str()), file(&root.join(&path))?)
        {
            mine.tree.insert(path, file);
        }
    }
    let gone =
        |path: &&RelPath| !mine.tree.contains_key(*path) && !mine.blocked.contains_key(*path);
    let names: HashSet<String> = known
        .keys()
        .filter(gone)
        .map(|path| name(path.as_str()).to_owned())
        .collect();
    if !names.is_empty() {
        others(root, &mut mine, &|_| true, &names)?;
    }
    Ok(mine)
}

/// Reads those other files of the project that may use names of others, ignored ones only where Compose reads them.
///
/// # Errors
/// When a file cannot be read.
pub fn more(root: &Path, mine: &mut Mine) -> Result<()> {
    for path in uses::IGNORED.map(RelPath::new).into_iter().flatten() {
        if let Found::File(file) = file(&root.join(path.as_str()))? {
            mine.tree.entry(path).or_insert(file);
        }
    }
    others(root, mine, &uses::is_read, &HashSet::new())
}

enum Found {
    Nothing,
    File(File),
    Other(String),
}

fn file(path: &Path) -> Result<Found> {
    let meta = match std::fs::symlink_metadata(path) {
        Ok(meta) => meta,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Found::Nothing);
        }
        Err(error) => return Err(unreadable(path, &error)),
    };
    if meta.is_symlink() {
        return Ok(Found::Other("it is a link".to_owned()));
    }
    if meta.is_dir() {
        return Ok(Found::Other("it is a folder".to_owned()));
    }
    if !meta.is_file() {
        return Ok(Found::Other("it is no plain file".to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    Ok(Found::File(File {
        bytes: bytes.into(),
        mode: mode(&meta),
    }))
}

fn unreadable(path: &Path, error: &std::io::Error) -> crate::error::Error {
    Problem::new(format!("the file cannot be read: {error}"))
        .at(path.display().to_string())
        .help("make it readable, or move it away")
        .into()
}

#[cfg(unix)]
fn mode(meta: &std::fs::Metadata) -> Mode {
    use std::os::unix::fs::PermissionsExt as _;
    if meta.permissions().mode() & 0o100 == 0 {
        Mode::Plain
    } else {
        Mode::Executable
    }
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> Mode {
    Mode::Plain
}

/// What the folders on the way to a file are, each looked at once.
#[derive(Default)]
struct Folders {
    known: BTreeMap<String, Option<String>>,
    /// Those that are files.
    files: BTreeSet<String>,
}

impl Folders {
    fn in_the_way(&mut self, root: &Path, path: &str) -> Option<String> {
        path.match_indices('/').find_map(|(end, _)| {
            let folder = &path[..end];
            if let Some(known) = self.known.get(folder) {
                return known.clone();
            }
            let reason = match std::fs::symlink_metadata(root.join(folder)) {
                Ok(meta) if meta.is_symlink() => Some(format!("it lies below `{folder}`, a link")),
                Ok(meta) if meta.is_file() => {
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

/// Every other file that is not ignored and that is wanted.
/// Beyond `MAX_FILES` only those with one of `names` are read.
fn others(
    root: &Path,
    mine: &mut Mine,
    wanted: &dyn Fn(&str) -> bool,
    names: &HashSet<String>,
) -> Result<()> {
    let ignored = fs_err::read_to_string(root.join(".gitignore")).unwrap_or_default();
    let ignored = Ignored::parse(&ignored);
    let walk = WalkDir::new(root)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || is_worth_a_look(root, entry, &ignored));
    let mut left = MAX_FILES;
    for (number, entry) in walk.flatten().enumerate() {
        if number >= MAX_ENTRIES {
            mine.cut = true;
            break;
        }
        let small = entry
            .metadata()
            .is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_BYTES);
        let path = relative(root, &entry).and_then(|path| RelPath::new(path).ok());
        let Some(path) =
            path.filter(|path| small && wanted(path.as_str()) && !mine.tree.contains_key(path))
        else {
            continue;
        };
        if left == 0 && !names.contains(name(path.as_str())) {
            mine.cut = true;
            continue;
        }
        left = left.saturating_sub(1);
        if let Found::File(file) = file(entry.path())? {
            mine.tree.insert(path, file);
        }
    }
    Ok(())
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn relative(root: &Path, entry: &DirEntry) -> Option<String> {
    let path = entry.path().strip_prefix(root).ok()?;
    Some(path.to_str()?.replace('\\', "/"))
}

fn is_worth_a_look(root: &Path, entry: &DirEntry, ignored: &Ignored) -> bool {
    let Some(path) = relative(root, entry) else {
        return false;
    };
    let folder = entry.file_type().is_dir();
    let ours = path == base::FOLDER || path == env_file::PRIVATE || entry.file_name() == ".git";
    // virtual environments and caches say what they are
    let made = folder
        && ["pyvenv.cfg", "CACHEDIR.TAG", ".git"]
            .iter()
            .any(|mark| entry.path().join(mark).exists());
    !ours && !made && !ignored.holds(&path, folder)
}
