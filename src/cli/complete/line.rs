//! EDGE: the command line to complete, the project in which it is typed, and the pack that it would use.

use std::path::{Path, PathBuf};

use crate::audit::open;
use crate::cli::config;
use crate::core::answers::{Answers, TIERS};
use crate::pack::Pack;
use crate::pack::origin::BUILTIN_NAME;
use crate::pack::source::PackRequest;
use crate::project::current;

/// The variable with the index of the completed word; shells that do not set it complete the last one.
const INDEX: &str = "_CLAP_COMPLETE_INDEX";

/// Which pack is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CompletionScope {
    /// That of this project.
    Project,
    /// That of a new project.
    Anywhere,
}

/// The context of a completion.
pub(super) struct CompletionContext {
    pub(super) pack: Pack,
    /// The answers of this project; empty outside of a project.
    pub(super) has: Answers,
    /// The other words of the line that are `TIER=PROVIDER`.
    pub(super) typed: Answers,
    /// All other words of the line.
    pub(super) words: Vec<String>,
}

/// The context; `None` if the pack cannot be read without fetching it.
pub(super) fn read(place: CompletionScope) -> Option<CompletionContext> {
    let words = other_words(&line_words());
    let folder = value(&words, "-C").map_or_else(|| PathBuf::from("."), PathBuf::from);
    let project = match place {
        CompletionScope::Project => current::open_as_is(&folder).ok(),
        CompletionScope::Anywhere => None,
    };
    let (pack, has) = match project {
        Some(project) => {
            let pack = open::open_offline(&PackRequest {
                source: project.answers.text("pack.source").unwrap_or(BUILTIN_NAME),
                from: project.root.path(),
                commit: project.answers.text("pack.commit"),
            });
            (pack, project.answers)
        }
        None => (default_pack(&words, &folder), Answers::default()),
    };
    let pack = pack.ok()?;
    let typed = chosen(&pack, &words);
    Some(CompletionContext {
        pack,
        has,
        typed,
        words,
    })
}

/// The pack of the line, otherwise the user's default, otherwise the built-in one.
fn default_pack(words: &[String], folder: &Path) -> crate::core::error::Result<Pack> {
    let config = config::read().unwrap_or_default();
    let (source, from) = match (value(words, "--pack"), &config.source) {
        (Some(source), _) => (source, folder),
        (None, Some(source)) => (source.clone(), config.folder.as_path()),
        (None, None) => (BUILTIN_NAME.to_owned(), folder),
    };
    open::open_offline(&PackRequest {
        source: &source,
        from,
        commit: None,
    })
}

fn chosen(pack: &Pack, words: &[String]) -> Answers {
    let is_tier = |word: &&String| {
        let tier = word.split_once('=').map(|(tier, _)| tier);
        tier.is_some_and(|tier| pack.catalog.tier(tier).is_some())
    };
    let mut chosen = Answers::default();
    for word in words.iter().filter(is_tier) {
        if let Some((tier, provider)) = word.split_once('=') {
            chosen.set(format!("{TIERS}{tier}"), provider, word);
        }
    }
    chosen
}

/// The words of the line, after the `--` that precedes them.
fn line_words() -> Vec<String> {
    let all = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    all.skip_while(|word| word != "--").skip(1).collect()
}

/// All words except the completed one.
fn other_words(typed: &[String]) -> Vec<String> {
    let index = std::env::var(INDEX)
        .ok()
        .and_then(|index| index.parse().ok());
    let index = index.unwrap_or(typed.len().saturating_sub(1));
    let others = typed.iter().enumerate().filter(|(at, _)| *at != index);
    others.map(|(_, word)| word.clone()).collect()
}

/// The value of an option: `--pack DIR`, `--pack=DIR`, `-C DIR`, `-CDIR`.
fn value(words: &[String], option: &str) -> Option<String> {
    let at = words.iter().position(|word| word.starts_with(option))?;
    match words[at].strip_prefix(option)? {
        "" => words.get(at + 1).cloned(),
        rest => Some(rest.strip_prefix('=').unwrap_or(rest).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_found_however_it_is_typed() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for line in [
            "tierup new --pack acme",
            "tierup --pack=acme new",
            "tierup -Cx --pack acme",
        ] {
            assert_eq!(
                value(&words(line), "--pack").as_deref(),
                Some("acme"),
                "{line}"
            );
        }
        assert_eq!(value(&words("tierup -Cx new"), "-C").as_deref(), Some("x"));
        assert_eq!(value(&words("tierup -C x new"), "-C").as_deref(), Some("x"));
        assert_eq!(value(&words("tierup new --pack"), "--pack"), None);
    }
}
