//! What a project was made with: its base as kept, or rebuilt where it is missing or damaged.

use crate::answers::{self, Answers};
use crate::assembly::{self, Running};
use crate::base::hash;
use crate::blueprint::{self, Blueprint};
use crate::change::answers::with_new_tiers;
use crate::change::meaning::Stack;
use crate::generate::generate;
use crate::pack::{Pack, source};
use crate::project::kept::Kept;
use crate::project::{FILE, Project};
use crate::selection;
use crate::tree::Tree;

/// The state that a change begins from.
pub(in crate::command) struct Before {
    /// The base.
    pub(in crate::command) tree: Tree,
    /// What it was decided from.
    pub(in crate::command) answers: Answers,
    pub(in crate::command) kept: Kept,
    pub(in crate::command) notes: Vec<String>,
    /// The services that it had, where the pack still knows them.
    stack: Option<(String, Vec<Running>)>,
}

impl Before {
    pub(in crate::command) fn of(project: &Project, kept: Kept, pack: &Pack) -> Self {
        let text = kept
            .tree
            .get(FILE)
            .map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
        let known = text.and_then(|text| answers::from_toml(FILE, &text).ok());
        let answers = known.unwrap_or_else(|| project.answers.clone());
        let blueprint = blueprint::decide(pack, &with_new_tiers(pack, &answers)).ok();
        let blueprint = blueprint.as_ref();
        let mut before = Self {
            tree: kept.tree.clone(),
            stack: blueprint.and_then(|blueprint| stack(pack, blueprint)),
            answers,
            kept,
            notes: Vec::new(),
        };
        if before.kept.state.is_none() {
            let again = blueprint.and_then(|blueprint| again(pack, blueprint));
            before.without_base(project, pack, again);
        } else if !before.kept.damaged.is_empty() {
            let again = blueprint.and_then(|blueprint| again(pack, blueprint));
            before.damaged(again);
        }
        before
    }

    pub(in crate::command) fn stack(&self) -> Option<Stack<'_>> {
        let (package, services) = self.stack.as_ref()?;
        Some(Stack { package, services })
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

    /// A file of the base that is not what it was is made again, or is not counted on.
    fn damaged(&mut self, again: Option<Tree>) {
        let mut lost = Vec::new();
        let again = again.unwrap_or_default();
        for (path, wanted) in &self.kept.damaged {
            match again.get(path).filter(|file| hash(&file.bytes) == *wanted) {
                Some(file) => {
                    self.tree.insert(path.clone(), file.clone());
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
    let services = assembly::assemble(pack, blueprint, &active).ok()?.services;
    Some((blueprint.package.clone(), services))
}
