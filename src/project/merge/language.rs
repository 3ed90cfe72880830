//! Which language a file is in, by its name: what its lines belong to, and what names them.

use crate::core::tree::RelPath;

/// Languages in which the place of a line says what it belongs to.
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
    /// Nothing where lines are merged as lines alone.
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
