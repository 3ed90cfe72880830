//! The files of a project on disk: those at known paths, and, if one of them is missing, the files to which it may have
//! been renamed.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use ignore::gitignore::Gitignore;

use crate::core::error::{Problem, Result};
use crate::core::tree::{File, Mode, RelPath, Tree};
use crate::project::base;
use crate::project::env_file;
use crate::project::gitignore;
use crate::project::references;
use crate::project::root::{MAX_FILE_BYTES, MAX_TOTAL_BYTES, PathKind, Root};

/// Larger files are not considered as renamed templates.
const MAX_BYTES: u64 = 4 << 20;
/// The maximum number of files searched for renamed ones.
const MAX_FILES: usize = 50_000;

/// The maximum number of files and folders listed.
const MAX_ENTRIES: usize = 1_000_000;

/// The files read.
#[derive(Debug, Default)]
pub struct DiskFiles {
    pub tree: Tree,
    /// Paths where no file can be read or written, with the reason: a link, a folder, or a path below one of them.
    pub blocked: BTreeMap<RelPath, String>,
    /// Whether the project has more files than are searched.
    pub truncated: bool,
}

impl DiskFiles {
    /// The note when not all files were searched.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        self.truncated.then(|| {
            format!("the project has more than {MAX_FILES} files outside of `.gitignore`: moved files may be treated as deleted")
        })
    }
}

/// Reads the files at `paths` of the project at `root`; and, if one of `known` is missing, all others that are not
/// ignored.
///
/// # Errors
/// When a file cannot be read.
pub fn read(root: &Root, paths: &BTreeSet<&RelPath>, known: &Tree) -> Result<DiskFiles> {
    let mut ours = DiskFiles::default();
    let mut folders = FolderCache::default();
    let mut left = MAX_TOTAL_BYTES;
    for path in paths {
        if let Some(reason) = folders.in_the_way(root, path.as_str()) {
            ours.blocked.insert((*path).clone(), reason);
            continue;
        }
        match file(root, path.as_str(), &mut left)? {
            PathContent::Nothing => {}
            PathContent::File(file) => {
                ours.tree.insert((*path).clone(), file);
            }
            PathContent::Other(reason) => {
                ours.blocked.insert((*path).clone(), reason);
            }
        }
    }
    for path in std::mem::take(&mut folders.files) {
        if let (Ok(path), PathContent::File(file)) =
            (RelPath::new(path.as_str()), file(root, &path, &mut left)?)
        {
            ours.tree.insert(path, file);
        }
    }
    let gone =
        |path: &&RelPath| !ours.tree.contains_key(*path) && !ours.blocked.contains_key(*path);
    let names: HashSet<String> = known
        .keys()
        .filter(gone)
        .map(|path| name_of(path.as_str()).to_owned())
        .collect();
    if !names.is_empty() {
        others(root, &mut ours, &mut left, &|_| true, &names)?;
    }
    Ok(ours)
}

/// Reads the other files of the project that may refer to names; ignored ones only if Compose reads them.
///
/// # Errors
/// When a file cannot be read.
pub fn read_others(root: &Root, ours: &mut DiskFiles) -> Result<()> {
    let mut left = MAX_TOTAL_BYTES;
    for path in references::LOCAL_COMPOSE_FILES
        .map(RelPath::new)
        .into_iter()
        .flatten()
    {
        if let PathContent::File(file) = file(root, path.as_str(), &mut left)? {
            ours.tree.entry(path).or_insert(file);
        }
    }
    others(
        root,
        ours,
        &mut left,
        &references::is_scanned,
        &HashSet::new(),
    )
}

/// Reads every file of a folder without bookkeeping that is wanted and not ignored.
///
/// # Errors
/// When a file cannot be read.
pub fn read_all(root: &Root, is_wanted: &dyn Fn(&str) -> bool) -> Result<DiskFiles> {
    let mut ours = DiskFiles::default();
    let mut left = MAX_TOTAL_BYTES;
    others(root, &mut ours, &mut left, is_wanted, &HashSet::new())?;
    Ok(ours)
}

enum PathContent {
    Nothing,
    File(File),
    Other(String),
}

