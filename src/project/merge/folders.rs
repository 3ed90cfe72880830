//! Folders that the user renamed: most files of a generated folder are found together below another one.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Action, Step, similarity};
use crate::core::tree::{File, RelPath, Tree};

/// A folder with another name in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenamedFolder {
    pub from: String,
    pub to: String,
}

impl RenamedFolder {
    /// The old and the new name of a folder whose parent is unchanged.
    #[must_use]
    pub fn names(&self) -> Option<(&str, &str)> {
        let (above, old) = self.from.rsplit_once('/').unwrap_or(("", &self.from));
        let (above_now, new) = self.to.rsplit_once('/').unwrap_or(("", &self.to));
        (above == above_now).then_some((old, new))
    }
}

/// The renamed folders, by their path in the template.
#[derive(Debug, Default)]
pub(super) struct RenamedFolders<'a> {
    to: BTreeMap<String, String>,
    /// Folders of the base with files that are not moved, or moved to several folders.
    stay: HashSet<String>,
    trees: Option<[&'a Tree; 3]>,
}

/// With fewer files, each is moved separately.
const FEWEST: usize = 2;

/// Where the files of a folder of the base are now.
#[derive(Default)]
struct FolderCount<'a> {
    unmoved: usize,
    /// Number of files by new folder; `None` if a file was moved otherwise.
    moved: HashMap<Option<&'a str>, usize>,
}

