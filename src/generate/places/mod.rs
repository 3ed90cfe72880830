//! Where solved numbers stand in the files of a project: what settings and services declare stands in Compose's
//! file, the rest is said by patterns. Finds numbers in text; reads no file.

pub(crate) mod compose;
mod declared;
mod form;
mod pattern;

use crate::core::error::Problem;
use crate::core::tree::RelPath;
use crate::generate::render::Texts;
use crate::generate::running::Running;
use crate::generate::selection::Active;
use crate::pack::manifest::{Manifest, Setting};
use form::Form;

pub use pattern::compiled;

/// Where a number stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Below `capacity.`.
    pub number: String,
    pub file: String,
    finder: Finder,
    /// Whether the number may be missing there.
    pub optional: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Finder {
    Pattern {
        pattern: String,
        times: u64,
    },
    Key {
        path: Vec<String>,
        form: Form,
    },
    /// A word of a list, after the word before it where the word itself does not say which one it is.
    Word {
        path: Vec<String>,
        before: Option<String>,
        form: Form,
    },
}

/// A number that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// From 1.
    pub line: usize,
    pub value: f64,
}

/// A file's text, taken apart once for all that is looked for in it.
#[derive(Debug)]
pub struct Source {
    text: String,
    entries: Vec<compose::Entry>,
}

impl Source {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = text.replace("\r\n", "\n");
        Self {
            entries: compose::entries(&text),
            text,
        }
    }
}

impl Spot {
    /// Every number that stands there; none where the text is not as it was generated.
    #[must_use]
    pub fn read(&self, source: &Source) -> Vec<Reading> {
        match &self.finder {
            Finder::Pattern { pattern, times } => pattern::read(pattern, *times, &source.text),
            Finder::Key { path, form } => source
                .entries
                .iter()
                .filter(|entry| entry.path == *path)
                .filter_map(|entry| form.read(&entry.value, entry.line))
                .collect(),
            Finder::Word { path, before, form } => {
                let words: Vec<&compose::Entry> = source
                    .entries
                    .iter()
                    .filter(|entry| entry.path == *path)
                    .collect();
                let after = |at: usize| at.checked_sub(1).and_then(|at| words.get(at));
                words
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| {
                        before.is_none() || after(*at).map(|word| &word.value) == before.as_ref()
                    })
                    .filter_map(|(_, word)| form.read(&word.value, word.line))
                    .collect()
            }
        }
    }

    /// What it is looked for by, for a person.
    #[must_use]
    pub fn told(&self) -> String {
        match &self.finder {
            Finder::Pattern { pattern, .. } => format!("a line like `{pattern}`"),
            Finder::Key { path, .. } | Finder::Word { path, .. } => format!("`{}`", path.join(".")),
        }
    }
}

/// Every spot of a selection.
///
/// # Errors
/// Where a pattern or the name of a file cannot be read.
pub fn spots(
    base: &Manifest,
    active: &[Active<'_>],
    services: &[Running],
    context: &tera::Context,
    texts: &Texts,
) -> Result<Vec<Spot>, Problem> {
    let mut spots = Vec::new();
    // what a chosen folder says counts over what every selection adds
    let mut base = base.clone();
    let is_said_anew = |setting: &Setting| {
        let mut settings = active.iter().flat_map(|a| &a.manifest.settings);
        settings.any(|anew| anew.name == setting.name)
    };
    base.settings.retain(|setting| !is_said_anew(setting));
    for manifest in std::iter::once(&base).chain(active.iter().map(|a| a.manifest)) {
        declared::spots(manifest, services, &mut spots);
    }
    for Active { folder, manifest } in active {
        for place in &manifest.places {
            let file = texts.render(folder, &place.file, context)?;
            let file = RelPath::new(file).map_err(|why| {
                Problem::new(format!("the path `{}` {why}", place.file))
                    .at(*folder)
                    .help("places are files of the project")
            })?;
            spots.push(Spot {
                number: place.number.clone(),
                file: file.to_string(),
                finder: Finder::Pattern {
                    pattern: place.pattern.clone(),
                    times: place.times,
                },
                optional: false,
            });
        }
    }
    let mut unique: Vec<Spot> = Vec::new();
    for spot in spots {
        if !unique.contains(&spot) {
            unique.push(spot);
        }
    }
    Ok(unique)
}
