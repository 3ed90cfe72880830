//! The place of a problem: in a file, on the command line or at a key, with the line of the file if its text is
//! available. Knows nothing of screens; `screen::excerpt` draws the line.

use std::ffi::OsStr;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use serde::{Serialize, Serializer};

use super::text::line_column;

/// The maximum number of characters kept of a line on each side of the column.
const MAX_SIDE: usize = 500;

/// The place of a problem. As text: `file:line:col`, an argument, or a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// A file, an argument or a key.
    name: String,
    position: Option<Box<Position>>,
    /// Text after the name: the key inside the file, or a second place.
    rest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    /// From 1, like the column.
    line: usize,
    column: usize,
    excerpt: Option<Excerpt>,
}

/// The line of a file with a problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excerpt {
    /// The line, or the part of a long line around the column.
    pub text: String,
    /// The range of characters of `text` that the problem is about; `end` is exclusive.
    pub start: usize,
    pub end: usize,
}

impl Place {
    /// The place of a span of bytes in a file's text.
    #[must_use]
    pub fn in_text(name: impl Into<String>, text: &str, span: Range<usize>) -> Self {
        let (line, column) = line_column(text, span.start);
        let length = text.get(span).map_or(1, |part| part.chars().count());
        Self::at_column(name, text, (line, column), length)
    }

    /// The place of `length` characters from a line and column of a file's text.
    #[must_use]
    pub fn at_column(
        name: impl Into<String>,
        text: &str,
        (line, column): (usize, usize),
        length: usize,
    ) -> Self {
        let name = name.into();
        let whole = text.split('\n').nth(line.saturating_sub(1));
        let excerpt = whole
            .filter(|_| !may_hold_secrets(&name))
            .map(|whole| Excerpt::new(whole, column, length));
        Self {
            name,
            position: Some(Box::new(Position {
                line,
                column,
                excerpt,
            })),
            rest: String::new(),
        }
    }

    /// The file, argument or key, without line and column.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Line and column, both from 1.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        let position = self.position.as_ref();
        position.map(|position| (position.line, position.column))
    }

    #[must_use]
    pub fn excerpt(&self) -> Option<&Excerpt> {
        self.position.as_ref()?.excerpt.as_ref()
    }

    /// The place with text in front of the file's name.
    #[must_use]
    pub fn prefixed(mut self, prefix: &str) -> Self {
        self.name.insert_str(0, prefix);
        self
    }

    /// The place with text behind it.
    #[must_use]
    pub fn followed_by(mut self, rest: &str) -> Self {
        self.rest.push_str(rest);
        self
    }
}

impl Excerpt {
    fn new(line: &str, column: usize, length: usize) -> Self {
        let characters: Vec<char> = without_credentials(line.trim_end_matches('\r'));
        let start = column.saturating_sub(1).min(characters.len());
        // the end of a line is a place too: something may be missing there
        let end = start.saturating_add(length).min(characters.len());
        let end = end.max(start + 1);
        let shown = start.saturating_sub(MAX_SIDE)..(start + MAX_SIDE).min(characters.len());
        Self {
            text: characters[shown.clone()].iter().collect(),
            start: start - shown.start,
            end: end.min(start + MAX_SIDE) - shown.start,
        }
    }
}

/// Whether a file contains environment variables. Their template in a pack contains no secrets.
fn may_hold_secrets(file: &str) -> bool {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let is_template = Path::new(name).extension() == Some(OsStr::new("tera"));
    name.starts_with(".env") && !is_template
}

/// The characters of a line, with user and password of a URL replaced by `*`.
fn without_credentials(line: &str) -> Vec<char> {
    let mut characters: Vec<char> = line.chars().collect();
    let mut from = 0;
    while let Some(at) = find(&characters[from..], &['/', '/']) {
        from += at + 2;
        let ends = |c: &char| "/?#\"'`<>".contains(*c) || c.is_whitespace();
        let end = characters[from..].iter().position(ends);
        let end = end.map_or(characters.len(), |end| from + end);
        let authority = &mut characters[from..end];
        if let Some(user) = authority.iter().rposition(|c| *c == '@') {
            authority[..user].fill('*');
        }
        from = end;
    }
    characters
}

fn find(characters: &[char], wanted: &[char]) -> Option<usize> {
    characters
        .windows(wanted.len())
        .position(|window| window == wanted)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some((line, column)) = self.position() {
            write!(f, ":{line}:{column}")?;
        }
        f.write_str(&self.rest)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<T: AsRef<Path>> From<T> for Place {
    fn from(name: T) -> Self {
        Self {
            name: name.as_ref().display().to_string(),
            ..Self::default()
        }
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_keeps_its_line() {
        let place = Place::in_text("a.toml", "x = 1\r\nname = 2\r\n", 7..11);
        assert_eq!(place.to_string(), "a.toml:2:1");
        let excerpt = place.excerpt().unwrap();
        assert_eq!(excerpt.text, "name = 2");
        assert_eq!((excerpt.start, excerpt.end), (0, 4));
        let end = Place::in_text("a.toml", "x = \n", 4..5);
        assert_eq!(end.excerpt().unwrap().start, 4);
        assert_eq!(Place::from("--pack").excerpt(), None);
    }

    #[test]
    fn a_long_line_is_kept_around_its_column() {
        let line = "x".repeat(10_000);
        let place = Place::in_text("a", &line, 5_000..9_000);
        let excerpt = place.excerpt().unwrap();
        assert_eq!(excerpt.text.len(), 2 * MAX_SIDE);
        assert_eq!((excerpt.start, excerpt.end), (MAX_SIDE, 2 * MAX_SIDE));
    }

    #[test]
    fn no_secret_is_kept() {
        for name in [".env", "a/.env", ".env.local"] {
            assert_eq!(Place::in_text(name, "KEY=secret", 0..3).excerpt(), None);
        }
        let place = Place::in_text(
            "a.toml",
            "pack = \"git+https://me:pass@host/a\" # b@c",
            0..1,
        );
        assert_eq!(
            place.excerpt().unwrap().text,
            "pack = \"git+https://*******@host/a\" # b@c"
        );
        assert!(
            Place::in_text(".env.example.tera", "{{ x }}", 3..4)
                .excerpt()
                .is_some()
        );
    }
}
