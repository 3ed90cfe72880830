//! The catalog: the data that says which tiers, providers, presets and slots a pack has.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::defaults::Defaults;
use super::layout::PACKAGE_SEGMENT;
use super::manifest::Manifest;
use super::question::Question;
use super::sign::VariableReads;
use super::verification::Drive;

/// The keyword for a tier that is left out. It belongs to the catalog and is not the id of a provider.
pub const NONE: &str = "none";

/// The slot whose text is printed after a project is created: commands to try first, one a line.
pub const NEXT: &str = "next";

/// `catalog.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// The version of the pack format; this program reads 1.
    pub format: u32,
    pub name: String,
    pub version: String,
    /// The pack that this one extends; only `builtin` is possible.
    pub extends: Option<String>,
    /// In the order in which they are asked for and drawn. A pack that extends another one lists its new tiers.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// Only with `extends`: further providers for tiers of the other pack, by tier.
    #[serde(default)]
    pub offers: IndexMap<String, Vec<String>>,
    /// Only with `extends`: choices of the other pack that are not offered, as `TIER=PROVIDER`; `TIER` is a whole tier.
    #[serde(default)]
    pub hide: Vec<String>,
    /// Only with `extends`: presets of the other pack that are not offered.
    #[serde(default)]
    pub hide_presets: Vec<String>,
    /// Only with `extends`: files of the other pack that are left out; one that ends with `/` is a folder, and one
    /// that begins with `!` stays.
    #[serde(default)]
    pub without: Vec<String>,
    /// The first is what `--yes` takes when none is named.
    #[serde(default)]
    pub presets: Vec<Preset>,
    /// Questions beside the tiers, in order.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Defaults: providers of `tiers`, inputs of `capacity`, `answers`.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, serde_json::Value>")]
    pub defaults: Defaults,
    /// Named places in shared files to which folders add text, each with a description of the text.
    #[serde(default)]
    pub slots: IndexMap<String, String>,
    /// Names that a package cannot have because they would shadow modules that the generated code imports.
    #[serde(default)]
    pub taken_names: Vec<String>,
    /// Facts of a project that has resources, over the defaults of `base`.
    #[serde(default)]
    pub resource_facts: IndexMap<String, String>,
    /// Facts with which reads of records are cached, except of a resource whose records another one changes.
    #[serde(default)]
    pub cached_when: IndexMap<String, String>,
    /// Requests that `tierup verify --boot` sends for each resource; their text may contain expressions with `resource`.
    #[serde(default)]
    pub resource_drives: Vec<Drive>,
    /// Names that a resource cannot have because the generated code uses them for something else.
    #[serde(default)]
    pub taken_resources: Vec<String>,
    /// Names that a field cannot have because the classes that hold it have attributes of these names; `*` at the end
    /// stands for any name with this prefix.
    #[serde(default)]
    pub taken_fields: Vec<String>,
    /// Keywords of SQL, which neither a table nor a column can have as its name without quotes.
    #[serde(default)]
    pub sql_words: Vec<String>,
    /// Networks of the stack without a connection to the outside.
    #[serde(default)]
    pub internal_networks: Vec<String>,
    /// Files that must be the same in every project of a team, as paths; `*` matches any part of a name, `**` any
    /// folders. `check` reports those that were edited.
    #[serde(default)]
    pub managed: Vec<String>,
    /// Other names under which a project that is adopted may have a file: by the path of the generated one.
    #[serde(default)]
    pub other_names: IndexMap<String, Vec<String>>,
    /// Where the code of a project that is adopted reads variables, so that those that the stack does not set are told.
    #[serde(default)]
    pub reads: Vec<VariableReads>,
    /// The most characters of a line of generated Python. Longer imports of the package are wrapped, so that templates
    /// write them in one line.
    pub line_length: Option<u16>,
    /// The manifest of every selection.
    #[serde(default)]
    pub base: Manifest,
}

/// A place in the architecture.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub id: String,
    pub label: String,
    /// The question for the tier.
    pub question: String,
    /// Ids of the providers, each a folder `<tier>/<provider>`, in the order in which they are offered.
    pub providers: Vec<String>,
    /// The provider in projects, presets and answers that do not name the tier because they are older.
    pub before: Option<String>,
}

impl Tier {
    #[must_use]
    pub fn optional(&self) -> bool {
        self.providers.iter().any(|id| id == NONE)
    }
}

/// A named selection.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    pub id: String,
    pub label: String,
    pub about: String,
    /// A provider for every tier; a tier with `before` can be left out.
    pub tiers: IndexMap<String, String>,
}

impl Catalog {
    #[must_use]
    pub fn tier(&self, id: &str) -> Option<&Tier> {
        self.tiers.iter().find(|tier| tier.id == id)
    }

    /// Completes presets with the defaults of the tiers that they do not name.
    pub(super) fn complete_presets(&mut self) {
        for preset in &mut self.presets {
            for (tier, before) in self
                .tiers
                .iter()
                .filter_map(|t| Some((&t.id, t.before.as_ref()?)))
            {
                preset
                    .tiers
                    .entry(tier.clone())
                    .or_insert_with(|| before.clone());
            }
        }
    }

    /// The files of a project that are the same in every project of a team.
    #[must_use]
    pub fn managed_files(&self, package: &str) -> GlobSet {
        let mut files = GlobSetBuilder::new();
        for pattern in &self.managed {
            // `audit` reports invalid patterns
            if let Ok(pattern) = path_pattern(&pattern.replace(PACKAGE_SEGMENT, package)) {
                files.add(pattern);
            }
        }
        files.build().unwrap_or_default()
    }

    /// Whether the pack hides a choice of the pack below it.
    #[must_use]
    pub fn hides(&self, tier: &str, provider: &str) -> bool {
        let hides = |choice: &String| match choice.split_once('=') {
            Some(choice) => choice == (tier, provider),
            None => choice == tier,
        };
        self.hide.iter().any(hides)
    }

    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    #[must_use]
    pub fn preset(&self, id: &str) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.id == id)
    }
}

/// A pattern of paths: `*` is any part of a name, `**` any folders.
///
/// # Errors
/// Where it is not one.
pub fn path_pattern(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn managed_paths_are_patterns() {
        let matches = |pattern: &str, path: &str| {
            let pattern = path_pattern(pattern).unwrap();
            pattern.compile_matcher().is_match(path)
        };
        for (pattern, path) in [
            ("Makefile", "Makefile"),
            (".github/**", ".github/workflows/ci.yml"),
            ("**/*.toml", "pyproject.toml"),
            ("requirements*.lock", "requirements-dev.lock"),
            ("a/**/b", "a/b"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("*.toml", "a/b.toml"),
            ("Make", "Makefile"),
            ("a/**/b", "a/c"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
        assert!(path_pattern("a[").is_err());
    }
}
