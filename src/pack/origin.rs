//! The source of a pack, as the user types it: `builtin`, `adopted`, a folder, or `git+URL#REF:DIR`. Only parses; fetches nothing.

use crate::core::error::Problem;
use crate::core::tree::{RelPath, unprintable};

/// The name of the built-in pack.
pub const BUILTIN_NAME: &str = "builtin";
/// The name of the built-in pack for projects with code of their own, which extends the other one.
pub const ADOPTED_NAME: &str = "adopted";

/// Whether a source names a pack that is part of the program, and so cannot change or do harm.
#[must_use]
pub fn is_built_in(source: &str) -> bool {
    [BUILTIN_NAME, ADOPTED_NAME].contains(&source)
}

const GIT: &str = "git+";
/// The protocols that git may use: others could run a command or are not encrypted.
pub const PROTOCOLS: [&str; 3] = ["https", "ssh", "file"];
/// Git's name for the default branch.
const DEFAULT_REFERENCE: &str = "HEAD";
/// Characters with a special meaning in git's syntax of revisions.
const NO_NAME: [char; 9] = [' ', ':', '^', '~', '?', '*', '[', '\\', '+'];

/// The source of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackOrigin {
    Builtin,
    Adopted,
    /// As it was typed.
    Folder(String),
    Git(GitOrigin),
}

/// A revision of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitOrigin {
    pub url: String,
    /// A branch, a tag or a commit.
    pub reference: String,
    /// The pack's folder in the repository, if it is not the root.
    pub folder: Option<RelPath>,
}

impl PackOrigin {
    /// Parses a source.
    ///
    /// # Errors
    /// When git would have to do something that is not allowed.
    pub fn parse(source: &str) -> Result<Self, Problem> {
        if source == BUILTIN_NAME {
            return Ok(Self::Builtin);
        }
        if source == ADOPTED_NAME {
            return Ok(Self::Adopted);
        }
        match source.strip_prefix(GIT) {
            Some(address) => Ok(Self::Git(GitOrigin::parse(address)?)),
            None => match address(source) {
                Some(address) => Err(
                    Problem::new(format!("{source:?} is a URL, not a directory"))
                        .help(format!("did you mean `{GIT}{address}`?")),
                ),
                None => Ok(Self::Folder(source.to_owned())),
            },
        }
    }
}

impl GitOrigin {
    fn parse(address: &str) -> Result<Self, Problem> {
        let (url, state) = address
            .rsplit_once('#')
            .unwrap_or((address, DEFAULT_REFERENCE));
        let (reference, folder) = match state.split_once(':') {
            Some((reference, folder)) => (reference, Some(folder)),
            None => (state, None),
        };
        let reference = match (reference, folder) {
            ("", Some(_)) => DEFAULT_REFERENCE,
            _ => reference,
        };
        let refuse = |why: String, help: &str| Err(Problem::new(why).help(help));
        let Some((protocol, rest)) = url.split_once("://") else {
            let example = "e.g. `git+https://example.com/team/pack#v1`, `git+ssh://git@example.com/team/pack#v1`";
            let meant = self::address(address).map(|meant| format!("did you mean `{GIT}{meant}`?"));
            return refuse(
                "the URL of a pack has no protocol".to_owned(),
                meant.as_deref().unwrap_or(example),
            );
        };
        if !PROTOCOLS.contains(&protocol) {
            return refuse(
                format!("packs cannot be fetched with {protocol:?}"),
                "use https, ssh or file",
            );
        }
        let (login, host) = match rest.split('/').next().unwrap_or(rest).rsplit_once('@') {
            Some((login, host)) => (login, host),
            None => ("", rest),
        };
        if login.contains(':') {
            return refuse(
                "the URL of a pack contains a password, which would be stored in the project"
                    .to_owned(),
                "remove it: git asks its credential helper",
            );
        }
        if url.contains(|c: char| c.is_whitespace() || unprintable(c))
            || host.starts_with('-')
            || login.starts_with('-')
            || rest.is_empty()
        {
            return refuse(
                format!("{url:?} is not the URL of a repository"),
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
                format!("{reference:?} is not a branch, tag or commit"),
                "name one after the `#`: `git+URL#v1`",
            );
        }
        let folder = match folder.map(within) {
            None => None,
            Some(Ok(folder)) => Some(folder),
            Some(Err(why)) => {
                return refuse(
                    why,
                    "name a directory of the repository: `git+URL#v1:packs/acme`",
                );
            }
        };
        Ok(Self {
            url: url.to_owned(),
            reference: reference.to_owned(),
            folder,
        })
    }
}

