//! What people do to a project between two changes, at random; each line that they write is told from all others.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use tierup::core::tree::{File, Mode, RelPath, Tree};
use tierup::generate::blueprint::FILE;
use tierup::project::change::Change;

use crate::memory::{Project, with_bytes};

/// The same numbers for the same seed (splitmix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end.max(1) as u64).unwrap()
    }
}

/// The templates of a later version: lines come, go and change, files come, go and move.
pub(crate) fn evolve(tree: &mut Tree, version: u64) {
    for version in 1..=version {
        let mut random = Random(version * 1000);
        let paths: Vec<RelPath> = tree
            .keys()
            .filter(|path| path.as_str() != FILE)
            .cloned()
            .collect();
        for _ in 0..12 {
            let path = &paths[random.below(paths.len())];
            let Some(file) = tree.get(path).cloned() else {
                continue;
            };
            match random.below(8) {
                0 => {
                    tree.remove(path);
                }
                1 => {
                    tree.remove(path);
                    let to = format!(
                        "moved/{version}/{}",
                        path.as_str().rsplit('/').next().unwrap()
                    );
                    tree.insert(RelPath::new(to).unwrap(), file);
                }
                2 => {
                    let to =
                        RelPath::new(format!("brought/{version}-{}.txt", random.below(9))).unwrap();
                    tree.insert(to, file);
                }
                _ => {
                    let mut lines = lines(&file.bytes);
                    let at = random.below(lines.len() + 1);
                    let line =
                        format!("# version {version}, {}\n", random.below(1000)).into_bytes();
                    if random.below(2) == 0 || at == lines.len() {
                        lines.insert(at, line);
                    } else {
                        lines[at] = line;
                    }
                    tree.insert(path.clone(), with_bytes(&file, lines.concat()));
                }
            }
        }
    }
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

fn with_crlf(line: &mut Vec<u8>) -> Vec<u8> {
    if line.ends_with(b"\n") && !line.ends_with(b"\r\n") {
        line.pop();
        line.extend(b"\r\n");
    }
    line.clone()
}

/// What begins every line that a person writes.
const MARK: &[u8] = b"person-line-";

#[derive(Debug, Default)]
pub(crate) struct Person {
    written: usize,
    deleted: BTreeSet<String>,
    own: BTreeMap<String, Vec<u8>>,
}

impl Person {
    fn line(&mut self, random: &mut Random) -> Vec<u8> {
        self.written += 1;
        let mut line = b"# ".to_vec();
        line.extend(MARK);
        line.extend(format!("{}-", self.written).bytes());
        if random.below(8) == 0 {
            line.extend(b"\xe9t\xe9 latin");
        }
        line.extend(b"end\n");
        line
    }

    /// One thing that a person does.
    pub(crate) fn edit(&mut self, project: &mut Project, random: &mut Random) {
        if random.below(10) == 0 {
            return self.makes_a_file(project, random);
        }
        if random.below(8) == 0 {
            return self.comments_the_blueprint(project, random);
        }
        match random.below(60) {
            0 | 1 => return self.renames_a_folder(project, random),
            2 => return self.checks_out_with_crlf(project),
            3..=6 => return self.adds_an_entry(project, random),
            _ => {}
        }
        let paths: Vec<RelPath> = project
            .mine
            .keys()
            .filter(|path| path.as_str() != FILE)
            .cloned()
            .collect();
        let path = paths[random.below(paths.len())].clone();
        let file = project.mine[&path].clone();
        let mut lines = lines(&file.bytes);
        let at = random.below(lines.len() + 1);
        match random.below(14) {
            0..=3 => {
                if let Some(last) = lines
                    .last_mut()
                    .filter(|last| at > 0 && !last.ends_with(b"\n"))
                {
                    last.push(b'\n');
                }
                lines.insert(at, self.line(random));
            }
            4 | 5 if at < lines.len() => lines[at] = self.line(random),
            6 if at < lines.len() => drop(lines.remove(at)),
            7 => lines = (0..random.below(20)).map(|_| self.line(random)).collect(),
            8 => {
                project.mine.remove(&path);
                self.own.remove(path.as_str());
                self.deleted.insert(path.to_string());
                return;
            }
            9 => {
                let to = RelPath::new(format!("theirs/{}/{path}", self.written)).unwrap();
                self.written += 1;
                project.mine.remove(&path);
                if let Some(bytes) = self.own.remove(path.as_str()) {
                    self.own.insert(to.to_string(), bytes);
                }
                project.mine.insert(to, file);
                return;
            }
            10 => lines = lines.iter_mut().map(with_crlf).collect(),
            11 => lines.insert(0, b"\xef\xbb\xbf".to_vec()),
            12 => {
                if let Some(last) = lines.last_mut()
                    && last.ends_with(b"\n")
                {
                    last.pop();
                }
            }
            _ => {
                let mode = match file.mode {
                    Mode::Plain => Mode::Executable,
                    _ => Mode::Plain,
                };
                project.mine.insert(path, File { mode, ..file });
                return;
            }
        }
        self.own.remove(path.as_str());
        project.mine.insert(path, with_bytes(&file, lines.concat()));
    }

    /// Another name for a folder with all that is in it, beside it or elsewhere.
    fn renames_a_folder(&mut self, project: &mut Project, random: &mut Random) {
        let folders: BTreeSet<String> = project
            .mine
            .keys()
            .flat_map(|path| {
                let ends = path.as_str().match_indices('/').map(|(at, _)| at);
                ends.map(|at| path.as_str()[..at].to_owned())
            })
            .collect();
        let Some(from) = folders.iter().nth(random.below(folders.len())) else {
            return;
        };
        self.written += 1;
        let to = if random.below(2) == 0 {
            format!("{from}{}", self.written)
        } else {
            format!("theirs/{}/folder", self.written)
        };
        let inside = format!("{from}/");
        let moved: Vec<RelPath> = project
            .mine
            .keys()
            .filter(|path| path.as_str().starts_with(&inside))
            .cloned()
            .collect();
        for path in moved {
            let place = format!("{to}/{}", &path.as_str()[inside.len()..]);
            if let Some(bytes) = self.own.remove(path.as_str()) {
                self.own.insert(place.clone(), bytes);
            }
            let file = project.mine.remove(&path).unwrap();
            project.mine.insert(RelPath::new(place).unwrap(), file);
        }
    }

    /// What Git for Windows makes of a project.
    fn checks_out_with_crlf(&mut self, project: &mut Project) {
        for (path, file) in &mut project.mine {
            if !file.bytes.contains(&0) {
                let crlf = lines(&file.bytes).iter_mut().flat_map(with_crlf).collect();
                self.own.remove(path.as_str());
                *file = with_bytes(file, crlf);
            }
        }
    }

    /// A dependency or a variable of their own, in the list where it belongs.
    fn adds_an_entry(&mut self, project: &mut Project, random: &mut Random) {
        let (path, after, ends) = [
            ("pyproject.toml", "dependencies = [", "\","),
            ("pyproject.toml", "dev = [", "\","),
            (".env.example", "APP_PORT=", "=1"),
            (".gitignore", "", ""),
        ][random.below(4)];
        let Some(file) = project.mine.get(path).cloned() else {
            return;
        };
        self.written += 1;
        let before = if ends == "\"," { "    \"" } else { "" };
        let mark = String::from_utf8_lossy(MARK);
        let entry = format!("{before}{mark}{}{ends}\n", self.written);
        let mut lines = lines(&file.bytes);
        let at = lines
            .iter()
            .position(|line| line.starts_with(after.as_bytes()));
        let at = at.map_or(lines.len(), |at| at + 1);
        if lines[..at].last().is_some_and(|last| last.ends_with(b"\n")) {
            lines.insert(at, entry.into_bytes());
            let path = RelPath::new(path).unwrap();
            project.mine.insert(path, with_bytes(&file, lines.concat()));
        }
    }

    /// A file of their own, perhaps where a template's comes one day.
    fn makes_a_file(&mut self, project: &mut Project, random: &mut Random) {
        let places = [
            "src/shop/adapters/memory_cache.py",
            "notes.md",
            "deploy/nginx/nginx.conf",
            "gunicorn.conf.py",
            "brought/1-3.txt",
        ];
        let path = RelPath::new(places[random.below(places.len())]).unwrap();
        if project.mine.contains_key(&path) || self.deleted.contains(path.as_str()) {
            return;
        }
        let bytes = if random.below(3) == 0 {
            let bytes = vec![0, 1, 2, u8::try_from(random.below(250)).unwrap()];
            self.own.insert(path.to_string(), bytes.clone());
            bytes
        } else {
            (0..=random.below(5))
                .flat_map(|_| self.line(random))
                .collect()
        };
        let file = File {
            bytes: Cow::Owned(bytes),
            mode: Mode::Plain,
        };
        project.mine.insert(path, file);
    }

    /// A comment in `tierup.toml`: on a line of its own, or after a value.
    fn comments_the_blueprint(&mut self, project: &mut Project, random: &mut Random) {
        let file = project.mine[FILE].clone();
        let mut lines = lines(&file.bytes);
        let at = random.below(lines.len());
        let line = self.line(random);
        let line = String::from_utf8_lossy(&line)
            .replace('\u{fffd}', "e")
            .into_bytes();
        if random.below(2) == 0 {
            lines.insert(at, line);
        } else if lines[at].ends_with(b"\n") {
            let end = lines[at].trim_ascii_end().len();
            lines[at].truncate(end);
            lines[at].extend(b" ");
            lines[at].extend(line);
        }
        let path = RelPath::new(FILE).unwrap();
        project.mine.insert(path, with_bytes(&file, lines.concat()));
    }

    /// The lines of the person that stand in a tree.
    pub(crate) fn lines(tree: &Tree) -> BTreeSet<Vec<u8>> {
        let mut found = BTreeSet::new();
        for file in tree.values() {
            for line in file.bytes.split(|byte| *byte == b'\n') {
                if let Some(at) = line.windows(MARK.len()).position(|part| part == MARK) {
                    found.insert(line[at..].trim_ascii_end().to_vec());
                }
            }
        }
        found
    }

    /// Files that only the person made and that have no lines.
    pub(crate) fn own_binaries(&self, tree: &Tree) -> Vec<(String, Vec<u8>)> {
        let is_there =
            |path: &str, bytes: &[u8]| tree.get(path).is_some_and(|file| file.bytes == bytes);
        self.own
            .iter()
            .filter(|(path, bytes)| is_there(path, bytes))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect()
    }

    /// Files that were generated, and that the person removed.
    pub(crate) fn deleted(&self, before: &Project) -> Vec<String> {
        let gone = |path: &&String| !before.mine.contains_key(path.as_str());
        self.deleted.iter().filter(gone).cloned().collect()
    }

    /// Takes the markers out of what a change left, and keeps both sides.
    pub(crate) fn resolve(project: &mut Project, change: &Change) {
        for step in change
            .steps
            .iter()
            .filter(|step| !step.conflicts.is_empty())
        {
            if let Some(file) = project.mine.get(&step.path).cloned() {
                let marker = |line: &[u8]| {
                    [&b"<<<<<<<"[..], b"|||||||", b"=======", b">>>>>>>"]
                        .iter()
                        .any(|m| line.starts_with(m))
                };
                let kept: Vec<Vec<u8>> = lines(&file.bytes)
                    .into_iter()
                    .filter(|line| !marker(line))
                    .collect();
                project
                    .mine
                    .insert(step.path.clone(), with_bytes(&file, kept.concat()));
            }
        }
    }
}
