//! Finds moved files: those that are missing at one path and found, perhaps edited, at another.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::text::Text;
use crate::core::tree::{File, RelPath};

/// The minimum similarity, in percent, of a renamed file; a file with the same name in another folder needs less.
const RENAMED: u8 = 60;
const MOVED: u8 = 50;
/// Larger files are only compared for equality.
const LARGEST: usize = 1 << 20;
/// Lines that occur in so many files are ignored.
const COMMON: usize = 64;
/// The number of candidates that are compared in detail.
const CLOSELY: usize = 8;

type NamedFile<'a> = (&'a RelPath, &'a File);

/// The new path of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct SimilarFile<'a> {
    pub(super) path: &'a RelPath,
    /// In percent.
    pub(super) alike: u8,
}

/// Finds at most one new file for each missing one, each new file at most once. Equal content has precedence, then the
/// highest similarity.
pub(super) fn find<'a>(
    gone: &[NamedFile<'a>],
    came: &[NamedFile<'a>],
) -> HashMap<&'a RelPath, SimilarFile<'a>> {
    let mut found = HashMap::new();
    if gone.is_empty() || came.is_empty() {
        return found;
    }
    let mut taken: HashSet<&RelPath> = HashSet::new();
    let mut candidates = same(gone, came);
    candidates.extend(alike(gone, came));
    candidates.sort_unstable_by_key(|(from, to, alike)| {
        let kept_name = name(from) == name(to);
        (
            Reverse(*alike),
            !kept_name,
            folder(from) != folder(to),
            *from,
            *to,
        )
    });
    for (from, path, alike) in candidates {
        if !found.contains_key(from) && taken.insert(path) {
            found.insert(from, SimilarFile { path, alike });
        }
    }
    found
}

/// The similarity of two texts, in percent, independent of the order of their lines.
pub(super) fn of(one: &Text, other: &Text) -> u8 {
    LineCounts::new(one).alike(&LineCounts::new(other))
}

type Candidate<'a> = (&'a RelPath, &'a RelPath, u8);

/// Pairs with equal content. Several copies are matched in the order of their paths.
fn same<'a>(gone: &[NamedFile<'a>], came: &[NamedFile<'a>]) -> Vec<Candidate<'a>> {
    let mut by_content: HashMap<&[u8], Vec<&'a RelPath>> = HashMap::new();
    for (path, file) in gone.iter().filter(|(_, file)| !file.bytes.is_empty()) {
        by_content.entry(&file.bytes).or_default().push(path);
    }
    let lengths: HashSet<usize> = by_content.keys().map(|bytes| bytes.len()).collect();
    let mut seen: HashMap<&[u8], usize> = HashMap::new();
    let mut pairs = Vec::new();
    for (to, file) in came
        .iter()
        .filter(|(_, file)| lengths.contains(&file.bytes.len()))
    {
        let Some(paths) = by_content.get(&*file.bytes) else {
            continue;
        };
        let nth = seen.entry(&file.bytes).or_default();
        if paths.len() <= COMMON {
            pairs.extend(paths.iter().map(|from| (*from, *to, 100)));
        } else if let Some(from) = paths.get(*nth) {
            pairs.push((*from, *to, 100));
        }
        *nth += 1;
    }
    pairs
}

/// Pairs of texts that have enough lines in common.
fn alike<'a>(gone: &[NamedFile<'a>], came: &[NamedFile<'a>]) -> Vec<Candidate<'a>> {
    let text = |(path, file): &NamedFile<'a>| {
        let small = (1..=LARGEST).contains(&file.bytes.len());
        small
            .then(|| Text::read(&file.bytes))
            .flatten()
            .map(|text| (*path, text))
    };
    let gone: Vec<(&RelPath, LineCounts)> = gone
        .iter()
        .filter_map(text)
        .map(|(path, text)| (path, LineCounts::new(&text)))
        .collect();
    let mut holders: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (index, (_, bag)) in gone.iter().enumerate() {
        for line in bag.lines.keys() {
            holders.entry(line).or_default().push(index);
        }
    }
    let mut pairs = Vec::new();
    for (to, text) in came.iter().filter_map(text) {
        let bag = LineCounts::new(&text);
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for (line, count) in &bag.lines {
            for index in holders
                .get(line)
                .filter(|holders| holders.len() <= COMMON)
                .into_iter()
                .flatten()
            {
                let both = gone[*index].1.lines[line].min(*count);
                *shared.entry(*index).or_default() += both * weight(line);
            }
        }
        let mut closest: Vec<(usize, usize)> = shared.into_iter().collect();
        closest.sort_unstable_by_key(|(index, shared)| (Reverse(*shared), *index));
        for (index, _) in closest.into_iter().take(CLOSELY) {
            let (from, other) = &gone[index];
            let enough = if name(from) == name(to) {
                MOVED
            } else {
                RENAMED
            };
            let alike = bag.alike(other).min(99);
            if alike >= enough {
                pairs.push((*from, to, alike));
            }
        }
    }
    pairs
}

