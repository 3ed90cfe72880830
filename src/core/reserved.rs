//! Paths of a project that no template may write: the bookkeeping, and the file with secrets.

/// The folder of the bookkeeping.
pub const FOLDER: &str = ".tierup";
/// Tracked by git; without secrets.
pub const EXAMPLE: &str = ".env.example";
/// Not tracked; with secrets.
pub const PRIVATE: &str = ".env";

/// Whether a path is in the bookkeeping, in any spelling that a file system accepts for it.
#[must_use]
pub fn is_bookkeeping(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    first.trim_end_matches(['.', ' ']).to_lowercase() == FOLDER
}
