//! A whole pack as a value: its catalog, its manifests, its files.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::catalog::Catalog;
use super::changes::PackChanges;
use super::content::Files;
use super::field_type::FieldType;
use super::formulas::Model;
use super::manifest::Manifest;
use super::question::{Answer, Question};
use super::reserved_names::ReservedNames;
use crate::core::answers::{ANSWERS, Answers, TIERS};

/// Returns the files of the pack that another one extends, by name; passed in by the edge.
pub type FindBasePack<'a> = dyn Fn(&str) -> Option<Files> + 'a;

/// A pack with parsed manifests.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The source in `tierup.toml`: `builtin`, or the folder.
    pub source: String,
    /// For git sources: the commit.
    pub commit: Option<String>,
    /// The hash of all files, if it was requested.
    pub hash: Option<String>,
    pub catalog: Catalog,
    /// The changes of the pack by version, then those of the pack that it extends.
    pub changes: Vec<PackChanges>,
    /// The capacity model, on top of that of the pack below and the built-in one.
    pub formulas: Arc<Model>,
    /// What fields of resources may be, by name.
    pub types: IndexMap<String, FieldType>,
    /// By `<tier>/<provider>`.
    pub providers: IndexMap<String, Manifest>,
    /// By `parts/<name>`, in name order.
    pub parts: IndexMap<String, Manifest>,
    pub files: Files,
    /// The files that come from the pack that it extends.
    pub inherited: BTreeSet<String>,
    /// Names that a package may not have in addition to this pack.
    pub reserved_names: ReservedNames,
    /// The size of all manifests, in bytes.
    pub weight: usize,
    /// For a pack that extends another: its own files, and those of the pack below.
    pub(super) layers: Vec<Files>,
}

impl Pack {
    #[must_use]
    pub fn provider(&self, tier: &str, provider: &str) -> Option<&Manifest> {
        self.providers.get(&format!("{tier}/{provider}"))
    }

    /// The default providers and answers.
    #[must_use]
    pub fn defaults(&self) -> Answers {
        let mut defaults = self.catalog.defaults.0.clone();
        defaults.0.retain(|assignment| {
            assignment.key.starts_with(TIERS) || assignment.key.starts_with(ANSWERS)
        });
        defaults
    }

    /// The default answer of a question.
    #[must_use]
    pub fn default_answer(&self, question: &Question) -> Answer {
        let assignment = self.catalog.defaults.0.get(&question.key());
        assignment
            .and_then(|assignment| question.answer(&assignment.value).ok())
            .unwrap_or_else(|| question.default_answer())
    }
}
