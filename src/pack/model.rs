//! A whole pack as a value: its catalog, its manifests, its files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use super::catalog::Catalog;
use super::formulas::Model;
use super::manifest::Manifest;
use super::question::{Answer, Question};
use super::reserved_names::ReservedNames;
use crate::core::answers::{ANSWERS, Answers, TIERS};
use crate::core::error::Result;

/// Where a file's bytes are; `source::read` brings them.
#[derive(Debug, Clone)]
pub enum Content {
    Embedded(&'static [u8]),
    OnDisk(PathBuf),
    InMemory(Arc<[u8]>),
}

/// Files by path inside the pack, `/` between parts. They are read when they are needed, so that a large pack
/// costs what a selection uses of it.
pub type Files = BTreeMap<String, Content>;

/// Brings a file's bytes; handed in by the edge.
pub type ReadContent<'a> = dyn Fn(&Content) -> Result<Cow<'static, [u8]>> + Sync + 'a;

/// Brings the files of a pack that another one may extend, by its name; handed in by the edge.
pub type FindBasePack<'a> = dyn Fn(&str) -> Option<Files> + 'a;

/// A whole pack, its manifests parsed.
#[derive(Debug, Clone)]
pub struct Pack {
    /// How `tierup.toml` names it: `builtin`, or the folder.
    pub source: String,
    /// Where it came from git: the commit.
    pub commit: Option<String>,
    /// What all its files come to, where that was asked for.
    pub hash: Option<String>,
    pub catalog: Catalog,
    /// Its capacity model, over that of the pack below and the built-in one.
    pub formulas: Arc<Model>,
    /// By `<tier>/<provider>`.
    pub providers: IndexMap<String, Manifest>,
    /// By `parts/<name>`, in name order.
    pub parts: IndexMap<String, Manifest>,
    pub files: Files,
    /// Those of them that come from the pack that it extends.
    pub inherited: BTreeSet<String>,
    /// Names that a package may not have beside it.
    pub reserved_names: ReservedNames,
    /// What its manifests hold, in bytes.
    pub weight: usize,
    /// Where it extends one: its own files, and those of the pack below.
    pub(super) layers: Vec<Files>,
}

impl Pack {
    #[must_use]
    pub fn provider(&self, tier: &str, provider: &str) -> Option<&Manifest> {
        self.providers.get(&format!("{tier}/{provider}"))
    }

    /// The providers and answers that count where nobody says others.
    #[must_use]
    pub fn defaults(&self) -> Answers {
        let mut defaults = self.catalog.defaults.0.clone();
        defaults.0.retain(|assignment| {
            assignment.key.starts_with(TIERS) || assignment.key.starts_with(ANSWERS)
        });
        defaults
    }

    /// What a question is answered with where nobody says anything.
    #[must_use]
    pub fn default_answer(&self, question: &Question) -> Answer {
        let assignment = self.catalog.defaults.0.get(&question.key());
        assignment
            .and_then(|assignment| question.answer(&assignment.value).ok())
            .unwrap_or_else(|| question.default_answer())
    }
}
