//! Locations of solved numbers in the files of a project: those of settings and services in Compose's file, others by
//! patterns. Finds numbers in text; reads no file.

pub(crate) mod compose;
mod declared;
mod number_format;
mod pattern;

use crate::core::error::Problem;
use crate::core::tree::RelPath;
use crate::generate::render::TextRenderer;
use crate::generate::running_service::RunningService;
use crate::generate::selection::Active;
use crate::pack::manifest::{Manifest, Setting};
use number_format::NumberFormat;

pub use pattern::{compiled, line_pattern};

/// The location of a number.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberLocation {
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
        form: NumberFormat,
    },
    /// A word of a list, with the preceding word if it is not identified by itself.
    Word {
        path: Vec<String>,
        before: Option<String>,
        form: NumberFormat,
    },
}

/// A number that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// From 1.
    pub line: usize,
    pub value: f64,
}

/// A file's text, parsed once for all locations in it.
#[derive(Debug)]
pub struct SourceText {
    text: String,
    entries: Vec<compose::ComposeEntry>,
}

impl SourceText {
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

impl NumberLocation {
    /// Every number at the location; none if the text differs from the generated one.
    #[must_use]
    pub fn read(&self, source: &SourceText) -> Vec<Reading> {
        match &self.finder {
            Finder::Pattern { pattern, times } => pattern::read(pattern, *times, &source.text),
            Finder::Key { path, form } => source
                .entries
                .iter()
                .filter(|entry| entry.path == *path)
                .filter_map(|entry| form.read(&entry.value, entry.line))
                .collect(),
            Finder::Word { path, before, form } => {
                let words: Vec<&compose::ComposeEntry> = source
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

    /// The search criterion, for messages.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.finder {
            Finder::Pattern { pattern, .. } => format!("a line like `{pattern}`"),
            Finder::Key { path, .. } | Finder::Word { path, .. } => format!("`{}`", path.join(".")),
        }
    }
}

/// Every location of a selection.
///
/// # Errors
/// When a pattern or a file name is invalid.
pub fn locations(
    base: &Manifest,
    active: &[Active<'_>],
    services: &[RunningService],
    context: &tera::Context,
    texts: &TextRenderer,
) -> Result<Vec<NumberLocation>, Problem> {
    let mut locations = Vec::new();
    // a chosen folder overrides `[base]`
    let mut base = base.clone();
    let is_said_anew = |setting: &Setting| {
        let mut settings = active.iter().flat_map(|a| &a.manifest.settings);
        settings.any(|other| other.name == setting.name)
    };
    base.settings.retain(|setting| !is_said_anew(setting));
    for manifest in std::iter::once(&base).chain(active.iter().map(|a| a.manifest)) {
        declared::locations(manifest, services, &mut locations);
    }
    for Active { folder, manifest } in active {
        for place in &manifest.places {
            let file = texts.render(folder, &place.file, context)?;
            let file = RelPath::new(file).map_err(|why| {
                Problem::new(format!("the path `{}` {why}", place.file))
                    .at(*folder)
                    .help("places are files of the project")
            })?;
            locations.push(NumberLocation {
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
    let mut unique: Vec<NumberLocation> = Vec::new();
    for location in locations {
        if !unique.contains(&location) {
            unique.push(location);
        }
    }
    Ok(unique)
}
