//! The language of a file, by its name: decides which lines belong together, and their names.

use crate::core::tree::RelPath;

/// Languages in which lines belong to other lines by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Statements in braces, or lines.
    Conf,
    Docker,
    Env,
    Ignore,
    Ini,
    Make,
    Markdown,
    Python,
    Requirements,
    Toml,
    Yaml,
}

impl Language {
    /// `None` if the file is merged by lines only.
    pub(super) fn of(path: &RelPath) -> Option<Self> {
        let name = path.as_str().rsplit('/').next().unwrap_or_default();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        Some(match (stem, extension) {
            (".env", _) | (_, "env") => Self::Env,
            (_, "gitignore" | "dockerignore") => Self::Ignore,
            (_, "ini" | "cfg" | "editorconfig") => Self::Ini,
            (_, "md") => Self::Markdown,
            (_, "mk") | ("Makefile", _) => Self::Make,
            (_, "py" | "pyi") => Self::Python,
            (_, "toml") => Self::Toml,
            (_, "yaml" | "yml") => Self::Yaml,
            (stem, "lock" | "txt") if stem.starts_with("requirements") => Self::Requirements,
            (_, "conf") => Self::Conf,
            (_, "dockerfile") | ("Dockerfile", _) => Self::Docker,
            _ => return None,
        })
    }
}
