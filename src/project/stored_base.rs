//! Reads the base of a project and checks each file by its hash: an edited file is not part of the base any more,
//! because its content may be the user's.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;

use crate::core::error::{AtPath, Problem, Result};
use crate::core::shell;
use crate::core::tree::{File, RelPath, Tree, same_text};
use crate::project::base::{self, BaseState};
use crate::project::root::{MAX_FILE_BYTES, MAX_TOTAL_BYTES, PathKind, Root};

/// The maximum size of the list.
const MOST_LISTED: u64 = 16 << 20;
/// The maximum size of every other file of the bookkeeping itself.
const MOST_SMALL: u64 = 1 << 16;
/// The maximum number of files of a base.
const MOST_FILES: usize = 50_000;

/// The base stored in a project.
#[derive(Debug, Default)]
pub struct StoredBase {
    /// `None` for a project older than the base's format, or if the file is damaged.
    pub state: Option<BaseState>,
    /// Every file with the correct hash.
    pub tree: Tree,
    /// Missing and damaged files, with their expected hashes.
    pub damaged: BTreeMap<RelPath, Vec<String>>,
    /// Files of the base that the list does not contain, as project paths.
    pub unlisted: Tree,
    /// Other files in the folder of the base.
    pub strays: Vec<String>,
    /// Whether the list exists and is undamaged.
    pub is_listed: bool,
    /// Problems of the bookkeeping's own files.
    pub faults: Vec<BaseFault>,
    /// Objects that cannot be overwritten: links, folders, pipes.
    pub obstacles: Vec<Problem>,
}

/// A damaged file of the bookkeeping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseFault {
    pub path: &'static str,
    pub what: &'static str,
}

impl StoredBase {
    /// Whether a project has no bookkeeping.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tree.is_empty() && self.damaged.is_empty() && self.unlisted.is_empty()
    }
}

/// Reads the base of the project at `root`.
///
/// # Errors
/// When a newer program wrote it, or the disk refuses.
pub fn read(root: &Root) -> Result<StoredBase> {
    let mut stored = StoredBase::default();
    let mut files = BTreeSet::new();
    if !matches!(
        root.kind_of(".tierup/base").at_path(".tierup/base")?,
        PathKind::Nothing | PathKind::Folder(_)
    ) {
        stored
            .obstacles
            .push(obstacle(".tierup/base", "is no folder"));
        return Ok(stored);
    }
    walk(root, ".tierup/base", &mut files, &mut stored.obstacles)?;
    let text = stored.text(root, base::STATE, MOST_SMALL)?;
    stored.state = text.as_deref().map(state).transpose()?.flatten();
    if stored.state.is_none() && text.is_some() {
        stored.fault(base::STATE, "is damaged");
    }
    let list = stored.text(root, base::LIST, MOST_LISTED)?;
    let listed = base::parse_list(list.as_deref().unwrap_or_default());
    stored.is_listed = listed.is_whole;
    if list.is_some() && !listed.is_whole {
        stored.fault(base::LIST, "is damaged");
    }
    for (path, wanted) in base::fixed_files() {
        let text = stored.text(root, path, MOST_SMALL)?;
        // a checkout may have changed its line endings
        if text.is_some_and(|text| !same_text(text.as_bytes(), wanted.as_bytes())) {
            stored.fault(path, "was edited");
        }
    }
    stored.read_files(root, listed.hashes, files)?;
    if stored.is_empty() && stored.state.is_none() && list.is_none() {
        stored.faults.clear();
    }
    Ok(stored)
}

impl StoredBase {
    fn fault(&mut self, path: &'static str, what: &'static str) {
        self.faults.push(BaseFault { path, what });
    }

    /// The text of a file of the bookkeeping itself; records problems.
    fn text(&mut self, root: &Root, path: &'static str, most: u64) -> Result<Option<String>> {
        match root.kind_of(path).at_path(path)? {
            PathKind::File(meta) if meta.len > most => {
                self.fault(path, "is damaged: it is too large");
                Ok(Some(String::new()))
            }
            PathKind::File(_) => {
                let read = root.read(path, most).at_path(path)?;
                Ok(read.map(|(bytes, _)| String::from_utf8_lossy(&bytes).into_owned()))
            }
            PathKind::Nothing => {
                self.fault(path, "is missing");
                Ok(None)
            }
            other => {
                let what = other.obstacle().unwrap_or_default();
                self.obstacles.push(obstacle(path, what));
                Ok(None)
            }
        }
    }