fn file(root: &Root, path: &str, left: &mut u64) -> Result<PathContent> {
    let unreadable = |error| unreadable(root, path, &error);
    let read = root.kind_and_bytes(path, MAX_FILE_BYTES.min(*left));
    let (standing, bytes) = read.map_err(unreadable)?;
    if let Some(what) = standing.obstacle() {
        return Ok(PathContent::Other(format!("it {what}")));
    }
    let PathKind::File(meta) = standing else {
        return Ok(PathContent::Nothing);
    };
    let Some(bytes) = bytes else {
        let (one, all) = (MAX_FILE_BYTES >> 20, MAX_TOTAL_BYTES >> 20);
        let what = format!("it is larger than {one} MiB, or all files are larger than {all} MiB");
        return Ok(PathContent::Other(what));
    };
    *left = left.saturating_sub(meta.len);
    Ok(PathContent::File(File {
        bytes: bytes.into(),
        mode: mode(meta.bits),
    }))
}

fn unreadable(root: &Root, path: &str, error: &std::io::Error) -> crate::core::error::Error {
    Problem::new(format!("the file cannot be read: {error}"))
        .at(root.path().join(path).display().to_string())
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

/// The kinds of the folders above files, each read once.
#[derive(Default)]
struct FolderCache {
    known: BTreeMap<String, Option<String>>,
    /// Those that are files.
    files: BTreeSet<String>,
}

impl FolderCache {
    fn in_the_way(&mut self, root: &Root, path: &str) -> Option<String> {
        path.match_indices('/').find_map(|(end, _)| {
            let folder = &path[..end];
            if let Some(known) = self.known.get(folder) {
                return known.clone();
            }
            let reason = match root.kind_of(folder) {
                Ok(PathKind::Link) => Some(format!("it is below `{folder}`, a symbolic link")),
                Ok(PathKind::File(_)) => {
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

/// Every other file that is wanted and not ignored. Beyond `MAX_FILES` only those with one of `names` are read.
fn others(
    root: &Root,
    ours: &mut DiskFiles,
    left: &mut u64,
    is_wanted: &dyn Fn(&str) -> bool,
    names: &HashSet<String>,
) -> Result<()> {
    let ignored = root.read(".gitignore", MAX_BYTES).ok().flatten();
    let ignored = ignored.map(|(bytes, _)| String::from_utf8_lossy(&bytes).into_owned());
    let ignored = gitignore::patterns(&ignored.unwrap_or_default());
    let mut folders = vec![String::new()];
    let (mut seen, mut allowed) = (0, MAX_FILES);
    while let Some(folder) = folders.pop() {
        // a folder that cannot be read contains no generated files
        for (name, standing) in root.list(&folder).unwrap_or_default() {
            let path = match folder.as_str() {
                "" => name,
                folder => format!("{folder}/{name}"),
            };
            let is_folder = matches!(standing, PathKind::Folder(_));
            seen += 1;
            if seen > MAX_ENTRIES {
                ours.truncated = true;
                return Ok(());
            }
            if !is_searched(root, &path, is_folder, &ignored) {
                continue;
            }
            let small = matches!(standing, PathKind::File(meta) if meta.len <= MAX_BYTES);
            match RelPath::new(path.as_str()) {
                Ok(_) if is_folder => folders.push(path),
                Ok(path) if small && is_wanted(path.as_str()) && !ours.tree.contains_key(&path) => {
                    if allowed == 0 && !names.contains(name_of(path.as_str())) {
                        ours.truncated = true;
                        continue;
                    }
                    allowed = allowed.saturating_sub(1);
                    if let PathContent::File(file) = file(root, path.as_str(), left)? {
                        ours.tree.insert(path, file);
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

fn is_searched(root: &Root, path: &str, is_folder: bool, ignored: &Gitignore) -> bool {
    if path == base::FOLDER || path == env_file::PRIVATE || name_of(path) == ".git" {
        return false;
    }
    // virtual environments and caches contain a marker file
    let exists = |mark: &str| {
        let mark = root.kind_of(&format!("{path}/{mark}"));
        mark.is_ok_and(|mark| mark != PathKind::Nothing)
    };
    let made = is_folder
        && ["pyvenv.cfg", "CACHEDIR.TAG", ".git"]
            .into_iter()
            .any(exists);
    !made && !ignored.matched(path, is_folder).is_ignore()
}
