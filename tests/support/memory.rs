//! A project in memory: the same functions as the commands, without a disk, so that thousands of changes take seconds.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use tierup::audit::open;
use tierup::core::answers::{self, Answers};
use tierup::core::error::Result;
use tierup::core::tree::{File, Tree};
use tierup::generate::blueprint;
use tierup::generate::blueprint::FILE;
use tierup::generate::pipeline::generate;
use tierup::pack::{Pack, source};
use tierup::project::change::{self, Change, Trees};

/// Changes what templates give from one version of them to the next.
pub(crate) type Evolve = fn(&mut Tree, u64);

/// Generates, and remembers what it generated.
pub(crate) struct Workshop {
    pub(crate) pack: Pack,
    evolve: Evolve,
    known: RefCell<HashMap<(String, u64), Rc<Tree>>>,
}

impl Workshop {
    pub(crate) fn new(evolve: Evolve) -> Self {
        Self {
            pack: open::builtin().unwrap(),
            evolve,
            known: RefCell::default(),
        }
    }

    /// What `answers` give by the templates of a version.
    pub(crate) fn tree(&self, answers: &Answers, version: u64) -> Result<Rc<Tree>> {
        let blueprint = blueprint::decide(&self.pack, answers)?;
        let key = (blueprint::to_toml(&self.pack, &blueprint), version);
        if let Some(tree) = self.known.borrow().get(&key) {
            return Ok(Rc::clone(tree));
        }
        let mut tree = generate(&self.pack, &blueprint, &source::read, 2)?.tree;
        (self.evolve)(&mut tree, version);
        let tree = Rc::new(tree);
        self.known.borrow_mut().insert(key, Rc::clone(&tree));
        Ok(tree)
    }
}

/// A project, as it lies on a disk.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Project {
    pub(crate) base: Tree,
    pub(crate) mine: Tree,
}

impl Project {
    pub(crate) fn new(workshop: &Workshop, answers: &Answers) -> Result<Self> {
        let tree = workshop.tree(answers, 0)?;
        Ok(Self {
            base: (*tree).clone(),
            mine: (*tree).clone(),
        })
    }

    /// Makes a change as the commands do; what it did.
    pub(crate) fn change(
        &mut self,
        workshop: &Workshop,
        typed: &Answers,
        version: u64,
    ) -> Result<Change> {
        let said = |tree: &Tree| {
            let text = tree
                .get(FILE)
                .map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
            let text = text.unwrap_or_default();
            answers::from_toml(FILE, &text).unwrap_or_else(|error| panic!("{error:?}\n{text}"))
        };
        let next =
            change::answers::next(&workshop.pack, &said(&self.mine), &said(&self.base), typed)
                .unwrap();
        let new = workshop.tree(&next.answers, version)?;
        let change = change::change(Trees {
            base: &self.base,
            mine: &self.mine,
            new: &new,
            blocked: &BTreeMap::new(),
            blueprint: FILE,
        });
        for step in &change.steps {
            for path in &step.remove {
                self.mine.remove(path);
            }
        }
        for step in &change.steps {
            if let Some(file) = &step.write {
                self.mine.insert(step.path.clone(), file.clone());
            }
        }
        self.base = change.base.clone();
        Ok(change)
    }
}

/// The same file with other bytes.
#[allow(dead_code, reason = "each test binary uses its part")]
pub(crate) fn with_bytes(file: &File, bytes: Vec<u8>) -> File {
    File {
        bytes: Cow::Owned(bytes),
        mode: file.mode,
    }
}
