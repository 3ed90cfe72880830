//! `.env` from `.env.example`: the same text with its secrets filled in. Generates no secrets itself.

mod read;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use crate::core::reserved::{EXAMPLE, PRIVATE};
use crate::core::tree::{File, Mode};
use crate::pack::manifest::Variable;
pub use read::{Statement, SyntaxError, read};

/// The help for one that Compose cannot read.
pub const HELP: &str = "write it as UTF-8 text, each line `NAME=VALUE`";

/// Fills in every `NAME=` that has a secret; other lines are not changed.
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

/// A project's variables compared with a private file.
#[derive(Debug, Default)]
pub struct VariableStatus<'a> {
    /// Variables that are not in it.
    pub missing: Vec<&'a Variable>,
    /// Secrets with an empty value, each with the statement to fill.
    pub empty: Vec<(&'a Variable, Statement)>,
    /// Secrets whose last value is empty although an earlier line has one: the line of that value, and the last one.
    pub hidden: Vec<(&'a Variable, usize, usize)>,
    /// Names without a variable.
    pub unused: Vec<String>,
}

/// # Errors
/// When Compose cannot read the file.
pub fn status<'a>(
    private: &[u8],
    variables: &'a [Variable],
) -> Result<VariableStatus<'a>, SyntaxError> {
    let given = read(private)?;
    let mut status = VariableStatus::default();
    for variable in variables {
        let of: Vec<&Statement> = given.iter().filter(|g| g.name == variable.name).collect();
        match of.last() {
            None => status.missing.push(variable),
            Some(last) if variable.secret && last.empty => {
                match of.iter().rev().find(|earlier| !earlier.empty) {
                    Some(earlier) => {
                        status.hidden.push((variable, earlier.line, last.line));
                    }
                    None => status.empty.push((variable, (*last).clone())),
                }
            }
            Some(_) => {}
        }
    }
    let known = |name: &String| variables.iter().any(|variable| variable.name == *name);
    status.unused = given.into_iter().map(|given| given.name).collect();
    status.unused.retain(|name| !known(name));
    status.unused.sort();
    status.unused.dedup();
    Ok(status)
}

/// The names with a value in a private file; none if Compose cannot read it.
#[must_use]
pub fn names(private: &[u8]) -> Vec<String> {
    let given = read(private).unwrap_or_default();
    given.into_iter().map(|given| given.name).collect()
}

/// `private` with empty secrets filled in, and missing variables with their descriptions added at the end. All other
/// bytes are kept.
#[must_use]
pub fn completed(
    private: &[u8],
    status: &VariableStatus<'_>,
    secrets: &BTreeMap<String, String>,
) -> Vec<u8> {
    let mut grown = private.to_vec();
    let mut empty: Vec<_> = status.empty.iter().collect();
    empty.sort_by_key(|(_, given)| std::cmp::Reverse(given.line));
    for (variable, given) in empty {
        if let (Some(range), Some(secret)) = (&given.value, secrets.get(&variable.name)) {
            grown.splice(range.clone(), secret.bytes());
        }
    }
    let windows = private.windows(2).any(|pair| pair == b"\r\n");
    let end = if windows { "\r\n" } else { "\n" };
    if !status.missing.is_empty() && !grown.is_empty() && !grown.ends_with(b"\n") {
        grown.extend(end.bytes());
    }
    for variable in &status.missing {
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
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    fn variable(name: &str, secret: bool) -> Variable {
        Variable {
            caution: String::new(),
            remedy: String::new(),
            usual: Vec::new(),
            name: name.to_owned(),
            value: "v".to_owned(),
            secret,
            about: "About.".to_owned(),
        }
    }

    fn changed(private: &str) -> String {
        let variables = [
            variable("A", false),
            variable("B", true),
            variable("C", false),
        ];
        let status = status(private.as_bytes(), &variables).unwrap();
        let secrets = BTreeMap::from([("B".to_owned(), "x".to_owned())]);
        String::from_utf8(completed(private.as_bytes(), &status, &secrets)).unwrap()
    }

    #[test]
    fn a_private_file_grows_and_keeps_every_byte() {
        assert_eq!(
            changed("export A = 1\r\n#C=2\r\nODD=1"),
            "export A = 1\r\n#C=2\r\nODD=1\r\n\r\n# About.\r\nB=x\r\n\r\n# About.\r\nC=v\r\n"
        );
        for same in [
            "\u{feff}B='1'\nA=\nC=\n",
            "A=1\nB: 1\nC",
            "A=1\nC=1\nB=1\nB=\n",
        ] {
            assert_eq!(changed(same), same);
        }
    }

    #[test]
    fn an_empty_secret_is_filled_in_place() {
        assert_eq!(
            changed("B=\r\nA=\r\nC=\r\nB =  \r\n"),
            "B=\r\nA=\r\nC=\r\nB =x  \r\n"
        );
        assert_eq!(
            changed("A=1\nC=1\nexport B='' # our\n"),
            "A=1\nC=1\nexport B=x # our\n"
        );
    }

    #[test]
    fn an_empty_value_that_hides_another_is_no_place_for_a_new_secret() {
        let variables = [variable("B", true)];
        let status = status(b"B=old\n\nB=\n", &variables).unwrap();
        assert!(status.empty.is_empty());
        assert_eq!(status.hidden, [(&variables[0], 1, 3)]);
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
