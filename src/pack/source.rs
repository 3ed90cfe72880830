//! EDGE: loads a pack from the binary, a folder or git; all give the same value.

mod git;
mod junk;
mod lines;

use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

use walkdir::WalkDir;

use super::origin::{ADOPTED_NAME, GitOrigin, PackOrigin};
use super::parse::{UncheckedPack, parse};
use super::{Content, Files, builtin};
use crate::core::error::{AtPath, Problem, Result};

pub use super::origin::BUILTIN_NAME;
pub(crate) use git::LOCAL_VARIABLES;

/// The maximum size of a pack's file.
pub(super) const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;
/// Larger than most templates.
const TYPICAL_FILE_BYTES: usize = 8 * 1024;
/// The maximum number of files of a pack.
pub(super) const MAX_FILES: usize = 50_000;

pub(super) const NO_PLAIN_FILE: &str =
    "a pack can only contain regular files; this is a link or a device";
pub(super) const TAKE_OUT: &str = "remove it from the pack";

/// The pack to load.
#[derive(Debug, Clone, Copy)]
pub struct PackRequest<'a> {
    /// `builtin`, a folder, or `git+URL#REF:DIR`.
    pub source: &'a str,
    /// The base of a relative path.
    pub from: &'a Path,
    /// For git sources: this commit, even if the reference has moved.
    pub commit: Option<&'a str>,
}

impl<'a> PackRequest<'a> {
    /// A source as it is typed; a folder is relative to the current folder.
    #[must_use]
    pub fn from_current_folder(source: &'a str) -> Self {
        Self {
            source,
            from: Path::new(""),
            commit: None,
        }
    }
}

/// Loads a pack.
///
/// # Errors
/// When there is none, or it is not a pack.
pub fn load(request: &PackRequest<'_>) -> Result<UncheckedPack> {
    load_with(request, git::files)
}

/// Loads a pack without network access: from git, the cached commit, or the last fetched one.
///
/// # Errors
/// As for `load`, and when it was never fetched.
pub fn load_offline(request: &PackRequest<'_>) -> Result<UncheckedPack> {
    load_with(request, git::cached_files)
}

/// Returns the files of a git source and its commit.
type FromGit = fn(&GitOrigin, Option<&str>) -> Result<(String, Files)>;

fn load_with(request: &PackRequest<'_>, from_git: FromGit) -> Result<UncheckedPack> {
    let origin = PackOrigin::parse(request.source).map_err(|problem| problem.at("--pack"))?;
    match origin {
        PackOrigin::Builtin => parse(BUILTIN_NAME, builtin::files(), &below, &read),
        PackOrigin::Adopted => parse(ADOPTED_NAME, builtin::adopted_files(), &below, &read),
        PackOrigin::Folder(folder) => {
            let folder = request.from.join(folder);
            // an absolute path, so that messages do not depend on the current folder
            let folder = folder
                .canonicalize()
                .or_else(|_| std::path::absolute(&folder))
                .at_path(&folder)?;
            let files = list_folder(&folder)?;
            let mut parsed = parse(&folder.display().to_string(), files, &below, &read)?;
            request.source.clone_into(&mut parsed.pack.source);
            Ok(parsed)
        }
        PackOrigin::Git(repository) => {
            let (commit, files) = from_git(&repository, request.commit)?;
            let mut parsed = parse(request.source, files, &below, &read)?;
            parsed.pack.commit = Some(commit);
            Ok(parsed)
        }
    }
}

/// Only the built-in pack can be extended: a pack must not cause this program to fetch another one.
fn below(name: &str) -> Option<Files> {
    (name == BUILTIN_NAME).then(builtin::files)
}

/// The bytes of a pack's file. Text has LF line endings, even if the checkout has CRLF.
///
/// # Errors
/// When it cannot be read or is too large.
pub fn read(content: &Content) -> Result<Cow<'static, [u8]>> {
    let bytes = whole(content)?;
    Ok(match lines::unix(&bytes) {
        Some(text) => Cow::Owned(text),
        None => bytes,
    })
}

fn whole(content: &Content) -> Result<Cow<'static, [u8]>> {
    let path = match content {
        Content::Embedded(_) | Content::InMemory(_) => return builtin::read(content),
        Content::OnDisk(path) => path,
    };
    // most templates fit in one read; a second read to find the end of the file is not needed
    let mut bytes = vec![0; TYPICAL_FILE_BYTES];
    let mut file = fs_err::File::open(path).at_path(path)?;
    let read = file.read(&mut bytes).at_path(path)?;
    bytes.truncate(read);
    if read == TYPICAL_FILE_BYTES {
        file.take(MAX_FILE_BYTES)
            .read_to_end(&mut bytes)
            .at_path(path)?;
    } else {
        bytes.shrink_to_fit();
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Problem::new(format!(
            "the file is larger than {} MiB",
            MAX_FILE_BYTES >> 20
        ))
        .at(path)
        .help(TAKE_OUT)
        .into());
    }
    Ok(Cow::Owned(bytes))
}

fn list_folder(root: &Path) -> Result<Files> {
    if !root.is_dir() {
        return Err(
            Problem::new(format!("there is no directory `{}`", root.display()))
                .at(format!("--pack {}", root.display()))
                .help("use a directory that has a catalog.toml")
                .into(),
        );
    }
    let mut problems = Vec::new();
    let mut files = Files::new();
    let walk = WalkDir::new(root)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !(junk::is_junk(&name) || entry.depth() == 1 && name == ".git")
        });
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
            problems.push(Problem::new(NO_PLAIN_FILE).at(place).help(TAKE_OUT));
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
    crate::core::error::Error::if_any(problems)?;
    Ok(files)
}
