//! The base as it lies in a project, each file checked by its hash: a file that somebody changed there is no base
//! any more, for what it says might be a person's.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use crate::base::{self, State};
use crate::error::{Problem, Result};
use crate::tree::{File, RelPath, Tree};

/// What a project keeps of how it was made.
#[derive(Debug, Default)]
pub struct Kept {
    /// None where the project was made before there was a base.
    pub state: Option<State>,
    /// Every file whose hash is right.
    pub tree: Tree,
    /// What should be there and is not, or is something else: its hash.
    pub damaged: BTreeMap<RelPath, String>,
}

/// Reads the base of the project at `root`.
///
/// # Errors
/// When a newer program made it, or the disk refuses.
pub fn read(root: &Path) -> Result<Kept> {
    let Some(state) = text(root, base::STATE)? else {
        return Ok(Kept::default());
    };
    let state = parse(&state);
    if let Some(state) = state.as_ref().filter(|state| state.format > base::FORMAT) {
        return Err(Problem::new(format!(
            "this project was last changed by a newer tierup: its bookkeeping has format {}, this program reads {}",
            state.format,
            base::FORMAT
        ))
        .at(base::STATE)
        .help("use that release or a newer one")
        .into());
    }
    let list = text(root, base::LIST)?.unwrap_or_default();
    let mut kept = Kept {
        state,
        ..Kept::default()
    };
    for (path, hash) in base::listed(&list) {
        let at = root.join(base::kept_at(&path));
        let plain = std::fs::symlink_metadata(&at).is_ok_and(|meta| meta.is_file());
        let bytes = if plain { std::fs::read(&at).ok() } else { None };
        match bytes.and_then(|bytes| base::intact(bytes, &hash)) {
            Some(bytes) => {
                kept.tree.insert(path, File::new(bytes.into()));
            }
            None => {
                kept.damaged.insert(path, hash);
            }
        }
    }
    Ok(kept)
}

/// Git may have left both sides of two changes in it: either will do, for all it names is the pack.
fn parse(text: &str) -> Option<State> {
    toml::from_str(text).ok().or_else(|| {
        let ours = text.split("=======\n").next()?;
        let plain: String = ours
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("<<<<<<<") && !line.starts_with("|||||||"))
            .collect();
        toml::from_str(&plain).ok()
    })
}

fn text(root: &Path, path: &str) -> Result<Option<String>> {
    match fs_err::read(root.join(path)) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
