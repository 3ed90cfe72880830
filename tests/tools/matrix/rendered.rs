//! All valid selections as trees. A text that many of them have is kept once, so that it can be checked once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::selections;
use tierup::audit::open;
use tierup::core::answers::Answers;
use tierup::core::tree::{File, RelPath, Tree};
use tierup::generate::blueprint;
use tierup::generate::pipeline::generate_with;
use tierup::generate::render::RenderMemo;
use tierup::pack::{Pack, source};
use tierup::project::env_file;

pub(crate) struct Matrix {
    pub(crate) legal: Vec<Selection>,
    /// Places in `legal` that together have every valid triple of choices.
    pub(crate) triples: Vec<usize>,
    texts: Texts,
    refused: usize,
    took: Duration,
}

/// A valid selection, and its texts by number.
#[derive(Clone)]
pub(crate) struct Selection {
    /// As command-line arguments.
    pub(crate) typed: String,
    texts: Vec<usize>,
}

/// Every distinct text, with its path.
#[derive(Default)]
struct Texts {
    all: Vec<(RelPath, File)>,
    numbers: HashMap<u64, usize>,
}

impl Matrix {
    pub(crate) fn render() -> Self {
        let pack = open::builtin().unwrap_or_else(|error| stop(&error));
        let every = selections::every(&pack);
        let start = Instant::now();
        let texts = Mutex::new(Texts::default());
        let mut rendered = render_all(&pack, &every, &texts);
        let took = start.elapsed();
        rendered.sort_by_cached_key(|(_, selection)| in_small_steps(selection));
        let (answers, legal): (Vec<_>, Vec<_>) = rendered.into_iter().unzip();
        let triples = selections::cover(&pack, &answers, 3);
        Self {
            refused: every.len() - legal.len(),
            legal,
            triples,
            texts: texts.into_inner().unwrap_or_else(|error| stop(&error)),
            took,
        }
    }

    pub(crate) fn tree(&self, selection: &Selection) -> Tree {
        let texts = selection.texts.iter().map(|text| &self.texts.all[*text]);
        texts.cloned().collect()
    }

    /// Of those in `among`, the first with each combination of texts whose paths `decides` selects.
    pub(crate) fn distinct(&self, among: &[usize], decides: fn(&str) -> bool) -> Vec<usize> {
        let mut seen = BTreeMap::new();
        for (at, texts) in self.deciding(among, decides) {
            if !texts.is_empty() {
                seen.entry(texts).or_insert(at);
            }
        }
        sorted(seen.into_values())
    }

    /// Selections that together have every text whose path `decides` selects.
    pub(crate) fn covering(&self, decides: fn(&str) -> bool) -> Vec<usize> {
        let all: Vec<usize> = (0..self.legal.len()).collect();
        let distinct = self.distinct(&all, decides);
        let sets = self.deciding(&distinct, decides).map(|(_, texts)| texts);
        let cover = selections::covering(&sets.collect::<Vec<_>>()).into_iter();
        sorted(cover.map(|place| distinct[place]))
    }

    /// Every text whose path `decides` selects, once: what each tree of a cover has that those before have not. The files
    /// in `settings` are in each part.
    pub(crate) fn parts(&self, decides: fn(&str) -> bool, settings: &[&str]) -> Vec<Tree> {
        let mut seen = BTreeSet::new();
        let part = |place: usize| -> Tree {
            let texts = self.legal[place].texts.iter();
            let part = texts.filter(|text| {
                let path = self.texts.all[**text].0.as_str();
                settings.contains(&path) || decides(path) && seen.insert(**text)
            });
            part.map(|text| self.texts.all[*text].clone()).collect()
        };
        self.covering(decides).into_iter().map(part).collect()
    }

