//! Paths of a project that no template gives: the bookkeeping, and the file with its secrets.

/// The folder of the bookkeeping in a project.
pub const FOLDER: &str = ".tierup";
/// The tracked file, without secrets.
pub const EXAMPLE: &str = ".env.example";
/// The private one.
pub const PRIVATE: &str = ".env";

/// Whether a path lies in the bookkeeping, however a file system spells it.
#[must_use]
pub fn is_bookkeeping(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    first.trim_end_matches(['.', ' ']).to_lowercase() == FOLDER
}