impl<'a> RenamedFolders<'a> {
    /// A folder was renamed if more than half of its remaining files have the same relative paths below another folder.
    /// Files are identified by content.
    pub(super) fn find([base, ours, new]: [&'a Tree; 3]) -> Self {
        let gone: Vec<(&RelPath, &File)> = base
            .iter()
            .filter(|(path, _)| !ours.contains_key(*path))
            .collect();
        if gone.is_empty() {
            return Self::default();
        }
        let names: HashSet<&str> = gone.iter().map(|(path, _)| name(path)).collect();
        let own: Vec<(&RelPath, &File)> = ours
            .iter()
            .filter(|(path, _)| !base.contains_key(*path) && names.contains(name(path)))
            .collect();
        let found = similarity::find(&gone, &own);
        let mut counts: BTreeMap<&str, FolderCount> = BTreeMap::new();
        for path in base.keys() {
            for (folder, rest) in ancestors(path) {
                let count = counts.entry(folder).or_default();
                if ours.contains_key(path) {
                    count.unmoved += 1;
                } else if let Some(found) = found.get(path) {
                    let to = found.path.as_str().strip_suffix(rest);
                    let to = to.and_then(|to| to.strip_suffix('/'));
                    *count.moved.entry(to).or_default() += 1;
                }
            }
        }
        let mut folders = Self {
            trees: Some([base, ours, new]),
            ..Self::default()
        };
        for (folder, count) in counts {
            let left: usize = count.unmoved + count.moved.values().sum::<usize>();
            let most = count
                .moved
                .iter()
                .max_by_key(|(to, count)| (**count, std::cmp::Reverse(**to)));
            match most {
                Some((Some(to), most)) if *most >= FEWEST && 2 * most > left => {
                    folders.to.insert(folder.to_owned(), (*to).to_owned());
                }
                // a single moved file does not mean that its folder was renamed
                _ if count.unmoved > 0 || left >= FEWEST => {
                    folders.stay.insert(folder.to_owned());
                }
                _ => {}
            }
        }
        folders
    }

    pub(super) fn is_empty(&self) -> bool {
        self.to.is_empty()
    }

    /// The path of a template's file in the project, if its folder was renamed.
    pub(super) fn place(&self, path: &RelPath) -> Option<RelPath> {
        let [base, ours, new] = self.trees?;
        if ours.contains_key(path) {
            return None;
        }
        let found = ancestors(path)
            .find(|(folder, _)| self.to.contains_key(*folder) || self.stay.contains(*folder));
        let (folder, rest) = found?;
        let place = RelPath::new(format!("{}/{rest}", self.to.get(folder)?)).ok()?;
        let has_both = |tree: &Tree| tree.contains_key(path) && tree.contains_key(&place);
        (!has_both(base) && !has_both(new)).then_some(place)
    }

    /// The same tree with the paths of the project; `known` records the original ones. If two files get the same path,
    /// one keeps its own.
    pub(super) fn placed(&self, tree: &Tree, known: &mut BTreeMap<RelPath, RelPath>) -> Tree {
        let mut placed = Tree::new();
        for (path, file) in tree {
            let place = self.place(path);
            let place = place.filter(|place| known.get(place).is_none_or(|from| from == path));
            if let Some(place) = &place {
                known.insert(place.clone(), path.clone());
            }
            placed.insert(place.unwrap_or_else(|| path.clone()), file.clone());
        }
        placed
    }

    /// The outermost renamed folders.
    pub(super) fn outermost(&self) -> Vec<RenamedFolder> {
        let within = |from: &str, to: &str| {
            let mut parents = from.match_indices('/').map(|(at, _)| &from[..at]);
            parents.any(|parent| {
                let rest = &from[parent.len()..];
                self.to
                    .get(parent)
                    .is_some_and(|parent| to.strip_suffix(rest) == Some(parent))
            })
        };
        self.to
            .iter()
            .filter(|(from, to)| !within(from, to))
            .map(|(from, to)| RenamedFolder {
                from: from.clone(),
                to: to.clone(),
            })
            .collect()
    }
}

/// Records in a step of a renamed folder the original path.
pub(super) fn set_origin(step: &mut Step, from: &BTreeMap<RelPath, RelPath>) {
    let known = step.from.as_ref().unwrap_or(&step.path);
    let Some(original) = from.get(known) else {
        return;
    };
    step.from = Some(original.clone());
    let note = match step.action {
        Action::Created => "you renamed its directory: it is created there",
        Action::Updated | Action::Merged => {
            "you renamed its directory: the template's changes are merged there"
        }
        _ => return,
    };
    step.note.get_or_insert_with(|| note.to_owned());
}

/// The project's files in which the user replaced some occurrences of a renamed folder's name, with the others replaced
/// too in each line that then equals the template's.
pub(super) fn rewritten(folders: &[RenamedFolder], [base, ours, new]: [&Tree; 3]) -> Tree {
    let names: Vec<(&str, &str)> = folders.iter().filter_map(RenamedFolder::names).collect();
    let rewrite = |(path, file): (&RelPath, &File)| {
        let (base, new) = (base.get(path)?, new.get(path)?);
        if names.is_empty() || base.bytes == new.bytes {
            return None;
        }
        let lines = new.bytes.split(|byte| *byte == b'\n');
        let new: HashSet<&[u8]> = lines.map(<[u8]>::trim_ascii_end).collect();
        let whole = |line: &[u8]| {
            let text = line.trim_ascii_end();
            let renamed = |ends: fn(u8) -> bool| {
                let by_name = |text: Vec<u8>, (old, new): &(&str, &str)| {
                    with_word(&text, old.as_bytes(), new.as_bytes(), ends)
                };
                names.iter().fold(text.to_vec(), by_name)
            };
            let is_part =
                |whole: &Vec<u8>| whole != text && !new.contains(text) && new.contains(&whole[..]);
            // `shop_owner` is a separate word in one line and the name with a suffix in another
            let mut delimiters = [is_no_word as fn(u8) -> bool, is_no_letter]
                .into_iter()
                .map(renamed);
            let whole = delimiters.find(is_part)?;
            Some([&whole[..], &line[text.len()..]].concat())
        };
        let lines = file.bytes.split_inclusive(|byte| *byte == b'\n');
        let lines: Vec<Cow<[u8]>> = lines
            .map(|line| whole(line).map_or(Cow::Borrowed(line), Cow::Owned))
            .collect();
        let changed = lines.iter().any(|line| matches!(line, Cow::Owned(_)));
        let bytes = changed.then(|| Cow::Owned(lines.concat()))?;
        let mode = file.mode;
        Some((path.clone(), File { bytes, mode }))
    };
    ours.iter().filter_map(rewrite).collect()
}

/// The text with a word replaced; `ends` tells which bytes delimit it.
fn with_word(text: &[u8], word: &[u8], by: &[u8], ends: fn(u8) -> bool) -> Vec<u8> {
    let mut changed = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let rest = &text[at..];
        let is_alone =
            (at == 0 || ends(text[at - 1])) && rest.get(word.len()).copied().is_none_or(ends);
        if is_alone && rest.starts_with(word) {
            changed.extend_from_slice(by);
            at += word.len();
        } else {
            changed.push(*byte);
            at += 1;
        }
    }
    changed
}

fn is_no_word(byte: u8) -> bool {
    byte != b'_' && is_no_letter(byte)
}

fn is_no_letter(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric() && byte <= 0x7f
}

/// Each folder that a path is in, the innermost first, with the rest of the path.
fn ancestors(path: &RelPath) -> impl Iterator<Item = (&str, &str)> {
    let path = path.as_str();
    path.rmatch_indices('/')
        .map(|(at, _)| (&path[..at], &path[at + 1..]))
}

fn name(path: &RelPath) -> &str {
    path.as_str().rsplit('/').next().unwrap_or_default()
}
