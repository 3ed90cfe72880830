//! EDGE: brings a pack in from the binary or from a folder; both give the same value.

use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};
use walkdir::WalkDir;

use super::{Content, Files, Pack};
use crate::error::{Problem, Result};

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The name of the pack in the binary.
pub const BUILTIN_NAME: &str = "builtin";

/// The most a file of a pack may hold.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;
/// More than most templates hold.
const USUAL_FILE_BYTES: usize = 8 * 1024;
/// The most files a pack may have.
const MAX_FILES: usize = 50_000;

const TAKE_OUT: &str = "take it out of the pack";

/// Reads the pack that `source` names: `builtin`, or a folder.
///
/// # Errors
/// When the folder is not a readable pack.
pub fn load(source: &str) -> Result<Pack> {
    if source == BUILTIN_NAME {
        return builtin();
    }
    if source.starts_with("git+") {
        return Err(Problem::new("this version reads packs from folders only")
            .at(format!("--pack {source}"))
            .help("clone the repository and pass its folder: `--pack DIR`")
            .into());
    }
    Pack::parse(source, list_folder(Path::new(source))?, &read)
}

/// The pack in the binary.
///
/// # Errors
/// Never for a released binary: a test parses it.
pub fn builtin() -> Result<Pack> {
    let mut files = Files::new();
    collect(&BUILTIN, &mut files);
    Pack::parse(BUILTIN_NAME, files, &read)
}

/// The bytes of a pack's file.
///
/// # Errors
/// When it cannot be read, or is larger than a template should be.
pub fn read(content: &Content) -> Result<Cow<'static, [u8]>> {
    let path = match content {
        Content::Embedded(bytes) => return Ok(Cow::Borrowed(bytes)),
        Content::OnDisk(path) => path,
    };
    // most templates fit: then one call reads the file, and a second one is not needed to see its end
    let mut bytes = vec![0; USUAL_FILE_BYTES];
    let mut file = fs_err::File::open(path)?;
    let read = file.read(&mut bytes)?;
    bytes.truncate(read);
    if read == USUAL_FILE_BYTES {
        file.take(MAX_FILE_BYTES).read_to_end(&mut bytes)?;
    } else {
        bytes.shrink_to_fit();
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Problem::new(format!(
            "the file is larger than {} MiB",
            MAX_FILE_BYTES >> 20
        ))
        .at(path.display().to_string())
        .help(TAKE_OUT)
        .into());
    }
    Ok(Cow::Owned(bytes))
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

fn list_folder(root: &Path) -> Result<Files> {
    if !root.is_dir() {
        return Err(
            Problem::new(format!("there is no folder `{}`", root.display()))
                .at(format!("--pack {}", root.display()))
                .help("pass a folder that has a catalog.toml")
                .into(),
        );
    }
    let mut problems = Vec::new();
    let mut files = Files::new();
    let walk = WalkDir::new(root)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() != 1 || entry.file_name() != ".git");
    for entry in walk {
        let entry = entry.map_err(|error| Problem::new(error.to_string()).at("--pack"))?;
        let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let place = path.display().to_string();
        let kind = entry.file_type();
        if kind.is_dir() {
            continue;
        }
        let Some(path) = path.to_str().map(|path| path.replace('\\', "/")) else {
            problems.push(
                Problem::new("the file's name is not UTF-8")
                    .at(place)
                    .help(TAKE_OUT),
            );
            continue;
        };
        if !kind.is_file() {
            problems.push(
                Problem::new("a pack holds plain files only; this is a link or a device")
                    .at(place)
                    .help(TAKE_OUT),
            );
        } else if files.len() >= MAX_FILES {
            problems.push(
                Problem::new(format!("the pack has more than {MAX_FILES} files"))
                    .at(place)
                    .help(TAKE_OUT),
            );
            break;
        } else {
            files.insert(path, Content::OnDisk(entry.into_path()));
        }
    }
    crate::error::Error::unless_none(problems)?;
    Ok(files)
}
