//! What a pack's files come to: one hash of all of them, those of the pack below included, so that a change of any is
//! noticed. Bytes come through the reader that it is given.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Content, Pack, Read};
use crate::core::error::{Error, Result};
use crate::core::hash::hash;

/// What a hash begins with: how it was made.
const KIND: &str = "sha256:";
/// Files that a thread takes at once.
const BATCH: usize = 64;

/// The hash of a pack.
///
/// # Errors
/// Every file that cannot be read.
pub fn of(pack: &Pack, read: &Read<'_>, threads: usize) -> Result<String> {
    let files: Vec<(usize, &String, &Content)> = pack
        .layers()
        .enumerate()
        .flat_map(|(depth, files)| {
            files
                .iter()
                .map(move |(path, content)| (depth, path, content))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let batches: Vec<_> = files.chunks(BATCH).collect();
    let work = || {
        let mut lines = Vec::new();
        let mut problems = Vec::new();
        while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
            for (depth, path, content) in *batch {
                match read(content) {
                    Ok(bytes) => lines.push((*depth, path.as_str(), hash(&bytes))),
                    Err(error) => problems.extend(error.problems),
                }
            }
        }
        (lines, problems)
    };
    let (mut lines, mut problems) = (Vec::with_capacity(files.len()), Vec::new());
    for (hashed, found) in crate::core::threads::in_parallel(threads.min(batches.len()), work) {
        lines.extend(hashed);
        problems.extend(found);
    }
    Error::unless_none(problems)?;
    lines.sort_unstable();
    let mut list = String::with_capacity(lines.len() * 100);
    for (depth, path, hash) in lines {
        // no path holds a zero byte, so that no two lists of files are one text
        let _ = write!(list, "{depth} {hash} {path}\0");
    }
    Ok(format!("{KIND}{}", hash(list.as_bytes())))
}
