//! The built-in pack.

use std::borrow::Cow;

use include_dir::{Dir, DirEntry, include_dir};

use super::origin::BUILTIN_NAME;
use super::{Content, Files, formulas};
use crate::core::error::{Problem, Result};

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

pub const NAME: &str = BUILTIN_NAME;

#[must_use]
pub fn files() -> Files {
    let mut files = Files::new();
    collect(&BUILTIN, &mut files);
    files
}

/// Its capacity model, on which the model of every pack is based.
#[must_use]
pub fn model() -> &'static [u8] {
    let file = BUILTIN.get_file(formulas::PATH);
    file.map_or(&[], include_dir::File::contents)
}

fn collect(dir: &Dir<'static>, files: &mut Files) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect(dir, files),
            DirEntry::File(file) => {
                if let Some(path) = file.path().to_str() {
                    files.insert(path.replace('\\', "/"), Content::Embedded(file.contents()));
                }
            }
        }
    }
}

/// The bytes of a file that is in memory.
///
/// # Errors
/// When it is on a disk.
pub fn read(content: &Content) -> Result<Cow<'static, [u8]>> {
    match content {
        Content::Embedded(bytes) => Ok(Cow::Borrowed(bytes)),
        Content::InMemory(bytes) => Ok(Cow::Owned(bytes.to_vec())),
        Content::OnDisk(path) => Err(Problem::new("the file is not in memory").at(path).into()),
    }
}
