//! `.env` from `.env.example`: the same text with its secrets filled in. Draws none itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::pack::manifest::Variable;
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

/// The names that a private file gives a value to.
#[must_use]
pub fn names(text: &str) -> Vec<&str> {
    text.lines().filter_map(name).collect()
}

/// The name that a line gives a value to.
fn name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    let (name, _) = line.split_once('=')?;
    let name = name.trim_end();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// Variables that `text` does not have.
#[must_use]
pub fn missing<'a>(text: &str, variables: &'a [Variable]) -> Vec<&'a Variable> {
    let has = names(text);
    variables
        .iter()
        .filter(|variable| !has.contains(&variable.name.as_str()))
        .collect()
}

/// `text` with the variables that it lacks at its end, each with what it is for.
#[must_use]
pub fn grown(text: &[u8], missing: &[&Variable], secrets: &BTreeMap<String, String>) -> Vec<u8> {
    let mut grown = text.to_vec();
    let windows = text.windows(2).any(|pair| pair == b"\r\n");
    let end = if windows { "\r\n" } else { "\n" };
    if !grown.is_empty() && !grown.ends_with(b"\n") {
        grown.extend(end.bytes());
    }
    for variable in missing {
        let value = secrets.get(&variable.name).unwrap_or(&variable.value);
        let lines = [
            "",
            &format!("# {}", variable.about),
            &format!("{}={value}", variable.name),
        ];
        for line in lines {
            grown.extend(line.bytes().chain(end.bytes()));
        }
    }
    grown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_file_grows_and_keeps_every_byte() {
        let variable = |name: &str, secret| Variable {
            name: name.to_owned(),
            value: "v".to_owned(),
            secret,
            about: "About.".to_owned(),
        };
        let variables = [
            variable("A", false),
            variable("B", true),
            variable("C", false),
        ];
        let text = "export A = 1\r\n#C=2\r\nODD";
        let missing = missing(text, &variables);
        let secrets = BTreeMap::from([("B".to_owned(), "x".to_owned())]);
        assert_eq!(
            String::from_utf8(grown(text.as_bytes(), &missing, &secrets)).unwrap(),
            "export A = 1\r\n#C=2\r\nODD\r\n\r\n# About.\r\nB=x\r\n\r\n# About.\r\nC=v\r\n"
        );
    }

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
