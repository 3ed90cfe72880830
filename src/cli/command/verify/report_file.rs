//! The report's file: a new one, an empty one, or an earlier report. No other file is overwritten.

use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsSyncExt as _};
use cap_std::fs::OpenOptions;

use crate::core::error::{AtPath, Problem, Result};
use crate::core::tree::is_in_git;
use crate::generate::blueprint;
use crate::project::current::Project;
use crate::project::root::{PathKind, Root};
use crate::project::stored_base;
use crate::project::{base, env_file};
use crate::verify::html;

/// Larger files are not reports.
const MOST_BYTES: u64 = 64 << 20;

/// The file, open for writing.
pub(super) struct ReportFile {
    path: PathBuf,
    file: File,
}

impl ReportFile {
    /// Opened before the checks, so that an error is reported before the long run.
    pub(super) fn open(path: &Path, project: &Project) -> Result<Self> {
        let refused = |what: String, help: &str| {
            let place = format!("--html {}", path.display());
            Problem::new(what).at(place).help(help)
        };
        let cannot = |error: std::io::Error| {
            refused(
                format!("the report cannot be written: {error}"),
                "name a file in an existing directory: `--html report.html`",
            )
        };
        let another = |what: &str| {
            refused(
                format!("`{}` {what} and is not overwritten", path.display()),
                "name a file that does not exist yet: `--html report.html`",
            )
        };
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = Root::open(folder.unwrap_or(Path::new("."))).map_err(cannot)?;
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(another("is not a file name").into());
        };
        if belongs(project, folder.path(), name)? {
            return Err(another("belongs to the project").into());
        }
        let standing = folder.kind_of(name).map_err(cannot)?;
        if let Some(what) = standing.obstacle() {
            return Err(another(what).into());
        }
        let file = folder
            .with_parent(name, |dir, name| {
                let mut options = OpenOptions::new();
                options
                    .read(true)
                    .write(true)
                    .create(true)
                    .follow(FollowSymlinks::No)
                    .nonblock(true);
                dir.open_with(name, &options)
            })
            .map_err(cannot)?
            .into_std();
        if standing != PathKind::Nothing && !is_report(&file).map_err(cannot)? {
            return Err(another("is not a report of tierup").into());
        }
        let path = path.to_path_buf();
        Ok(Self { path, file })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.file.rewind()?;
        self.file.set_len(0)?;
        self.file.write_all(text.as_bytes())
    }
}

/// Whether a file is empty, or an earlier report.
fn is_report(file: &File) -> std::io::Result<bool> {
    let meta = file.metadata()?;
    let mut start = Vec::new();
    std::io::Read::take(file, 2048).read_to_end(&mut start)?;
    let start = String::from_utf8_lossy(&start);
    let written = start.starts_with("<!DOCTYPE html>") && start.contains(html::GENERATOR);
    Ok(meta.is_file() && meta.len() <= MOST_BYTES && (meta.len() == 0 || written))
}

/// Whether a file of this name in `folder` belongs to the project, git or tierup.
fn belongs(project: &Project, folder: &Path, name: &str) -> Result<bool> {
    let root = project.root.path();
    let root = root.canonicalize().at_path(root)?;
    let folder = folder.canonicalize().at_path(folder)?;
    let Ok(inner) = folder.strip_prefix(&root) else {
        return Ok(is_in_git(
            &folder.join(name).to_string_lossy().replace('\\', "/"),
        ));
    };
    let path = inner.join(name).to_string_lossy().replace('\\', "/");
    let own = [blueprint::FILE, env_file::PRIVATE].contains(&path.to_lowercase().as_str());
    if own || base::is_bookkeeping(&path) || is_in_git(&path) {
        return Ok(true);
    }
    let stored = stored_base::read(&project.root)?;
    let path = path.as_str();
    Ok(stored.tree.contains_key(path)
        || stored.damaged.contains_key(path)
        || stored.unlisted.contains_key(path))
}