/// A folder of a repository.
fn within(folder: &str) -> Result<RelPath, String> {
    let is_git = |part: &str| part.eq_ignore_ascii_case(".git");
    if folder.split('/').any(is_git) {
        return Err(format!("the directory {folder:?} belongs to git"));
    }
    RelPath::new(folder).map_err(|why| format!("the directory {folder:?} {why}"))
}

/// The input as a git URL; `None` if it may be a folder.
fn address(source: &str) -> Option<String> {
    let plain = |text: &str| !text.contains(|c: char| c.is_whitespace() || unprintable(c));
    if !plain(source) {
        return None;
    }
    if let Some((protocol, rest)) = source.split_once("://") {
        let protocol = match protocol.to_ascii_lowercase().as_str() {
            "http" | "https" | "git" => "https",
            "ssh" | "git+ssh" => "ssh",
            "file" => "file",
            _ => return None,
        };
        return Some(format!("{protocol}://{rest}"));
    }
    // scp syntax: git@host:path
    let (login, path) = source.split_once(':')?;
    let (user, host) = login.split_once('@')?;
    let word =
        |text: &str| !text.is_empty() && !text.starts_with('-') && !text.contains(['/', '\\']);
    (word(user) && word(host) && !path.is_empty())
        .then(|| format!("ssh://{login}/{}", path.trim_start_matches('/')))
}

/// Whether a word is a full commit hash.
#[must_use]
pub fn is_commit(word: &str) -> bool {
    matches!(word.len(), 40 | 64) && word.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_sources_are_parsed_and_dangerous_ones_refused() {
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
            let git = GitOrigin {
                url: url.to_owned(),
                reference: reference.to_owned(),
                folder: None,
            };
            assert_eq!(PackOrigin::parse(source), Ok(PackOrigin::Git(git)));
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
            assert!(PackOrigin::parse(source).is_err(), "{source:?}");
        }
        assert_eq!(
            PackOrigin::parse("../acme"),
            Ok(PackOrigin::Folder("../acme".to_owned()))
        );
    }

    #[test]
    fn a_pack_may_be_a_folder_of_a_repository() {
        for (state, reference, folder) in [
            ("v1:packs/acme", "v1", "packs/acme"),
            ("team/main:a", "team/main", "a"),
            (":a", "HEAD", "a"),
        ] {
            let source = format!("git+https://a.example/b#{state}");
            let Ok(PackOrigin::Git(git)) = PackOrigin::parse(&source) else {
                panic!("{source}");
            };
            assert_eq!(git.reference, reference);
            assert_eq!(git.folder.as_ref().map(RelPath::as_str), Some(folder));
        }
        for folder in [
            "",
            "/",
            "/etc",
            "..",
            "a/../..",
            "a/",
            "a//b",
            ".",
            ".git",
            "a/.GIT/b",
            "a:b",
            "a\\b",
            "a\nb",
            "a\u{202e}b",
        ] {
            let source = format!("git+https://a.example/b#v1:{folder}");
            assert!(PackOrigin::parse(&source).is_err(), "{source:?}");
        }
    }

    #[test]
    fn an_address_without_the_git_prefix_gets_a_help() {
        for (source, meant) in [
            ("https://a.example/b", "git+https://a.example/b"),
            ("http://a.example/b#v1", "git+https://a.example/b#v1"),
            ("ssh://git@a.example/b", "git+ssh://git@a.example/b"),
            (
                "git@a.example:team/b.git",
                "git+ssh://git@a.example/team/b.git",
            ),
            ("git+git@a.example:team/b", "git+ssh://git@a.example/team/b"),
        ] {
            let problem = PackOrigin::parse(source).unwrap_err();
            assert_eq!(problem.help, Some(format!("did you mean `{meant}`?")));
        }
        for folder in ["C:\\packs", "packs/a@b:c", "a:b", "x y@b:c"] {
            assert!(
                matches!(PackOrigin::parse(folder), Ok(PackOrigin::Folder(_))),
                "{folder}"
            );
        }
    }
}
