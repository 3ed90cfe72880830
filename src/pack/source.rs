//! EDGE: brings a pack in from the binary, from a folder or from git; all give the same value.

mod git;
mod junk;
mod lines;

use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

use walkdir::WalkDir;

use super::origin::{GitOrigin, PackOrigin};
use super::parse::{UncheckedPack, parse};
use super::{Content, Files, builtin};
use crate::core::error::{AtPath, Problem, Result};

pub use super::origin::BUILTIN_NAME;
pub(crate) use git::LOCAL_VARIABLES;

/// The most a file of a pack may hold.
pub(super) const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;
/// More than most templates hold.
const TYPICAL_FILE_BYTES: usize = 8 * 1024;
/// The most files a pack may have.
pub(super) const MAX_FILES: usize = 50_000;

pub(super) const NO_PLAIN_FILE: &str =
    "a pack can only contain regular files; this is a link or a device";
pub(super) const TAKE_OUT: &str = "remove it from the pack";

/// Which pack is wanted.
#[derive(Debug, Clone, Copy)]
pub struct PackRequest<'a> {
    /// `builtin`, a folder, or `git+URL#REF:DIR`.
    pub source: &'a str,
    /// What a folder's path begins at.
    pub from: &'a Path,
    /// From git: this commit, whatever the reference means today.
    pub commit: Option<&'a str>,
}

impl<'a> PackRequest<'a> {
    /// A source as it is typed; a folder is looked for from here.
    #[must_use]
    pub fn from_current_folder(source: &'a str) -> Self {
        Self {
            source,
            from: Path::new(""),
            commit: None,
        }
    }
}

/// Brings a pack.
///
/// # Errors
/// When there is none, or what there is is no pack.
pub fn load(request: &PackRequest<'_>) -> Result<UncheckedPack> {
    load_with(request, git::files)
}

/// The pack without asking anybody for it: what git fetched before, at the commit or as it came last.
///
/// # Errors
/// As for `load`, and when it was never fetched.
pub fn load_offline(request: &PackRequest<'_>) -> Result<UncheckedPack> {
    load_with(request, git::cached_files)
}

/// How git gives the files of a state, with its commit.
type FromGit = fn(&GitOrigin, Option<&str>) -> Result<(String, Files)>;

fn load_with(request: &PackRequest<'_>, from_git: FromGit) -> Result<UncheckedPack> {
    let origin = PackOrigin::parse(request.source).map_err(|problem| problem.at("--pack"))?;
    match origin {
        PackOrigin::Builtin => parse(BUILTIN_NAME, builtin::files(), &below, &read),
        PackOrigin::Folder(folder) => {
            let folder = request.from.join(folder);
            // messages say where it is, wherever they are read
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

/// What a pack may extend: nothing that a pack names may make this program go and fetch it.
fn below(name: &str) -> Option<Files> {
    (name == BUILTIN_NAME).then(builtin::files)
}

/// The bytes of a pack's file. Text has the ends of lines that git keeps, however it was checked out.
///
/// # Errors
/// When it cannot be read, or is larger than a template should be.
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
    // most templates fit: then one call reads the file, and a second one is not needed to see its end
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
