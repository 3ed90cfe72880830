//! A folder into which one project after the other is written; equal files are not written again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tierup::core::tree::Tree;

pub(crate) struct Workshop {
    pub(crate) project: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
}

impl Workshop {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            project: folder.join("shop"),
            files: BTreeMap::new(),
        }
    }

    pub(crate) fn lay(&mut self, tree: &Tree) -> Result<(), String> {
        let gone: Vec<String> = self
            .files
            .keys()
            .filter(|path| !tree.contains_key(path.as_str()))
            .cloned()
            .collect();
        for path in gone {
            self.files.remove(&path);
            let file = self.project.join(&path);
            fs::remove_file(&file).map_err(|error| format!("{path}: {error}"))?;
            // A folder is a Python package, so an empty one must be removed.
            for folder in file
                .ancestors()
                .skip(1)
                .take_while(|folder| *folder != self.project)
            {
                if fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        for (path, file) in tree {
            if self
                .files
                .get(path.as_str())
                .is_none_or(|known| *known != *file.bytes)
            {
                write(&self.project.join(path.as_str()), &file.bytes)?;
                self.files
                    .insert(path.as_str().to_owned(), file.bytes.to_vec());
            }
        }
        Ok(())
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(path)?).ok()
    }

    /// Every text file, by its path.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?)))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.files
            .keys()
            .any(|known| known == path || known.starts_with(&below))
    }
}

pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let say = |error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(say)?;
    fs::write(path, bytes).map_err(say)
}
