//! The hash of all files of a pack, including those of the pack below, so that any change is noticed. Bytes come from a
//! reader that the caller passes.

use std::fmt::Write as _;

use super::{Content, Pack, ReadContent};
use crate::core::error::{Error, Result};
use crate::core::hash::hash;
use crate::core::threads;

/// Prefix of a hash: the algorithm.
const KIND: &str = "sha256:";
/// The number of files that a thread takes at once.
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
    // a thread for few files costs more than it saves
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
        // no path contains a zero byte, so different lists of files never give the same text
        let _ = write!(list, "{depth} {hash} {path}\0");
    }
    Ok(format!("{KIND}{}", hash(list.as_bytes())))
}
