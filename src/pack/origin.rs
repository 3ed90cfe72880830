//! Where a pack comes from, as a person types it: `builtin`, a folder, or `git+URL#REF`. Reads words, fetches nothing.

use crate::error::Problem;
use crate::tree::unprintable;

/// The name of the pack in the binary.
pub const BUILTIN_NAME: &str = "builtin";

const GIT: &str = "git+";
/// What git may talk: everything else could run something, or is not encrypted.
pub const PROTOCOLS: [&str; 3] = ["https", "ssh", "file"];
/// What a repository names its usual branch.
const USUAL_REFERENCE: &str = "HEAD";
/// Git's own syntax for something else than a name.
const NO_NAME: [char; 9] = [' ', ':', '^', '~', '?', '*', '[', '\\', '+'];

/// Where a pack comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Builtin,
    /// As it was typed.
    Folder(String),
    Git(Git),
}

/// A state of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Git {
    pub url: String,
    /// A branch, a tag or a commit.
    pub reference: String,
}

impl Origin {
    /// Reads a source.
    ///
    /// # Errors
    /// Where git would be asked for what it must not do.
    pub fn parse(source: &str) -> Result<Self, Problem> {
        if source == BUILTIN_NAME {
            return Ok(Self::Builtin);
        }
        match source.strip_prefix(GIT) {
            Some(address) => Ok(Self::Git(Git::parse(address)?)),
            None => Ok(Self::Folder(source.to_owned())),
        }
    }
}

impl Git {
    fn parse(address: &str) -> Result<Self, Problem> {
        let (url, reference) = match address.rsplit_once('#') {
            Some((url, reference)) => (url, reference),
            None => (address, USUAL_REFERENCE),
        };
        let refuse = |why: String, help: &str| Err(Problem::new(why).help(help));
        let Some((protocol, rest)) = url.split_once("://") else {
            return refuse(
                "the address of a pack has no protocol".to_owned(),
                "e.g. `git+https://example.com/team/pack#v1`, `git+ssh://git@example.com/team/pack#v1`",
            );
        };
        if !PROTOCOLS.contains(&protocol) {
            return refuse(
                format!("a pack does not come over {protocol:?}"),
                "git may use https, ssh and file",
            );
        }
        let (login, host) = match rest.split('/').next().unwrap_or(rest).rsplit_once('@') {
            Some((login, host)) => (login, host),
            None => ("", rest),
        };
        if login.contains(':') {
            return refuse(
                "the address of a pack holds a password, which the project would keep".to_owned(),
                "leave it out: git asks its credential helper",
            );
        }
        if url.contains(|c: char| c.is_whitespace() || unprintable(c))
            || host.starts_with('-')
            || login.starts_with('-')
            || rest.is_empty()
        {
            return refuse(
                format!("{url:?} is no address of a repository"),
                "e.g. `git+https://example.com/team/pack#v1`",
            );
        }
        let is_name = !reference.is_empty()
            && !reference.starts_with(['-', '/', '.'])
            && !reference.contains("..")
            && !reference.contains("@{")
            && !reference.contains(|c: char| NO_NAME.contains(&c) || unprintable(c));
        if !is_name {
            return refuse(
                format!("{reference:?} is no branch, tag or commit"),
                "name one after the `#`: `git+URL#v1`",
            );
        }
        Ok(Self {
            url: url.to_owned(),
            reference: reference.to_owned(),
        })
    }
}

/// Whether a word is the whole name of a commit.
#[must_use]
pub fn is_commit(word: &str) -> bool {
    matches!(word.len(), 40 | 64) && word.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_and_a_trap_is_refused() {
        for (source, url, reference) in [
            ("git+https://a.example/b", "https://a.example/b", "HEAD"),
            (
                "git+ssh://git@a.example/b.git#v1",
                "ssh://git@a.example/b.git",
                "v1",
            ),
            ("git+file:///srv/a#team/main", "file:///srv/a", "team/main"),
            (
                "git+https://org@a.example:8443/b#x",
                "https://org@a.example:8443/b",
                "x",
            ),
        ] {
            let git = Git {
                url: url.to_owned(),
                reference: reference.to_owned(),
            };
            assert_eq!(Origin::parse(source), Ok(Origin::Git(git)));
        }
        for source in [
            "git+git@a.example:b",
            "git+--upload-pack=touch",
            "git+ext::sh -c touch",
            "git+ext://sh",
            "git+http://a.example/b",
            "git+git://a.example/b",
            "git+ssh://-oProxyCommand=touch/b",
            "git+ssh://-l@a.example/b",
            "git+https://me:secret@a.example/b",
            "git+https://",
            "git+https://a.example/b#",
            "git+https://a.example/b#-x",
            "git+https://a.example/b#a..b",
            "git+https://a.example/b#+a:b",
            "git+https://a.example/b#HEAD@{1}",
            "git+https://a.example/b#refs/heads/*",
            "git+https://a.example/b\n#x",
        ] {
            assert!(Origin::parse(source).is_err(), "{source:?}");
        }
        assert_eq!(
            Origin::parse("../acme"),
            Ok(Origin::Folder("../acme".to_owned()))
        );
    }
}
