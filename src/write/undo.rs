//! The way back from a change that left conflicts: every byte of before, for as long as any is left.

use std::borrow::Cow;
use std::path::Path;

use super::journal::{Manifest, Put, Wanted};
use crate::base;
use crate::tree::RelPath;

/// What was before a change that left conflicts.
#[derive(Debug)]
pub struct Undo {
    pub manifest: Manifest,
    /// What brings it back.
    pub puts: Vec<Put>,
    /// Files that are not as the change left them.
    pub edited: Vec<String>,
}

/// Where the manifest of what was before lies.
const MANIFEST: &str = "undo/manifest.json";

/// The manifest of the change that can be taken back, if there is one.
#[must_use]
pub fn manifest(root: &Path) -> Option<Manifest> {
    let text = std::fs::read(root.join(base::FOLDER).join(MANIFEST)).ok()?;
    Manifest::parse(&text)
}

/// What takes the last change back.
///
/// # Errors
/// When a file cannot be read.
pub fn read(root: &Path) -> std::io::Result<Option<Undo>> {
    let Some(manifest) = manifest(root) else {
        return Ok(None);
    };
    let old = root.join(base::FOLDER).join("undo/old");
    let (mut puts, mut edited) = (Vec::new(), Vec::new());
    for (number, entry) in manifest.entries.iter().enumerate() {
        let there = super::journal::found(&root.join(&entry.path))?;
        if there != entry.will {
            edited.push(entry.path.clone());
        }
        let path = RelPath::new(entry.path.as_str()).map_err(std::io::Error::other)?;
        let will = match &entry.was {
            Some(_) => Some(Cow::Owned(fs_err::read(old.join(number.to_string()))?)),
            None => None,
        };
        if will.is_some() || there.is_some() {
            puts.push(Put {
                path,
                was: there,
                will,
                mode: Wanted::Bits(entry.mode.unwrap_or(0o644)),
            });
        }
    }
    Ok(Some(Undo {
        manifest,
        puts,
        edited,
    }))
}