    /// Reads the files of the base: those in the list, and others.
    fn read_files(
        &mut self,
        root: &Root,
        listed: BTreeMap<RelPath, Vec<String>>,
        mut files: BTreeSet<String>,
    ) -> Result<()> {
        let mut left = MAX_TOTAL_BYTES;
        // a file that is far too large is damaged
        let mut read = |at: &str| -> Result<Option<Vec<u8>>> {
            match root.read(at, MAX_FILE_BYTES.min(left)) {
                Ok(Some((bytes, meta))) => {
                    left = left.saturating_sub(meta.len);
                    Ok(Some(bytes))
                }
                Ok(None) => Ok(None),
                Err(error) if error.kind() == ErrorKind::FileTooLarge => Ok(None),
                Err(error) => Err(Problem::io(at, &error).into()),
            }
        };
        for (path, hashes) in listed {
            let at = base::base_path(&path);
            let bytes = if files.remove(&at) { read(&at)? } else { None };
            match bytes.and_then(|bytes| base::intact(bytes, &hashes)) {
                Some(bytes) => {
                    self.tree.insert(path, File::new(bytes.into()));
                }
                None => {
                    self.damaged.insert(path, hashes);
                }
            }
        }
        for at in files {
            match base::project_path(&at) {
                Some(path) => {
                    let bytes = read(&at)?.unwrap_or_default();
                    self.unlisted.insert(path, File::new(bytes.into()));
                }
                None => self.strays.push(at),
            }
        }
        Ok(())
    }
}

/// Every file below a folder of the base, and the obstacles.
fn walk(
    root: &Root,
    folder: &str,
    files: &mut BTreeSet<String>,
    obstacles: &mut Vec<Problem>,
) -> Result<()> {
    for (name, standing) in root.list(folder).at_path(folder)? {
        let path = format!("{folder}/{name}");
        if files.len() + obstacles.len() >= MOST_FILES || RelPath::new(path.as_str()).is_err() {
            continue;
        }
        match standing {
            PathKind::File(_) => {
                files.insert(path);
            }
            PathKind::Folder(_) if base::project_path(&path).is_some() => {
                obstacles.push(obstacle(&path, "is a folder"));
            }
            PathKind::Folder(_) => walk(root, &path, files, obstacles)?,
            other => {
                let what = other.obstacle().unwrap_or_default();
                obstacles.push(obstacle(&path, what));
            }
        }
    }
    Ok(())
}

fn obstacle(path: &str, what: &str) -> Problem {
    Problem::new(format!("it {what} and is not a file of tierup"))
        .at(path)
        .help(format!(
            "remove it: `rm -r {}`; then `tierup update` restores what is missing",
            shell::quoted(path)
        ))
}

/// The pack of the base. Git may have left both sides of a merge in it: either can be used, because it only names the
/// pack.
fn state(text: &str) -> Result<Option<BaseState>> {
    let sides = [
        text.to_owned(),
        side(text, "<<<<<<<"),
        side(text, "======="),
    ];
    let read: Vec<BaseState> = sides
        .iter()
        .filter_map(|text| toml::from_str(text).ok())
        .collect();
    if let Some(newer) = read.iter().find(|state| state.format > base::FORMAT) {
        return Err(Problem::new(format!(
            "this project was last changed by a newer tierup: its state has format {}, this version reads format {}",
            newer.format,
            base::FORMAT
        ))
        .at(base::STATE)
        .help("use that release or a newer one")
        .into());
    }
    Ok(read.into_iter().next())
}

/// One side of a merge: the lines outside of markers, and those after the marker `of`.
fn side(text: &str, of: &str) -> String {
    let markers = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    let mut inside = None;
    let mut stored = String::new();
    for line in text.split_inclusive('\n') {
        match markers.into_iter().find(|marker| line.starts_with(marker)) {
            Some(">>>>>>>") => inside = None,
            Some(marker) => inside = Some(marker),
            None if inside.is_none_or(|marker| marker == of) => {
                stored.push_str(line);
            }
            None => {}
        }
    }
    stored
}
