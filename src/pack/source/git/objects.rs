//! The files of a commit, read as git objects: nothing is checked out.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;

use super::run::git_in;
use crate::core::error::{AtPath, Error, Problem, Result};
use crate::core::tree::RelPath;
use crate::pack::origin::GitOrigin;
use crate::pack::source::junk;
use crate::pack::source::{MAX_FILE_BYTES, MAX_FILES, NO_PLAIN_FILE, TAKE_OUT};
use crate::pack::{Content, Files};

/// The maximum size of all files of a repository.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// The modes of regular files.
const PLAIN: [&str; 2] = ["100644", "100755"];

/// A file as a commit lists it.
struct ListedFile {
    object: String,
    size: u64,
    path: String,
}

/// Every file of `commit`, or of the pack's folder in it.
pub(super) fn files(repository: &Path, commit: &str, origin: &GitOrigin) -> Result<Files> {
    let of = |tree: &str| {
        let mut list = git_in(repository);
        list.args(["ls-tree", "-r", "-l", "-z", "--full-tree", tree]);
        list.output()
    };
    let tree = match &origin.folder {
        Some(folder) => format!("{commit}:{folder}"),
        None => commit.to_owned(),
    };
    let output = of(&tree).at_path(repository)?;
    if !output.status.success() {
        return Err(match &origin.folder {
            Some(folder) if of(commit).at_path(repository)?.status.success() => {
                no_folder(folder, commit, origin)
            }
            _ => unreadable(repository),
        });
    }
    let listed = parse_list(&output.stdout)?;
    read(repository, &listed)
}

fn no_folder(folder: &RelPath, commit: &str, origin: &GitOrigin) -> Error {
    Problem::new(format!(
        "there is no directory `{folder}` in {} at `{}`, commit {commit}",
        origin.url, origin.reference
    ))
    .at("--pack")
    .help("name a directory of the repository: `git+URL#REF:DIR`")
    .into()
}

fn unreadable(repository: &Path) -> Error {
    Problem::new("the fetched repository can no longer be read")
        .at(repository)
        .into()
}

/// The entries of a list, or the problems of those that a pack may not contain.
fn parse_list(list: &[u8]) -> Result<Vec<ListedFile>> {
    let mut problems = Vec::new();
    let mut files = Vec::new();
    let mut left = MAX_BYTES;
    for entry in list
        .split(|byte| *byte == 0)
        .filter(|entry| !entry.is_empty())
    {
        let text = String::from_utf8_lossy(entry);
        let (facts, path) = text.split_once('\t').unwrap_or((&text, ""));
        if junk::is_junk(path) {
            continue;
        }
        let facts: Vec<&str> = facts.split_whitespace().collect();
        let [mode, _, object, size] = facts[..] else {
            continue;
        };
        let why = if std::str::from_utf8(entry).is_err() {
            Some("the file's name is not UTF-8".to_owned())
        } else if !PLAIN.contains(&mode) {
            Some(NO_PLAIN_FILE.to_owned())
        } else if size.parse().is_ok_and(|size: u64| size > MAX_FILE_BYTES) {
            Some(format!(
                "the file is larger than {} MiB",
                MAX_FILE_BYTES >> 20
            ))
        } else if files.len() >= MAX_FILES {
            Some(format!("the pack has more than {MAX_FILES} files"))
        } else {
            None
        };
        let size = size.parse().unwrap_or(0);
        if let Some(why) = why {
            problems.push(Problem::new(why).at(path).help(TAKE_OUT));
            if files.len() >= MAX_FILES {
                break;
            }
            continue;
        }
        let Some(rest) = left.checked_sub(size) else {
            let why = format!("the pack holds more than {} MiB", MAX_BYTES >> 20);
            problems.push(Problem::new(why).at(path).help(TAKE_OUT));
            break;
        };
        left = rest;
        files.push(ListedFile {
            object: object.to_owned(),
            size,
            path: path.to_owned(),
        });
    }
    Error::if_any(problems)?;
    Ok(files)
}

/// The bytes of every listed file, from one process.
fn read(repository: &Path, listed: &[ListedFile]) -> Result<Files> {
    let mut child = git_in(repository)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .at_path(repository)?;
    let (Some(mut wishes), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(unreadable(repository));
    };
    let mut answers = BufReader::new(answers);
    let files = std::thread::scope(|scope| {
        scope.spawn(move || {
            // if git has ended, the read below reports it
            for ListedFile { object, .. } in listed {
                if writeln!(wishes, "{object}").is_err() {
                    break;
                }
            }
        });
        let mut files = Files::new();
        for ListedFile { size, path, .. } in listed {
            let mut head = String::new();
            answers.read_line(&mut head).at_path(repository)?;
            if head.trim_end().rsplit(' ').next() != Some(&size.to_string()) {
                return Err(unreadable(repository));
            }
            let mut bytes = vec![0; usize::try_from(*size).unwrap_or(0)];
            answers.read_exact(&mut bytes).at_path(repository)?;
            answers.read_exact(&mut [0]).at_path(repository)?;
            files.insert(path.clone(), Content::InMemory(bytes.into()));
        }
        Ok(files)
    });
    let _killed = child.kill();
    let _reaped = child.wait();
    files
}
