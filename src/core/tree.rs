//! A tree of files as a value: rendered bytes by relative path. Knows no disk.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// Names that Windows reserves for devices, with any extension.
const RESERVED: [&str; 30] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "com¹", "com²",
    "com³", "lpt¹", "lpt²", "lpt³", "conin$", "conout$",
];

/// A path below some root, with `/` as separator. It cannot leave the root and is valid on Linux, macOS and Windows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RelPath(String);

impl RelPath {
    /// # Errors
    /// The reason, as the end of a sentence that names the path.
    pub fn new(path: impl Into<String>) -> Result<Self, String> {
        let path = path.into();
        if path.len() > 1024 {
            return Err("is longer than 1024 bytes".to_owned());
        }
        for part in path.split('/') {
            check_name(part)?;
        }
        Ok(Self(path))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for RelPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks that a name of a file or folder is valid on every system.
///
/// # Errors
/// The reason, as the end of a sentence that names it.
pub fn check_name(name: &str) -> Result<(), String> {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let odd = |c: char| unprintable(c) || r#"\<>:"|?*"#.contains(c);
    match name {
        "" => Err("has an empty part".to_owned()),
        "." | ".." => Err("has a part `.` or `..`".to_owned()),
        _ if name.len() > 255 => Err("has a part longer than 255 bytes".to_owned()),
        _ if name.contains('/') => Err("has a `/` in a name".to_owned()),
        _ if name.ends_with(['.', ' ']) => {
            Err("has a part that ends with a dot or a space, which Windows drops".to_owned())
        }
        _ if RESERVED.contains(&stem.to_ascii_lowercase().as_str()) => {
            Err(format!("has the part `{name}`, which Windows reserves"))
        }
        _ => match name.chars().find(|c| odd(*c)) {
            Some(c) => Err(format!(
                "has the character {c:?}, which not every system can store"
            )),
            None => Ok(()),
        },
    }
}

/// Whether a path is in a git folder, in any spelling that a file system accepts for it. Git would run hooks from
/// there.
#[must_use]
pub fn is_in_git(path: &str) -> bool {
    path.split('/').map(str::to_lowercase).any(|part| {
        let part = part.trim_end_matches(['.', ' ']);
        part == ".git" || part.starts_with("git~")
    })
}

/// Whether a character is a control character, invisible, or changes the direction of text.
#[must_use]
pub fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The permissions of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Plain,
    Executable,
    /// Only for the owner: the file contains secrets.
    Private,
}

impl Mode {
    /// Files that begin with `#!` are executable.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"#!") {
            Self::Executable
        } else {
            Self::Plain
        }
    }
}

/// One file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub bytes: Cow<'static, [u8]>,
    pub mode: Mode,
}

impl File {
    #[must_use]
    pub fn new(bytes: Cow<'static, [u8]>) -> Self {
        let mode = Mode::of(&bytes);
        Self { bytes, mode }
    }
}

/// Whether two files have the same text, ignoring line endings and a byte order mark, which editors and Git change by
/// themselves.
#[must_use]
pub fn same_text(one: &[u8], other: &[u8]) -> bool {
    let text = |bytes: &[u8]| !bytes.contains(&0);
    one == other || (text(one) && text(other) && lines(one).eq(lines(other)))
}

/// The lines of a text, without their endings and without a byte order mark.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let lines = bytes.split(|byte| *byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Files by path, in path order.
pub type Tree = BTreeMap<RelPath, File>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_endings_and_a_byte_order_mark_are_no_text() {
        assert!(same_text(b"a\r\nb\r\n", b"a\nb\n"));
        assert!(same_text(b"\xef\xbb\xbfa\r\nb\n", b"a\nb\n"));
        for other in [&b"a\nb"[..], b"a\nb\n\n", b"a b\n", b"a\rb\n", b"A\nb\n"] {
            assert!(!same_text(b"a\nb\n", other));
        }
        assert!(!same_text(b"\0\r\n", b"\0\n"));
    }

    #[test]
    fn a_path_cannot_leave_its_root() {
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            "C:/x",
            "a\\b",
            "a\0b",
            "nul",
            "a/CON.txt",
            "a.",
            "b /c",
            "nul .txt",
            "COM¹.log",
            "a\u{202e}b",
        ] {
            assert!(RelPath::new(path).is_err(), "{path:?} was accepted");
        }
        for path in [
            "a",
            ".env",
            "src/shop/__init__.py",
            "docs/größe.md",
            "console.py",
        ] {
            assert!(RelPath::new(path).is_ok(), "{path:?} was refused");
        }
    }
}
