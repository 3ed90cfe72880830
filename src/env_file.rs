//! `.env` from `.env.example`: the same text with its secrets filled in. Draws none itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::tree::{File, Mode};

/// The tracked file, without secrets.
pub const EXAMPLE: &str = ".env.example";
/// The private one.
pub const PRIVATE: &str = ".env";

/// Fills in every `NAME=` that has a secret; each other line stays as it is.
#[must_use]
pub fn fill(example: &File, secrets: &BTreeMap<String, String>) -> File {
    let text = String::from_utf8_lossy(&example.bytes);
    let filled: String = text
        .split_inclusive('\n')
        .map(|line| {
            match line
                .trim_end()
                .strip_suffix('=')
                .and_then(|name| secrets.get(name))
            {
                Some(secret) => format!("{}{secret}\n", line.trim_end()),
                None => line.to_owned(),
            }
        })
        .collect();
    File {
        bytes: Cow::Owned(filled.into_bytes()),
        mode: Mode::Private,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_secrets_are_filled_in() {
        let example = File::new(Cow::Borrowed(b"# a\nPORT=8080\nTOKEN=\nEMPTY=\n"));
        let filled = fill(
            &example,
            &BTreeMap::from([("TOKEN".to_owned(), "x1".to_owned())]),
        );
        assert_eq!(filled.bytes, &b"# a\nPORT=8080\nTOKEN=x1\nEMPTY=\n"[..]);
        assert_eq!(filled.mode, Mode::Private);
    }
}