    fn deciding<'a>(
        &'a self,
        among: &'a [usize],
        decides: fn(&str) -> bool,
    ) -> impl Iterator<Item = (usize, Vec<usize>)> + 'a {
        let decides = move |text: &usize| decides(self.texts.all[*text].0.as_str());
        among.iter().map(move |at| {
            let texts = self.legal[*at].texts.iter().copied();
            (*at, texts.filter(decides).collect())
        })
    }

    /// The distinct texts of selections with such choices.
    pub(crate) fn texts_of(
        &self,
        with: impl Fn(&[&str]) -> bool,
    ) -> impl Iterator<Item = &(RelPath, File)> {
        let has = |selection: &&Selection| with(&selection.typed.split(' ').collect::<Vec<_>>());
        let texts = self.legal.iter().filter(has).flat_map(|one| &one.texts);
        let distinct: BTreeSet<usize> = texts.copied().collect();
        distinct.into_iter().map(|text| &self.texts.all[text])
    }

    /// All distinct texts.
    pub(crate) fn texts(&self) -> &[(RelPath, File)] {
        &self.texts.all
    }
}

/// Each of `every` that is valid, with its selection.
fn render_all(pack: &Pack, every: &[Answers], texts: &Mutex<Texts>) -> Vec<(Answers, Selection)> {
    let threads = thread::available_parallelism().map_or(1, Into::into);
    let memo = RenderMemo::default();
    let part = every.len().div_ceil(threads).max(1);
    let render = |part: &[Answers]| -> Vec<(Answers, Selection)> {
        let rendered = part.iter().filter_map(|answers| {
            let rendered = Rendered::of(pack, answers, Some(&memo))?;
            let mut texts = texts.lock().unwrap_or_else(|error| stop(&error));
            Some((answers.clone(), texts.add(rendered)))
        });
        rendered.collect()
    };
    thread::scope(|scope| {
        let parts: Vec<_> = every
            .chunks(part)
            .map(|part| scope.spawn(|| render(part)))
            .collect();
        let done = parts.into_iter().map(thread::ScopedJoinHandle::join);
        done.flat_map(|part| part.unwrap_or_else(|error| stop(&error)))
            .collect()
    })
}

impl Texts {
    fn add(&mut self, rendered: Rendered) -> Selection {
        let texts = rendered.tree.into_iter().map(|(path, file)| {
            let mut hasher = DefaultHasher::new();
            (&path, &file.bytes).hash(&mut hasher);
            *self.numbers.entry(hasher.finish()).or_insert_with(|| {
                self.all.push((path, file));
                self.all.len() - 1
            })
        });
        Selection {
            texts: texts.collect(),
            typed: rendered.typed,
        }
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: usize = self.legal.iter().map(|one| one.texts.len()).sum();
        write!(
            f,
            "{} selections: {} accepted and rendered ({files} files, {} distinct texts, in {:.1} s), {} refused; {} have \
             every triple of choices",
            self.legal.len() + self.refused,
            self.legal.len(),
            self.texts.all.len(),
            self.took.as_secs_f64(),
            self.refused,
            self.triples.len()
        )
    }
}

/// A selection and its files, with `.env`.
pub(crate) struct Rendered {
    /// As command-line arguments.
    pub(crate) typed: String,
    pub(crate) tree: Tree,
}

impl Rendered {
    /// The tree of `answers`, unless they are rejected.
    pub(crate) fn of(pack: &Pack, answers: &Answers, memo: Option<&RenderMemo>) -> Option<Self> {
        let blueprint = blueprint::decide(pack, answers).ok()?;
        let typed = selections::typed(pack, answers).join(" ");
        let generated = generate_with(pack, &blueprint, &source::read, 1, memo)
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
    Rendered::of(pack, &answers, None).ok_or_else(|| "is refused".to_owned())
}

/// Neighbours differ little, so that a checker with a cache reads little again: those with the same Python files are
/// adjacent.
fn in_small_steps(selection: &Selection) -> Vec<String> {
    let mut words: Vec<String> = selection.typed.split(' ').map(str::to_owned).collect();
    words.rotate_left(1);
    words
}

fn sorted(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut places: Vec<usize> = places.collect();
    places.sort_unstable();
    places
}

#[allow(clippy::panic, reason = "there is nothing to check without it")]
fn stop(error: &impl fmt::Debug) -> ! {
    panic!("the built-in pack must render: {error:#?}")
}
