//! The packs that are part of the program.

use std::borrow::Cow;

use include_dir::{Dir, DirEntry, include_dir};

use super::origin::BUILTIN_NAME;
use super::{Content, Files, formulas};
use crate::core::error::{Problem, Result};

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");
/// Not in the page: it adopts nothing.
#[cfg(feature = "edge")]
static ADOPTED_PACK: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/pack/adopted");

pub const NAME: &str = BUILTIN_NAME;

/// The files of the built-in pack.
#[must_use]
pub fn files() -> Files {
    let mut files = Files::new();
    collect(&BUILTIN, &mut files);
    files
}

/// The files of the pack for projects with code of their own.
#[cfg(feature = "edge")]
#[must_use]
pub fn adopted_files() -> Files {
    let mut files = Files::new();
    collect(&ADOPTED_PACK, &mut files);
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