/// Whether the user replaced a generated file by another one: no line of it is left, so there is nothing to merge.
#[must_use]
pub fn is_replaced(known: &File, there: &File) -> bool {
    let text = |file: &File| String::from_utf8_lossy(&file.bytes).into_owned();
    let (known, there) = (text(known), text(there));
    let lines = |text: &str| -> HashSet<String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    let (known, there) = (lines(&known), lines(&there));
    !known.is_empty() && !there.is_empty() && there.is_disjoint(&known)
}

/// How often each non-empty line occurs in a text.
struct LineCounts<'a> {
    lines: HashMap<&'a [u8], usize>,
    weight: usize,
}

impl<'a> LineCounts<'a> {
    fn new(text: &Text<'a>) -> Self {
        let mut bag = Self {
            lines: HashMap::new(),
            weight: 0,
        };
        for line in text.lines.iter().filter(|line| weight(line.text) > 0) {
            *bag.lines.entry(line.text).or_default() += 1;
            bag.weight += weight(line.text);
        }
        bag
    }

    fn alike(&self, other: &Self) -> u8 {
        let shared: usize = self
            .lines
            .iter()
            .map(|(line, count)| other.lines.get(line).unwrap_or(&0).min(count) * weight(line))
            .sum();
        hundredths(2 * shared, self.weight + other.weight)
    }
}

/// The weight of a line: long lines are more significant.
fn weight(line: &[u8]) -> usize {
    line.trim_ascii().len()
}

fn hundredths(part: usize, whole: usize) -> u8 {
    u8::try_from(100 * part / whole.max(1)).unwrap_or(100)
}

fn name(path: &RelPath) -> &str {
    path.as_str().rsplit('/').next().unwrap_or_default()
}

fn folder(path: &RelPath) -> &str {
    path.as_str()
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    fn named(files: &[(&str, &str)]) -> Vec<(RelPath, File)> {
        let file = |text: &str| File::new(text.as_bytes().to_vec().into());
        let pairs = files.iter();
        pairs
            .map(|(path, text)| (RelPath::new(*path).unwrap(), file(text)))
            .collect()
    }

    fn pairs(gone: &[(&str, &str)], came: &[(&str, &str)]) -> Vec<String> {
        let (gone, came) = (named(gone), named(came));
        let [gone, came]: [Vec<NamedFile>; 2] =
            [&gone, &came].map(|files| files.iter().map(|(path, file)| (path, file)).collect());
        let mut pairs: Vec<String> = find(&gone, &came)
            .into_iter()
            .map(|(from, to)| format!("{from} -> {}", to.path))
            .collect();
        pairs.sort();
        pairs
    }

    #[test]
    fn the_same_content_comes_first_and_each_file_once() {
        let (text, edited) = ("one\ntwo\nthree\nfour\n", "one\ntwo\nthree\nfive\n");
        assert_eq!(
            pairs(&[("a", text), ("b", text)], &[("c", edited), ("d", text)]),
            ["a -> d", "b -> c"]
        );
        assert_eq!(
            pairs(&[("a", text)], &[("x/a", text), ("b", text)]),
            ["a -> x/a"]
        );
        assert_eq!(pairs(&[("a", "")], &[("b", "")]), [""; 0]);
        assert_eq!(pairs(&[("a", "\0x")], &[("b", "\0x")]), ["a -> b"]);
    }

    #[test]
    fn files_with_the_same_name_may_differ_more() {
        let (text, half) = (
            "one1\ntwo2\nthre\nfour\nfive\n",
            "one1\ntwo2\nthre\n4444\n5555\n6666\n",
        );
        assert_eq!(pairs(&[("a", text)], &[("x/a", half)]), ["a -> x/a"]);
        assert_eq!(pairs(&[("a", text)], &[("b", half)]), [""; 0]);
    }
}
