//! What a project was made with: its base as kept, or rebuilt where it is missing or damaged.

use crate::core::answers::{self, Answers};
use crate::core::error::Problem;
use crate::core::hash::hash;
use crate::core::tree::{File, Mode, RelPath, Tree};
use crate::generate::assembly;
use crate::generate::blueprint::FILE;
use crate::generate::blueprint::{self, Blueprint};
use crate::generate::pipeline::generate;
use crate::generate::running::Running;
use crate::generate::selection;
use crate::pack::{Pack, source};
use crate::project::base;
use crate::project::change::answers::with_new_tiers;
use crate::project::change::meaning::Stack;
use crate::project::current::Project;
use crate::project::kept::Kept;
use crate::project::root::MOST_BYTES;

/// The state that a change begins from.
pub(in crate::cli::command) struct Before {
    /// The base.
    pub(in crate::cli::command) tree: Tree,
    /// What it was decided from.
    pub(in crate::cli::command) answers: Answers,
    pub(in crate::cli::command) kept: Kept,
    pub(in crate::cli::command) notes: Vec<String>,
    /// Why no change can begin from it, each with the way out.
    pub(in crate::cli::command) refusals: Vec<Problem>,
    /// The services that it had, where the pack still knows them.
    stack: Option<(String, Vec<Running>)>,
}

impl Before {
    pub(in crate::cli::command) fn of(project: &Project, kept: Kept, pack: &Pack) -> Self {
        // where the list is lost, what lies there is checked against what it gives
        let file = kept.tree.get(FILE).or_else(|| kept.unlisted.get(FILE));
        let text = file.map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
        let known = text.and_then(|text| answers::from_toml(FILE, &text).ok());
        let answers = known.unwrap_or_else(|| project.answers.clone());
        let blueprint = blueprint::decide(pack, &with_new_tiers(pack, &answers)).ok();
        let blueprint = blueprint.as_ref();
        let mut before = Self {
            tree: kept.tree.clone(),
            stack: blueprint.and_then(|blueprint| stack(pack, blueprint)),
            refusals: kept.obstacles.clone(),
            answers,
            kept,
            notes: Vec::new(),
        };
        let again = || blueprint.and_then(|blueprint| again(pack, blueprint));
        if before.kept.is_nothing() {
            before.without_base(project, pack, again());
            return before;
        }
        let is_listed = before.kept.is_listed && before.kept.unlisted.is_empty();
        if !is_listed || !before.kept.damaged.is_empty() {
            let again = again().filter(|_| before.is_made_by(pack));
            if !is_listed {
                before.without_list(again.as_ref());
            }
            before.damaged(project, again);
        }
        before
    }

    pub(in crate::cli::command) fn stack(&self) -> Option<Stack<'_>> {
        let (package, services) = self.stack.as_ref()?;
        Some(Stack { package, services })
    }

    /// Whether this very pack gave the base.
    fn is_made_by(&self, pack: &Pack) -> bool {
        let state = self.kept.state.as_ref().map(|state| &state.pack);
        let version = state.map_or_else(
            || self.answers.text("pack.version"),
            |origin| Some(origin.version.as_str()),
        );
        version == Some(&pack.catalog.version)
            && state.is_none_or(|origin| origin.name == pack.catalog.name)
            && self.answers.text("pack.hash") == pack.hash.as_deref()
    }

    /// A project that was made before there was a base.
    fn without_base(&mut self, project: &Project, pack: &Pack, again: Option<Tree>) {
        let version = project.answers.text("pack.version");
        match again.filter(|_| version == Some(&pack.catalog.version)) {
            Some(tree) => {
                self.tree = tree;
                self.notes.push(
                    "the project was made before tierup kept how; that is rebuilt from its answers".to_owned(),
                );
            }
            None => self.notes.push(format!(
                "the project was made by templates of version {} that are not here any more, and does not hold how: where it differs from today's, both are shown",
                version.unwrap_or("unknown")
            )),
        }
    }

    /// A base whose list is lost or not whole: what it named is what the same templates give again.
    fn without_list(&mut self, again: Option<&Tree>) {
        let Some(again) = again else {
            if !self.kept.is_listed {
                self.refusals.push(
                    Problem::new(
                        "the list of what was last generated is lost, and the templates that gave it are not here to make it again",
                    )
                    .at(base::LIST)
                    .help(format!(
                        "take it back from git: `git checkout HEAD -- {0}`; without git: `rm -r {0}`, then `tierup update` shows both versions where yours and the templates' differ",
                        base::FOLDER
                    )),
                );
            }
            return;
        };
        let missing = again
            .iter()
            .filter(|(path, file)| file.mode != Mode::Private && !self.tree.contains_key(*path))
            .filter(|(path, file)| {
                let there = self.kept.unlisted.get(*path);
                let lies_there = there.is_some_and(|there| there.bytes == file.bytes);
                lies_there || !self.kept.is_listed && !self.kept.damaged.contains_key(*path)
            });
        let missing: Vec<(RelPath, File)> = missing
            .map(|(path, file)| (path.clone(), file.clone()))
            .collect();
        if !missing.is_empty() {
            self.notes.push(format!(
                "`{}` was damaged; it is rebuilt from the templates",
                base::LIST
            ));
        }
        self.tree.extend(missing);
    }

    /// A file of the base that is not what it was is taken from the project where it is unedited there, or made
    /// again, or is not counted on.
    fn damaged(&mut self, project: &Project, again: Option<Tree>) {
        let mut lost = Vec::new();
        let again = again.unwrap_or_default();
        let damaged = self.kept.damaged.iter();
        for (path, wanted) in damaged.filter(|(path, _)| !self.kept.tree.contains_key(*path)) {
            let is_it = |file: &File| wanted.contains(&hash(&file.bytes));
            let mine = || {
                let read = project.root.read(path.as_str(), MOST_BYTES);
                Some(File::new(read.ok()??.0.into()))
            };
            match mine()
                .filter(is_it)
                .or_else(|| again.get(path).filter(|file| is_it(file)).cloned())
            {
                Some(file) => {
                    self.tree.insert(path.clone(), file);
                }
                None => lost.push(format!("`{path}`")),
            }
        }
        if !lost.is_empty() {
            self.notes.push(format!(
                "what was generated last is lost for {}: where yours and the templates' differ, both are shown",
                lost.join(", ")
            ));
        }
    }
}

/// What the pack gives today for what was decided before, where it still gives anything.
fn again(pack: &Pack, blueprint: &Blueprint) -> Option<Tree> {
    let threads = super::super::threads();
    let generated = generate(pack, blueprint, &source::read, threads).ok()?;
    Some(generated.tree)
}

/// The services of before, with the package that they belong to.
fn stack(pack: &Pack, blueprint: &Blueprint) -> Option<(String, Vec<Running>)> {
    let active = selection::active(pack, &blueprint.selection);
    let services = assembly::assemble(pack, blueprint, &active, &source::read)
        .ok()?
        .services;
    Some((blueprint.package.clone(), services))
}
