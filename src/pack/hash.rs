//! What a pack's files come to: one hash of all of them, those of the pack below included, so that a change of any is
//! noticed. Bytes come through the reader that it is given.

use std::fmt::Write as _;

use super::{Content, Pack, ReadContent};
use crate::core::error::{Error, Result};
use crate::core::hash::hash;
use crate::core::threads;

/// What a hash begins with: how it was made.
const KIND: &str = "sha256:";
/// Files that a thread takes at once.
const BATCH: usize = 64;

/// The hash of a pack.
///
/// # Errors
/// Every file that cannot be read.
pub fn of(pack: &Pack, read: &ReadContent<'_>, threads: usize) -> Result<String> {
    let files: Vec<(usize, &String, &Content)> = pack
        .layers()
        .enumerate()
        .flat_map(|(depth, files)| {
            files
                .iter()
                .map(move |(path, content)| (depth, path, content))
        })
        .collect();
    // a thread that takes few files costs more than it saves
    let threads = threads.min(files.len().div_ceil(BATCH));
    let hashed = threads::map(&files, threads, |(depth, path, content)| {
        Ok((*depth, path.as_str(), hash(&read(content)?)))
    });
    let (mut lines, mut problems) = (Vec::with_capacity(files.len()), Vec::new());
    for line in hashed {
        match line {
            Ok(line) => lines.push(line),
            Err(Error {
                problems: found, ..
            }) => problems.extend(found),
        }
    }
    Error::if_any(problems)?;
    lines.sort_unstable();
    let mut list = String::with_capacity(lines.len() * 100);
    for (depth, path, hash) in lines {
        // no path holds a zero byte, so that no two lists of files are one text
        let _ = write!(list, "{depth} {hash} {path}\0");
    }
    Ok(format!("{KIND}{}", hash(list.as_bytes())))
}
