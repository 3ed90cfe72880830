//! All valid selections as trees, grouped by equal files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::selections;
use tierup::audit::open;
use tierup::core::answers::Answers;
use tierup::core::tree::{RelPath, Tree};
use tierup::generate::blueprint;
use tierup::generate::pipeline::generate;
use tierup::pack::{Pack, source};
use tierup::project::env_file;

pub(crate) struct Matrix {
    pub(crate) legal: Vec<Rendered>,
    refused: usize,
    took: Duration,
}

/// A selection and its files, with `.env`.
pub(crate) struct Rendered {
    /// As command-line arguments.
    pub(crate) typed: String,
    pub(crate) tree: Tree,
}

impl Matrix {
    pub(crate) fn render() -> Self {
        let pack = open::builtin().unwrap_or_else(|error| stop(&error));
        let every = selections::every(&pack);
        let start = Instant::now();
        let legal: Vec<Rendered> = every
            .iter()
            .filter_map(|answers| Rendered::of(&pack, answers))
            .collect();
        let took = start.elapsed();
        Self {
            refused: every.len() - legal.len(),
            legal: in_small_steps(legal),
            took,
        }
    }

    /// Selections by number, grouped if they are equal in every file that `decides` selects; without those that have no
    /// such file.
    pub(crate) fn distinct(&self, decides: fn(&str) -> bool) -> Vec<Vec<usize>> {
        let mut seen: BTreeMap<u64, usize> = BTreeMap::new();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (number, rendered) in self.legal.iter().enumerate() {
            let mut hasher = DefaultHasher::new();
            let mut any = false;
            for (path, file) in rendered
                .tree
                .iter()
                .filter(|(path, _)| decides(path.as_str()))
            {
                (path, &file.bytes).hash(&mut hasher);
                any = true;
            }
            if !any {
                continue;
            }
            let group = *seen.entry(hasher.finish()).or_insert(groups.len());
            if group == groups.len() {
                groups.push(Vec::new());
            }
            groups[group].push(number);
        }
        groups
    }

    pub(crate) fn distinct_files(&self) -> BTreeSet<(String, String)> {
        let files = self.legal.iter().flat_map(|rendered| &rendered.tree);
        files
            .map(|(path, file)| {
                let text = String::from_utf8_lossy(&file.bytes).into_owned();
                (path.as_str().to_owned(), text)
            })
            .collect()
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.legal.len() + self.refused;
        let files: usize = self.legal.iter().map(|rendered| rendered.tree.len()).sum();
        write!(
            f,
            "{all} selections: {} accepted and rendered ({files} files in {:.1} s), {} refused",
            self.legal.len(),
            self.took.as_secs_f64(),
            self.refused
        )
    }
}

impl Rendered {
    /// The tree of `answers`, unless they are rejected.
    pub(crate) fn of(pack: &Pack, answers: &Answers) -> Option<Self> {
        let blueprint = blueprint::decide(pack, answers).ok()?;
        let typed = selections::typed(pack, answers).join(" ");
        let generated = generate(pack, &blueprint, &source::read, 2)
            .unwrap_or_else(|error| stop(&(&typed, error)));
        let mut tree = generated.tree;
        let secrets = generated.assembly.variables.iter();
        let secrets = secrets
            .filter(|variable| variable.secret)
            .map(|variable| {
                (
                    variable.name.clone(),
                    format!("the-{}", variable.name.to_lowercase()),
                )
            })
            .collect();
        if let (Some(example), Ok(path)) =
            (tree.get(env_file::EXAMPLE), RelPath::new(env_file::PRIVATE))
        {
            let private = env_file::fill(example, &secrets);
            tree.insert(path, private);
        }
        Some(Self { typed, tree })
    }
}

pub(crate) fn load(folder: &Path) -> Result<Pack, String> {
    open::open_source(&folder.display().to_string()).map_err(|error| format!("{error:?}"))
}

/// The first preset of `pack`, with some choices replaced.
pub(crate) fn preset_with(pack: &Pack, choices: &[(&str, &str)]) -> Result<Rendered, String> {
    let mut answers = Answers::default();
    answers.set("project.name", "shop", "a test");
    for (tier, provider) in &pack.catalog.presets[0].tiers {
        let chosen = choices.iter().find(|(id, _)| id == tier);
        let provider = chosen.map_or(provider.as_str(), |(_, provider)| provider);
        answers.set(format!("tiers.{tier}"), provider, "a test");
    }
    Rendered::of(pack, &answers).ok_or_else(|| "is refused".to_owned())
}

/// Neighbours differ little, so that a checker with a cache reads little again: those with the same Python files are
/// adjacent.
fn in_small_steps(mut legal: Vec<Rendered>) -> Vec<Rendered> {
    legal.sort_by_cached_key(|rendered| {
        let mut words: Vec<String> = rendered.typed.split(' ').map(str::to_owned).collect();
        words.rotate_left(1);
        words
    });
    legal
}

#[allow(clippy::panic, reason = "there is nothing to check without it")]
fn stop(error: &impl fmt::Debug) -> ! {
    panic!("the built-in pack must render: {error:#?}")
}
